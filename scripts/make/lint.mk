# SPDX-License-Identifier: GPL-2.0-only
# Static checks; scripts/lint.d holds one program for each.

# Some of the checks only, by name.
CHECKS ?=

lint: ## static checks (CHECKS="sparse shellcheck ..." for some)
	$(Q)scripts/lint $(CHECKS)

.PHONY: lint
