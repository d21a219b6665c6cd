# SPDX-License-Identifier: GPL-2.0-only
# The Intel lab: hosts with VMX, with and without IBT, under an emulator that
# the user brings.

BOCHS ?=

INTEL_SRC := $(addprefix selftests/intel/,blobvm.c vm.c blob.S)
INTEL_BUILD := $(BUILD)/selftests/intel

check-intel: ## an Intel host, with and without IBT (BOCHS=/path/to/bochs, compiled with VMX and CET; KERNEL=6.12|6.12-rt)
	$(Q)BOCHS="$(BOCHS)" selftests/intel/run $(KERNEL)

intel-programs: $(INTEL_BUILD)/blobvm

# Static: it runs in an initramfs that has little else.
$(INTEL_BUILD)/blobvm: $(INTEL_SRC) selftests/intel/vm.h uapi/linux/kvmrt_gs.h
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -static -Iuapi -o $@ $(INTEL_SRC)

.PHONY: check-intel intel-programs
