# SPDX-License-Identifier: GPL-2.0-only
# kvmrt-guest-setup: bash, one file made of its parts, main.sh last.

GUEST_SETUP := $(BUILD)/cli/kvmrt-guest-setup
GUEST_SETUP_PARTS := $(patsubst %,cli/kvmrt-guest-setup/%.sh,\
	head message layout chrony check service plan state main)

cli: $(GUEST_SETUP)

$(GUEST_SETUP): $(GUEST_SETUP_PARTS) scripts/make/guest-setup.mk
	$(say) GEN $@
	$(Q)mkdir -p $(@D)
	$(Q)sed -e 's/@VERSION@/$(VERSION)/' -e '2,$${/^# SPDX/d; /^# shellcheck/d}' $(GUEST_SETUP_PARTS) > $@
	$(Q)sed -i '1a # SPDX-License-Identifier: GPL-2.0-only' $@ && chmod 755 $@ && bash -n $@

INSTALL_PARTS += guest-setup

install-guest-setup: $(GUEST_SETUP)
	$(Q)$(INSTALL) -d "$(DESTDIR)$(SBINDIR)" "$(DESTDIR)$(COMPLETIONDIR)"
	$(Q)$(INSTALL) -m 755 $(GUEST_SETUP) "$(DESTDIR)$(SBINDIR)"
	$(Q)$(INSTALL) -m 644 cli/completion/kvmrt-guest-setup "$(DESTDIR)$(COMPLETIONDIR)"

unit:: guest-setup-test

guest-setup-test: $(GUEST_SETUP) ## kvmrt-guest-setup on trees of both layouts
	$(Q)cli/kvmrt-guest-setup/tests/run $(GUEST_SETUP)

.PHONY: install-guest-setup guest-setup-test unit
