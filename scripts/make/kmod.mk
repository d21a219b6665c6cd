# SPDX-License-Identifier: GPL-2.0-only
# Kernel modules.  Results: build/kmod/<kernel>/kvmrt.ko and kvmrt_guest.ko,
# where <kernel> is a flavour of the cache (6.1, 6.1-rt, 6.12, 6.12-rt, debug)
# or the release of a kernel outside of it.

# One or several flavours; empty means the running kernel or KDIR.
KERNEL ?=
# A folder that `make -C` accepts for external modules.
KDIR ?=
# C=1 runs sparse over our files, its complaints are errors.
C ?= 0
# WERROR=0 lets warnings pass.
WERROR ?= 1

MODULES_FOR = $(if $(KDIR),--kdir "$(KDIR)",$(KERNEL))

modules: ## kernel modules (KERNEL=6.12|6.12-rt|6.1|6.1-rt|debug or KDIR=PATH; else the running kernel; C=1: sparse)
	$(Q)C=$(C) WERROR=$(WERROR) scripts/build-modules $(MODULES_FOR)

modules-install: modules ## modules of this build into the kernel's updates folder (root)
	$(Q)DESTDIR="$(DESTDIR)" scripts/build-modules --install $(MODULES_FOR)

.PHONY: modules modules-install
