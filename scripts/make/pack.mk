# SPDX-License-Identifier: GPL-2.0-only
# Packages.

dkms-install: ## both modules by DKMS, for the running kernel (root)
	$(Q)scripts/dkms-install

dkms-uninstall: ## take them out of DKMS again (root)
	$(Q)scripts/dkms-install --remove

deb: ## Debian packages, in build/deb
	$(Q)scripts/build-deb

check-deb: deb ## their contents, and a program linked against them
	$(Q)scripts/check-deb

check-dkms: ## both modules by DKMS in scratch trees (KERNEL=6.12)
	$(Q)scripts/check-dkms $(KERNEL)

unit:: check-install

check-install: ## install and uninstall leave nothing behind
	$(Q)scripts/check-install

install-udev:
	$(Q)$(INSTALL) -d $(DESTDIR)$(UDEVDIR)
	$(Q)$(INSTALL) -m 644 $(wildcard packaging/udev/*.rules) $(DESTDIR)$(UDEVDIR)/

.PHONY: unit dkms-install dkms-uninstall deb check-deb check-dkms check-install install-udev
