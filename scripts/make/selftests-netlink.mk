# SPDX-License-Identifier: GPL-2.0-only
# Test programs of the netlink families, in build/selftests/host/: nlclient (a
# client on libnl), nlfuzz (a fuzzer with tables from the specifications; static
# because it runs in guests too) and ynl_client.py (a client driven by a
# specification).

SELFTESTS += selftests-netlink

NLTEST_SRC := selftests/netlink
NLTEST_BUILD := $(BUILD)/selftests/host
NLTEST_HEADERS = $(wildcard $(NLTEST_SRC)/*.h uapi/linux/*.h)
NLTEST_CC = $(CC) $(CSTD) $(WARNINGS) $(CFLAGS) -Iuapi -I$(NLTEST_SRC) -I$(NLTEST_BUILD)
NLTEST_SPECS = $(wildcard Documentation/netlink/specs/*.yaml)
NLCLIENT_SRC = $(wildcard $(NLTEST_SRC)/client_*.c) \
	$(addprefix $(NLTEST_SRC)/,nlclient.c nlc.c testvm.c)
NLFUZZ_SRC = $(addprefix $(NLTEST_SRC)/,nlfuzz.c fuzz_gen.c fuzz_cover.c testvm.c)

selftests-netlink: $(addprefix $(NLTEST_BUILD)/,nlclient nlfuzz ynl_client.py) \
	$(BUILD)/selftests/guest/nlfuzz ## test programs of the netlink families

$(NLTEST_BUILD)/nlclient: $(NLCLIENT_SRC) $(NLTEST_HEADERS)
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(NLTEST_CC) $$(pkg-config --cflags libnl-genl-3.0) -o $@ \
		$(NLCLIENT_SRC) $$(pkg-config --libs libnl-genl-3.0)

$(NLTEST_BUILD)/nlfuzz: $(NLFUZZ_SRC) $(NLTEST_HEADERS) $(NLTEST_BUILD)/fuzz_table.h
	$(say) CC $@
	$(Q)$(NLTEST_CC) -static -o $@ $(NLFUZZ_SRC)

$(BUILD)/selftests/guest/nlfuzz: $(NLTEST_BUILD)/nlfuzz
	$(Q)install -D -m 755 $< $@

$(NLTEST_BUILD)/fuzz_table.h: $(NLTEST_SPECS) scripts/gen-netlink $(wildcard scripts/netlink/*.py)
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)scripts/gen-netlink --fuzz-table > $@.new && mv $@.new $@

$(NLTEST_BUILD)/ynl_client.py: $(NLTEST_SRC)/ynl_client.py
	@mkdir -p $(@D)
	$(Q)install -m 755 $< $@

.PHONY: selftests-netlink
