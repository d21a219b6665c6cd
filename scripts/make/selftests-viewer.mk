# SPDX-License-Identifier: GPL-2.0-only
# Readers of our files by other projects' libraries, in build/selftests/viewer/.

SELFTESTS += selftests-viewer

# As scripts/setup has it.
VIEWER_CACHE = $(or $(KVMRT_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/kvmrt)
KSHARK = $(VIEWER_CACHE)/kernelshark/usr
KSHARK_LIBDIR = $(KSHARK)/lib/$(shell $(CC) -print-multiarch)
KSHARK_CFLAGS = -isystem $(KSHARK)/include/kernelshark \
	$(patsubst -I%,-isystem %,$(shell pkg-config --cflags libtraceevent json-c 2>/dev/null))

selftests-viewer: $(BUILD)/selftests/viewer/kshark-list ## readers by KernelShark's library

# The libraries that the package's own library stands on are the lab's trace-cmd's.
$(BUILD)/selftests/viewer/kshark-list: selftests/viewer/kshark-list.c scripts/make/selftests-viewer.mk
	$(Q)scripts/setup kernelshark
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -D_GNU_SOURCE $(CSTD) $(WARNINGS) $(CFLAGS) $(KSHARK_CFLAGS) -o $@ $< \
		-L$(KSHARK_LIBDIR) -lkshark -Wl,-rpath,$(KSHARK_LIBDIR)

.PHONY: selftests-viewer
