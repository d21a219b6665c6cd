# SPDX-License-Identifier: GPL-2.0-only
# Measurements, baseline and ours in one run; selftests/bench/ has the topics.

BENCH_KERNELS := 6.1 6.12
BENCH_PROGRAMS := $(addprefix $(BUILD)/selftests/guest/,gsbench tracebench)

bench: ## measure against stock KVM and trace-cmd, with goals; 15 minutes (ONLY=gs, ONLY=trace)
	$(Q)scripts/setup packages build lab
	$(Q)$(MAKE) --no-print-directory -s lib cli trace-bench-tools $(BENCH_PROGRAMS)
	$(Q)for kernel in $(BENCH_KERNELS); do \
		scripts/setup kernel $$kernel && \
		$(MAKE) --no-print-directory -s modules KERNEL=$$kernel || exit 1; \
	done
	$(Q)selftests/bench/run $(ONLY)

# Through the shared library, as an application would be.
$(BENCH_PROGRAMS): $(BUILD)/selftests/guest/%: selftests/bench/%.c | lib
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -D_GNU_SOURCE -Ilibkvmrt/include -o $@ $< -L$(BUILD)/lib -lkvmrt

.PHONY: bench
