# SPDX-License-Identifier: GPL-2.0-only
# Command line tools: build/cli/kvmrt-nl, kvmrt-gs and kvmrt-trace.

CLI := $(BUILD)/cli
CLI_TOOLS := kvmrt-nl kvmrt-gs kvmrt-trace
CLI_LIB := $(BUILD)/lib/libkvmrt.so

CLI_CPPFLAGS := -D_GNU_SOURCE -DKVMRT_CLI_VERSION='"$(VERSION)"' \
	-isystem uapi -Ilibkvmrt/include
CLI_CFLAGS := $(CSTD) $(WARNINGS) -fPIE
CLI_LDFLAGS := -pie -Wl,-z,now -Wl,-z,relro -Wl,--as-needed
# What is installed finds the library as every program does; in the build tree
# the tools find the one beside them.
CLI_RPATH := -Wl,-rpath,'$$ORIGIN/../lib'
CLI_LIBS := -L$(BUILD)/lib -lkvmrt -ljson-c
CLI_LIBS_kvmrt-trace := -ltracefs -ltraceevent -lzstd -lz -lpthread

# Of the trace tool only: its folders, and the headers of its libraries, which are
# not ours to judge.
TRACE_INC := $(patsubst %/,-iquote %,$(wildcard cli/kvmrt-trace/ cli/kvmrt-trace/*/))
$(CLI)/obj/kvmrt-trace/%.o: CLI_CPPFLAGS += $(TRACE_INC) $(patsubst -I%,-isystem %,$(shell \
	pkg-config --cflags libtracefs libtraceevent 2>/dev/null))

cli_objs = $(patsubst cli/%.c,$(CLI)/obj/%.o,$(wildcard cli/common/*.c cli/$(1)/*.c cli/$(1)/*/*.c))
CLI_OBJS := $(foreach tool,$(CLI_TOOLS),$(call cli_objs,$(tool)))

cli: $(addprefix $(CLI)/,$(CLI_TOOLS)) ## kvmrt-nl, kvmrt-gs and kvmrt-trace

$(CLI)/obj/%.o: cli/%.c scripts/make/cli.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CLI_CPPFLAGS) $(CPPFLAGS) $(CLI_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define cli_tool
$(CLI)/$(1): $(call cli_objs,$(1)) $(CLI_LIB)
	$$(say) LINK $$@
	$$(Q)$$(CC) $$(CLI_LDFLAGS) $$(CFLAGS) $$(LDFLAGS) $$(CLI_RPATH) -o $$@ $$(filter %.o,$$^) $$(CLI_LIBS) $$(CLI_LIBS_$(1))

# Linked again without the path of the build tree.
$(CLI)/install/$(1): $(call cli_objs,$(1)) $(CLI_LIB)
	$$(say) LINK $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CLI_LDFLAGS) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) $$(CLI_LIBS) $$(CLI_LIBS_$(1))
endef
$(foreach tool,$(CLI_TOOLS),$(eval $(call cli_tool,$(tool))))

-include $(sort $(CLI_OBJS:.o=.d))

# kvmrt-gs is for every user of a guest, the others are for root; kvmrt-trace
# reads what others recorded, too, and is where everybody finds it.
install-cli: $(addprefix $(CLI)/install/,$(CLI_TOOLS))
	$(Q)$(INSTALL) -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(SBINDIR)" "$(DESTDIR)$(COMPLETIONDIR)"
	$(Q)$(INSTALL) -m 755 $(CLI)/install/kvmrt-gs $(CLI)/install/kvmrt-trace "$(DESTDIR)$(BINDIR)"
	$(Q)$(INSTALL) -m 755 $(CLI)/install/kvmrt-nl "$(DESTDIR)$(SBINDIR)"
	$(Q)$(INSTALL) -m 644 $(addprefix cli/completion/,$(CLI_TOOLS)) "$(DESTDIR)$(COMPLETIONDIR)"

uninstall-cli:
	$(Q)rm -f "$(DESTDIR)$(BINDIR)/kvmrt-gs" "$(DESTDIR)$(BINDIR)/kvmrt-trace" \
		"$(DESTDIR)$(SBINDIR)/kvmrt-nl" \
		$(addprefix "$(DESTDIR)$(COMPLETIONDIR)"/,$(CLI_TOOLS))

# Unit tests: each cli/tests/test_*.c is a program; the library's host side is
# a scripted double there.  Scripts ask the real tools.
CLI_TESTS := $(patsubst cli/tests/%.c,$(CLI)/test/%,$(wildcard cli/tests/test_*.c))
CLI_TEST_OBJS = $(filter-out %/main.o,$(call cli_objs,kvmrt-nl) $(call cli_objs,kvmrt-gs))
CLI_TEST_WRAP := gs_device_status nl_boottime_ns nl_text_date nl_text_clock
comma := ,
CLI_TEST_HELP := $(filter-out $(wildcard cli/tests/test_*.c),$(wildcard cli/tests/*.c))

$(CLI)/test/%: cli/tests/%.c $(CLI_TEST_HELP) $(wildcard cli/tests/*.h) $(CLI_LIB) \
		$(sort $(CLI_OBJS)) scripts/make/cli.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CLI_CPPFLAGS) -Icli/common -Icli/kvmrt-nl -Icli/kvmrt-gs -Icli/tests $(CPPFLAGS) \
		$(CLI_CFLAGS) $(CFLAGS) -pie $(LDFLAGS) -Wl,-rpath,'$$ORIGIN/../../lib' -o $@ $< $(CLI_TEST_HELP) \
		$(sort $(CLI_TEST_OBJS)) -lcmocka $(CLI_LIBS) \
		$(addprefix -Wl$(comma)--wrap=,$(CLI_TEST_WRAP))

unit:: cli-test

cli-test: cli $(CLI_TESTS) ## unit tests of the tools
	$(Q)cli/tests/run $(CLI) $(sort $(CLI_TESTS))

.PHONY: cli install-cli uninstall-cli cli-test unit
