# SPDX-License-Identifier: GPL-2.0-only
# Test programs of the host, in build/selftests/host/, and its test module,
# build/kmod/<kernel>/kvmrt_conflict.ko.  Without KERNEL the programs only.

SELFTESTS += selftests-host
HOST_TESTS := $(addprefix $(BUILD)/selftests/host/,tinyvm failnth)
HOST_TINYVM := $(addprefix selftests/host/,tinyvm.c call.c hammer.c vm.c blob.S)
HOST_FAILNTH := $(addprefix selftests/host/,failnth.c failnth_nl.c failnth_vm.c call.c vm.c blob.S)
HOST_HEADERS := $(wildcard selftests/host/*.h uapi/linux/*.h)

selftests-host: $(HOST_TESTS) ## test programs and, with KERNEL=, the test module of hosts
	$(Q)$(if $(KERNEL),scripts/build-testmod selftests/host/kmod $(KERNEL))

# Static: it also runs in an initramfs that has little else.
$(BUILD)/selftests/host/tinyvm: $(HOST_TINYVM) $(HOST_HEADERS)
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -static -pthread -Iuapi -o $@ $(HOST_TINYVM)

$(BUILD)/selftests/host/failnth: $(HOST_FAILNTH) $(HOST_HEADERS)
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -Iuapi -o $@ $(HOST_FAILNTH) -lmnl

.PHONY: selftests-host
