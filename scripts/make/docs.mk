# SPDX-License-Identifier: GPL-2.0-only
# Manuals.  Documentation/*.md and *.rst are meant to be read as they are.

MAN_PAGES := $(wildcard Documentation/man/man[1-9]/*.[1-9])
MAN_HTML := $(patsubst %,$(BUILD)/doc/man/%.html,$(notdir $(MAN_PAGES)))

vpath %.1 Documentation/man/man1
vpath %.3 Documentation/man/man3
vpath %.7 Documentation/man/man7
vpath %.8 Documentation/man/man8

docs: $(MAN_HTML) ## manuals as HTML, in build/doc

$(BUILD)/doc/man/%.html: %
	$(say) MANDOC $@
	$(Q)mkdir -p $(@D)
	$(Q)cd Documentation/man && mandoc -T html -O man=%N.%S.html $(<:Documentation/man/%=%) \
		> $(TOP)/$@

# Pages that are aliases hold `.so man3/other.3` and install like the others.
install-docs:
	$(Q)for page in $(MAN_PAGES); do \
		dir=$(DESTDIR)$(MANDIR)/man$${page##*.}; \
		$(INSTALL) -d $$dir && $(INSTALL) -m 644 $$page $$dir/ || exit 1; \
	done

.PHONY: docs install-docs
