# SPDX-License-Identifier: GPL-2.0-only
# kvmrt: see README.md.  `make` alone lists what there is to make; one file per
# area in scripts/make.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:

TOP := $(CURDIR)
VERSION := 0.1.0

include scripts/make/config.mk
MAKE_PARTS := $(sort $(wildcard scripts/make/*.mk))
include $(filter-out scripts/make/config.mk,$(MAKE_PARTS))

help: ## this list
	@scripts/make-help $(firstword $(MAKEFILE_LIST)) $(MAKE_PARTS)

all: lib cli docs ## user space: library, programs, manuals

# What goes where is said once, by the install-% targets; uninstall asks them.
install: $(addprefix install-,$(INSTALL_PARTS)) ## library, programs, manuals, udev rule (DESTDIR=, PREFIX=/usr/local)
	$(Q)[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || ldconfig

uninstall: ## remove what `make install` put there
	$(Q)scripts/uninstall "$(DESTDIR)" $(INSTALL_DIRS)

clean: ## remove build results, keep the cache of kernels
	$(Q)rm -rf $(BUILD)

distclean: clean ## remove everything that is not in git
	$(Q)git clean -q -f -d -x

.PHONY: help all install uninstall clean distclean
