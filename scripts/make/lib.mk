# SPDX-License-Identifier: GPL-2.0-only
# libkvmrt.  Results in build/lib: libkvmrt.so.0 and libkvmrt.a, and the alias
# libccur_kvmrt_gs.so.0 for programs of the modelled product.

LIB := $(BUILD)/lib
LIB_SRC := libkvmrt/src
LIB_ABI := 0
LIB_SO := $(LIB)/libkvmrt.so.$(VERSION)
LIB_ALIAS := $(LIB)/libccur_kvmrt_gs.so.$(LIB_ABI)

# The guest's side stands alone: it needs no libmnl and makes up the alias.
LIB_GS_OBJS := $(addprefix $(LIB)/obj/,gs.o gs_device.o)
LIB_OBJS := $(patsubst $(LIB_SRC)/%.c,$(LIB)/obj/%.o,$(wildcard $(LIB_SRC)/*.c))

LIB_CPPFLAGS := -D_GNU_SOURCE -DKVMRT_LIB_VERSION='"$(VERSION)"' \
	-isystem uapi -Ilibkvmrt/include -I$(LIB_SRC)
LIB_CFLAGS := $(CSTD) $(WARNINGS) -fPIC -fvisibility=hidden
LIB_LDFLAGS := -shared -Wl,-z,defs -Wl,-z,now -Wl,-z,relro -Wl,--as-needed

lib: $(LIB)/libkvmrt.so $(LIB)/libkvmrt.a $(LIB)/libccur_kvmrt_gs.so $(LIB)/libccur_kvmrt_gs.a $(LIB)/libkvmrt.pc ## libkvmrt: shared, static, pkg-config

$(LIB)/obj $(LIB)/test:
	$(Q)mkdir -p $@

$(LIB)/obj/%.o: $(LIB_SRC)/%.c scripts/make/lib.mk | $(LIB)/obj
	$(say) CC $@
	$(Q)$(CC) $(LIB_CPPFLAGS) $(CPPFLAGS) $(LIB_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(LIB_SO): $(LIB_OBJS) libkvmrt/libkvmrt.map
	$(say) LINK $@
	$(Q)$(CC) $(LIB_LDFLAGS) $(CFLAGS) $(LDFLAGS) -Wl,-soname,libkvmrt.so.$(LIB_ABI) \
		-Wl,--version-script=libkvmrt/libkvmrt.map -o $@ $(LIB_OBJS) -lmnl

$(LIB_ALIAS): $(LIB_GS_OBJS) libkvmrt/libccur_kvmrt_gs.map
	$(say) LINK $@
	$(Q)$(CC) $(LIB_LDFLAGS) $(CFLAGS) $(LDFLAGS) -Wl,-soname,$(notdir $@) \
		-Wl,--version-script=libkvmrt/libccur_kvmrt_gs.map -o $@ $(LIB_GS_OBJS)

$(LIB)/libkvmrt.so: $(LIB_SO)
	$(Q)ln -sf $(<F) $(LIB)/libkvmrt.so.$(LIB_ABI)
	$(Q)ln -sf libkvmrt.so.$(LIB_ABI) $@

$(LIB)/libccur_kvmrt_gs.so: $(LIB_ALIAS)
	$(Q)ln -sf $(<F) $@

$(LIB)/libkvmrt.a: $(LIB_OBJS)
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(LIB)/libccur_kvmrt_gs.a: $(LIB_GS_OBJS)
	$(say) AR $@
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# Made anew each time: where it will be installed may differ from the last.
$(LIB)/libkvmrt.pc: libkvmrt/libkvmrt.pc.in FORCE | $(LIB)/obj
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
		-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' $< > $@.new
	$(Q)if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

-include $(LIB_OBJS:.o=.d)

# The manual pages themselves are installed by docs.mk, their other names here.
install-lib: lib
	$(Q)$(INSTALL) -d "$(DESTDIR)$(LIBDIR)" "$(DESTDIR)$(PKGCONFIGDIR)" "$(DESTDIR)$(INCLUDEDIR)/kvmrt"
	$(Q)$(INSTALL) -m 644 $(LIB_SO) $(LIB_ALIAS) $(LIB)/libkvmrt.a $(LIB)/libccur_kvmrt_gs.a "$(DESTDIR)$(LIBDIR)"
	$(Q)ln -sf $(notdir $(LIB_SO)) "$(DESTDIR)$(LIBDIR)/libkvmrt.so.$(LIB_ABI)"
	$(Q)ln -sf libkvmrt.so.$(LIB_ABI) "$(DESTDIR)$(LIBDIR)/libkvmrt.so"
	$(Q)ln -sf $(notdir $(LIB_ALIAS)) "$(DESTDIR)$(LIBDIR)/libccur_kvmrt_gs.so"
	$(Q)$(INSTALL) -m 644 $(LIB)/libkvmrt.pc "$(DESTDIR)$(PKGCONFIGDIR)"
	$(Q)$(INSTALL) -m 644 libkvmrt/include/*.h "$(DESTDIR)$(INCLUDEDIR)"
	$(Q)$(INSTALL) -m 644 libkvmrt/include/kvmrt/*.h "$(DESTDIR)$(INCLUDEDIR)/kvmrt"
	$(Q)$(INSTALL) -d "$(DESTDIR)$(MANDIR)/man3"
	$(Q)libkvmrt/man-links "$(DESTDIR)$(MANDIR)/man3" Documentation/man/man3/*.3

.PHONY: lib install-lib FORCE
