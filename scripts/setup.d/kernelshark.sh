# SPDX-License-Identifier: GPL-2.0-only
# KernelShark's library, unpacked into the cache for a test that reads our files
# with it.  It is not installed: its packages bring a whole desktop's libraries,
# which only its windows need.
# shellcheck shell=bash

KERNELSHARK=$KVMRT_CACHE/kernelshark
KERNELSHARK_PACKAGES=(libkshark2 libkshark-dev)

kernelshark_is_ready() { [[ -e $KERNELSHARK/.ready ]]; }

kernelshark_setup() {
	local package deb
	kernelshark_is_ready && return
	for package in "${KERNELSHARK_PACKAGES[@]}"; do
		apt_knows "$package" || apt_update
	done
	rm -rf "$KERNELSHARK"
	mkdir -p "$KERNELSHARK"
	for package in "${KERNELSHARK_PACKAGES[@]}"; do
		deb=$(fetch_deb "$package") ||
			die "no package $package from apt: run 'apt-get update' as root"
		dpkg -x "$deb" "$KERNELSHARK" || die "can't unpack $deb"
	done
	touch "$KERNELSHARK/.ready"
}
