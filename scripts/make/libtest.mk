# SPDX-License-Identifier: GPL-2.0-only
# Tests of libkvmrt, each twice: with the objects that are shipped, and with
# the same sources under the address and undefined-behaviour sanitizers.

LIB_TESTS := account context cpulist custom events exits gs_change gs_conf \
	guest nl_call nl_error nl_request status vcpu vm vmm
LIB_TEST_SRC := libkvmrt/tests
LIB_TEST_HELPERS := child fake_alloc fake_script fake_socket

LIB_TEST_CPPFLAGS := $(LIB_CPPFLAGS) -I$(LIB_TEST_SRC) -I$(LIB)/test
LIB_TEST_CFLAGS := $(CSTD) $(WARNINGS) $(CFLAGS)
LIB_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer -O1 -g

comma := ,
LIB_WRAP_MNL := $(addprefix -Wl$(comma)--wrap=mnl_socket_,open2 bind close \
	get_fd get_portid sendto recvfrom setsockopt)
LIB_WRAP_ALLOC := $(addprefix -Wl$(comma)--wrap=,malloc calloc reallocarray strndup)
LIB_WRAP_FUZZ := $(LIB_WRAP_MNL) $(addprefix -Wl$(comma)--wrap=,setsockopt kvmrt_vmm_name)

# What a program built from man pages or by a user looks like.
LIB_GS_HEADER = -DTEST_HEADER='"$(1)"'

LIB_TEST_PROGRAMS :=

# lib-flavour FOLDER FLAGS LIBRARY : rules for one of the two runs.
define lib-flavour
LIB_TEST_PROGRAMS += $(addprefix $(1)/test_,$(LIB_TESTS)) $(1)/test_gs

$(1)/%.o: $(LIB_TEST_SRC)/%.c $(LIB)/test/spec_attrs.h scripts/make/libtest.mk
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(LIB_TEST_CPPFLAGS) $$(CPPFLAGS) $$(LIB_TEST_CFLAGS) $(2) -MMD -MP -c -o $$@ $$<

$(addprefix $(1)/test_,$(LIB_TESTS)): $(1)/test_%: $(1)/test_%.o $(addprefix $(1)/,$(addsuffix .o,$(LIB_TEST_HELPERS))) $(3)
	$$(say) LINK $$@
	$$(Q)$$(CC) $$(CFLAGS) $(2) $$(LDFLAGS) $$(LIB_WRAP_MNL) $$(LIB_WRAP_ALLOC) -o $$@ $$^ -lmnl -lcmocka

$(1)/test_gs: $(LIB_TEST_SRC)/test_gs.c $(1)/fake_device.o $(3)
	$$(say) LINK $$@
	$$(Q)$$(CC) $$(LIB_TEST_CPPFLAGS) $$(call LIB_GS_HEADER,kvmrt/gs.h) $$(LIB_TEST_CFLAGS) $(2) $$(LDFLAGS) \
		-o $$@ $$(filter %.c %.o %.a,$$^) -lcmocka -lpthread

-include $$(wildcard $(1)/*.d)
endef

LIB_SAN_OBJS := $(patsubst $(LIB)/obj/%,$(LIB)/san/src/%,$(LIB_OBJS))

$(eval $(call lib-flavour,$(LIB)/test,,$(LIB)/libkvmrt.a))
$(eval $(call lib-flavour,$(LIB)/san,$(LIB_SANITIZE),$(LIB)/san/libkvmrt.a))

$(LIB)/san/src/%.o: $(LIB_SRC)/%.c scripts/make/libtest.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LIB_CPPFLAGS) $(CPPFLAGS) $(LIB_CFLAGS) $(CFLAGS) $(LIB_SANITIZE) -MMD -MP -c -o $@ $<

$(LIB)/san/libkvmrt.a: $(LIB_SAN_OBJS)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

-include $(LIB_SAN_OBJS:.o=.d)

$(LIB)/test/spec_attrs.h: Documentation/netlink/specs/kvmrt.yaml $(LIB_TEST_SRC)/gen-spec-attrs
	$(Q)mkdir -p $(@D)
	$(Q)$(LIB_TEST_SRC)/gen-spec-attrs $< > $@

# The guest's side once more, through the shared objects and either header.
LIB_TEST_PROGRAMS += $(LIB)/test/test_gs_shared $(LIB)/test/test_gs_ccur $(LIB)/test/test_gs_libccur
LIB_GS_SHARED = $(CC) $(LIB_TEST_CPPFLAGS) $(call LIB_GS_HEADER,$(1)) $(LIB_TEST_CFLAGS) $(LDFLAGS) \
	-o $@ $(filter %.c %.o,$^) -L$(LIB) -Wl,-rpath,$(abspath $(LIB)) $(2) -lcmocka -lpthread

$(LIB)/test/test_gs_shared: $(LIB_TEST_SRC)/test_gs.c $(LIB)/test/fake_device.o $(LIB)/libkvmrt.so
	$(say) LINK $@
	$(Q)$(call LIB_GS_SHARED,kvmrt/gs.h,-lkvmrt)

$(LIB)/test/test_gs_ccur: $(LIB_TEST_SRC)/test_gs.c $(LIB)/test/fake_device.o $(LIB)/libccur_kvmrt_gs.so
	$(say) LINK $@
	$(Q)$(call LIB_GS_SHARED,ccur_kvmrt_gs.h,-lccur_kvmrt_gs)

$(LIB)/test/test_gs_libccur: $(LIB_TEST_SRC)/test_gs.c $(LIB)/test/fake_device.o $(LIB)/libccur_kvmrt_gs.so
	$(say) LINK $@
	$(Q)$(call LIB_GS_SHARED,libccur_kvmrt_gs.h,-lccur_kvmrt_gs)

# Hostile answers.  FUZZ_RUNS=N for more; libFuzzer where clang has it.
FUZZ_RUNS ?= 50000
LIB_FUZZ := $(LIB_TEST_SRC)/fuzz

$(LIB)/san/fuzz_reply: $(LIB_FUZZ)/fuzz_reply.c $(LIB_FUZZ)/fuzz_main.c $(LIB)/san/libkvmrt.a
	$(say) LINK $@
	$(Q)$(CC) $(LIB_TEST_CPPFLAGS) $(LIB_TEST_CFLAGS) $(LIB_SANITIZE) $(LDFLAGS) $(LIB_WRAP_FUZZ) -o $@ $^ -lmnl

$(LIB)/san/fuzz_custom: $(LIB_FUZZ)/fuzz_custom.c $(LIB)/san/libkvmrt.a
	$(say) LINK $@
	$(Q)$(CC) $(LIB_TEST_CPPFLAGS) $(LIB_TEST_CFLAGS) $(LIB_SANITIZE) $(LDFLAGS) -o $@ $^ -lmnl

$(LIB)/fuzz/fuzz_reply: $(LIB_FUZZ)/fuzz_reply.c $(wildcard $(LIB_SRC)/*.c)
	$(say) LINK $@
	$(Q)mkdir -p $(@D)
	$(Q)clang $(LIB_TEST_CPPFLAGS) $(CSTD) -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all $(LIB_WRAP_FUZZ) -o $@ $^ -lmnl

lib-fuzz: $(LIB)/fuzz/fuzz_reply ## coverage-guided fuzzing of libkvmrt's parsers (needs clang; FUZZ_RUNS=N)
	$(Q)mkdir -p $(LIB)/fuzz/corpus
	$(Q)$< -runs=$(FUZZ_RUNS) -max_len=4096 -print_final_stats=1 $(LIB)/fuzz/corpus

# Programs for the lab, see selftests/scenarios/library.sh.  Those for guests are static: an
# initramfs has little else.
LIB_LIVE := $(addprefix $(LIB)/live/,live exits custom gs-bracket ccur)

$(addprefix $(LIB)/live/,live exits custom): $(LIB)/live/%: $(LIB_TEST_SRC)/live/%.c $(LIB)/libkvmrt.so
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LIB_TEST_CPPFLAGS) $(LIB_TEST_CFLAGS) $(LDFLAGS) -Wl,-rpath,'$$ORIGIN/..' -o $@ $< -L$(LIB) -lkvmrt

$(LIB)/live/%: libkvmrt/examples/%.c $(LIB)/libccur_kvmrt_gs.a
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(LIB_TEST_CPPFLAGS) $(LIB_TEST_CFLAGS) $(LDFLAGS) -static -o $@ $< -L$(LIB) -lccur_kvmrt_gs

SELFTESTS += lib-live
lib-live: $(LIB_LIVE)

LIB_CHECKS := check-headers check-symbols check-man check-examples

lib-test: lib $(LIB_TEST_PROGRAMS) $(LIB)/san/fuzz_reply $(LIB)/san/fuzz_custom ## tests of libkvmrt (cmocka, sanitizers, symbols, headers, examples)
	$(Q)for program in $(LIB_TEST_PROGRAMS); do \
		timeout 120 $$program || { echo "FAILED: $$program"; exit 1; }; \
	done
	$(Q)timeout 300 $(LIB)/san/fuzz_reply -runs=$(FUZZ_RUNS)
	$(Q)timeout 300 $(LIB)/san/fuzz_custom -runs=$(FUZZ_RUNS)
	$(Q)for check in $(LIB_CHECKS); do \
		CC="$(CC)" $(LIB_TEST_SRC)/$$check $(LIB) || { echo "FAILED: $$check"; exit 1; }; \
	done

unit:: lib-test

.PHONY: lib-test lib-fuzz lib-live unit
