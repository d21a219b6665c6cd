# SPDX-License-Identifier: GPL-2.0-only
# Unit tests and fuzzers of kvmrt-trace: each cli/tests/trace/test_*.c is a
# program, linked with all of the tool but its beginning; the other files there
# help them.

TRACE_TESTS := $(patsubst cli/tests/trace/%.c,$(CLI)/test-trace/%,$(wildcard cli/tests/trace/test_*.c))
TRACE_TEST_HELP := $(filter-out $(wildcard cli/tests/trace/test_*.c),$(wildcard cli/tests/trace/*.c))
TRACE_TEST_OBJS = $(filter-out %/main.o,$(call cli_objs,kvmrt-trace))
TRACE_TEST_INC := $(TRACE_INC) -Icli/common -Icli/tests/trace \
	$(patsubst -I%,-isystem %,$(shell pkg-config --cflags libtracecmd libtracefs libtraceevent 2>/dev/null))

$(CLI)/test-trace/%: cli/tests/trace/%.c $(TRACE_TEST_HELP) $(wildcard cli/tests/trace/*.h) \
		$(call cli_objs,kvmrt-trace) $(CLI_LIB) scripts/make/trace-test.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CLI_CPPFLAGS) $(TRACE_TEST_INC) $(CPPFLAGS) $(CLI_CFLAGS) $(CFLAGS) -pie $(LDFLAGS) \
		-Wl,-rpath,'$$ORIGIN/../../lib' -o $@ $< $(TRACE_TEST_HELP) $(sort $(TRACE_TEST_OBJS)) \
		-lcmocka $(CLI_LIBS) $(CLI_LIBS_kvmrt-trace)

unit:: trace-test

trace-test: cli $(TRACE_TESTS) ## unit tests of kvmrt-trace
	$(Q)for test in $(sort $(TRACE_TESTS)); do $$test $(abspath $(CLI)) || exit 1; done

# The tool with the sanitizers, on damaged copies of files made here.
TRACE_FUZZ_SRC := $(wildcard cli/tests/trace/fuzz/*.c) \
	$(patsubst %,cli/tests/trace/trace_%.c,gen dir odd) \
	$(filter-out %/main.c,$(wildcard cli/kvmrt-trace/*.c cli/kvmrt-trace/*/*.c cli/common/*.c))
TRACE_FUZZ_OBJS := $(patsubst cli/%.c,$(CLI)/obj-fuzz/%.o,$(TRACE_FUZZ_SRC))
TRACE_FUZZ_S ?= 300
TRACE_FUZZ_SEED ?= $(shell date +%s)
TRACE_FUZZ_NEEDS := $(CLI)/test-trace/fuzz_trace $(CLI)/test-trace/trace-merge-gen $(CLI)/kvmrt-trace
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

$(CLI)/obj-fuzz/%.o: cli/%.c scripts/make/trace-test.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -g -O1 $(SANITIZE) $(CLI_CPPFLAGS) $(TRACE_TEST_INC) $(CSTD) $(WARNINGS) -MMD -MP -c -o $@ $<

$(CLI)/test-trace/fuzz_trace: $(TRACE_FUZZ_OBJS) $(CLI_LIB)
	$(say) LINK $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(SANITIZE) -Wl,-rpath,'$$ORIGIN/../../lib' -o $@ $(TRACE_FUZZ_OBJS) $(CLI_LIBS) \
		$(CLI_LIBS_kvmrt-trace)

-include $(TRACE_FUZZ_OBJS:.o=.d)

trace-fuzz: $(TRACE_FUZZ_NEEDS) ## damaged recordings into kvmrt-trace (TRACE_FUZZ_S=300 seconds, TRACE_FUZZ_SEED)
	$(Q)cli/tests/trace/fuzz/run $(CLI) 0 $(TRACE_FUZZ_S) $(TRACE_FUZZ_SEED)

# The same damage each time, so that a failure is the change's.
unit:: trace-fuzz-short

trace-fuzz-short: $(TRACE_FUZZ_NEEDS)
	$(Q)cli/tests/trace/fuzz/run $(CLI) 400 40 1

# Recordings whose true order is known, as long as one likes.
$(CLI)/test-trace/trace-merge-gen: selftests/bench/trace-merge-gen.c cli/tests/trace/trace_gen.c \
		$(wildcard cli/kvmrt-trace/merge/clock*.c cli/kvmrt-trace/*/*.h cli/tests/trace/*.h) \
		cli/kvmrt-trace/base/kt_error.c scripts/make/trace-test.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -O2 $(CLI_CPPFLAGS) $(TRACE_TEST_INC) $(CSTD) $(WARNINGS) $(CFLAGS) -o $@ \
		$(filter %.c,$^)

# What trace-cmd's own library takes to merge the same files, without printing.
$(CLI)/test-trace/trace-merge-lib: selftests/bench/trace-merge-lib.c scripts/make/trace-test.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -O2 $(CLI_CPPFLAGS) $(TRACE_TEST_INC) $(CSTD) $(WARNINGS) $(CFLAGS) -o $@ $< \
		-ltracecmd $(CLI_LIBS_kvmrt-trace)

$(CLI)/test-trace/trace-merge-measure: selftests/bench/trace-merge-measure.c
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -O2 -D_GNU_SOURCE $(CSTD) $(WARNINGS) $(CFLAGS) -o $@ $<

trace-bench-tools: $(addprefix $(CLI)/test-trace/trace-merge-,gen lib measure)

.PHONY: trace-test trace-fuzz trace-fuzz-short trace-bench-tools
