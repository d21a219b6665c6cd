# SPDX-License-Identifier: GPL-2.0-only
# Measurements, in instructions, baseline and ours in one run.

BENCH_KERNELS := 6.1 6.12

bench: lib cli $(BUILD)/selftests/guest/gsbench ## measure against stock KVM, with goals (ONLY=gs)
	$(Q)scripts/setup packages lab
	$(Q)for kernel in $(BENCH_KERNELS); do \
		scripts/setup kernel $$kernel && \
		$(MAKE) --no-print-directory -s modules KERNEL=$$kernel || exit 1; \
	done
	$(Q)selftests/bench/run $(ONLY)

# Through the shared library, as an application would be.
$(BUILD)/selftests/guest/gsbench: selftests/bench/gsbench.c | lib
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -Ilibkvmrt/include -o $@ $< -L$(BUILD)/lib -lkvmrt

.PHONY: bench
