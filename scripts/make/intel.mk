# SPDX-License-Identifier: GPL-2.0-only
# The Intel lab: hosts with VMX, with and without IBT, under an emulator that
# the user brings.

BOCHS ?=

check-intel: ## an Intel host, with and without IBT (BOCHS=/path/to/bochs, compiled with VMX and CET; KERNEL=6.12|6.12-rt)
	$(Q)BOCHS="$(BOCHS)" selftests/intel/run $(KERNEL)

intel-programs: $(BUILD)/selftests/host/tinyvm

.PHONY: check-intel intel-programs
