# SPDX-License-Identifier: GPL-2.0-only
# The lab: hosts under emulation with real nested guests, and what runs there.

# Which kernels and topics a check covers; empty means its own choice.
KERNELS ?=
ONLY ?=
# Runs at a time; empty means as many as the machine takes.
JOBS ?=

check: ## all tests on 6.12 and debug, the core on the others (KERNELS='6.12 debug' ONLY=gs JOBS=2)
	$(Q)KERNELS="$(KERNELS)" ONLY="$(ONLY)" JOBS="$(JOBS)" selftests/check

check-all: ## all tests on all kernels (KERNELS= ONLY= JOBS=)
	$(Q)KERNELS="$(KERNELS)" ONLY="$(ONLY)" JOBS="$(JOBS)" selftests/check --all

# Test programs and test modules of all areas; each adds its target to SELFTESTS.
selftests: lib ## test programs and, with KERNEL=, test modules
	$(Q)$(MAKE) --no-print-directory $(SELFTESTS) KERNEL="$(KERNEL)"

demo: ## guests talk to their host, a missed deadline is explained; some minutes (ONLY=trace)
	$(Q)ONLY="$(ONLY)" KERNEL="$(KERNEL)" selftests/demo.sh

lab: ## a shell on a host with a guest running (KERNEL=6.12-rt); commands may come from stdin
	$(Q)selftests/lab $(KERNEL)

setup: ## packages, kernels and debug kernel into the cache, all at once
	$(Q)scripts/setup all

.PHONY: check check-all selftests demo lab setup
