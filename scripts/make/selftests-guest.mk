# SPDX-License-Identifier: GPL-2.0-only
# Test programs of the guest, in build/selftests/guest/ (a guest of the lab finds
# them in its PATH), and its test module, build/kmod/<flavour>/kvmrt_hcfuzz.ko.
# Without KERNEL the programs only.

SELFTESTS += selftests-guest
GUEST_TESTS := $(patsubst selftests/guest/%.c,$(BUILD)/selftests/guest/%, \
	$(wildcard selftests/guest/*.c)) $(BUILD)/selftests/guest/control-loop

selftests-guest: $(GUEST_TESTS) ## test programs and, with KERNEL=, the test module of guests
	$(Q)$(if $(KERNEL),scripts/build-testmod selftests/guest/kmod $(KERNEL))

$(BUILD)/selftests/guest/%: selftests/guest/%.c $(wildcard selftests/guest/*.h uapi/linux/*.h)
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -Iuapi -pthread -o $@ $<

# The library's example of a loop with a deadline, for the tutorial's test and
# the demonstration.
$(BUILD)/selftests/guest/control-loop: libkvmrt/examples/control-loop.c | lib
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -Ilibkvmrt/include -o $@ $< -L$(BUILD)/lib -lkvmrt

.PHONY: selftests-guest
