# SPDX-License-Identifier: GPL-2.0-only
# The release's chrony, unpacked into the cache for a guest of the lab.  It is not
# installed: that would take this machine's own time daemon away.
# shellcheck shell=bash

CHRONY=$KVMRT_CACHE/chrony

chrony_is_ready() { [[ -e $CHRONY/.ready ]]; }

chrony_setup() {
	local deb
	chrony_is_ready && return
	apt_knows chrony || apt_update
	deb=$(fetch_deb chrony) || die "no package chrony from apt: run 'apt-get update' as root"
	rm -rf "$CHRONY"
	mkdir -p "$CHRONY"
	dpkg -x "$deb" "$CHRONY" || die "can't unpack $deb"
	touch "$CHRONY/.ready"
}
