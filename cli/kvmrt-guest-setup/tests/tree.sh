# SPDX-License-Identifier: GPL-2.0-only
# Trees as a distribution leaves them, and what they look like: for the tests.
# shellcheck shell=bash

# debian_tree DIR, redhat_tree DIR : with chrony, one kernel, odd modes.
debian_tree() {
	local dir=$1
	mkdir -p "$dir"/{etc/chrony/conf.d,etc/modules-load.d,usr/sbin,var/lib/chrony,lib/udev/rules.d}
	mkdir -p "$dir"/lib/modules/6.1.0-9-amd64/kernel/drivers/ptp
	: >"$dir/lib/modules/6.1.0-9-amd64/kernel/drivers/ptp/ptp_kvm.ko"
	echo 'SUBSYSTEM=="ptp", SYMLINK += "ptp_kvm"' >"$dir/lib/udev/rules.d/50-udev-default.rules"
	printf '#!/bin/sh\n' >"$dir/usr/sbin/chronyd"
	chmod 755 "$dir/usr/sbin/chronyd"
	printf 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n' >"$dir/etc/os-release"
	# No newline at the end, blanks and case as chrony takes them.
	printf '%s\n' '# Sources' 'confdir /etc/chrony/conf.d' 'pool 2.debian.pool.ntp.org iburst' \
		'  Server 192.0.2.1 iburst' '! server 192.0.2.9' 'sourcedir /run/chrony-dhcp' \
		'keyfile /etc/chrony/chrony.keys' 'driftfile /var/lib/chrony/chrony.drift' \
		'refclock PPS /dev/pps0' 'rtcsync' >"$dir/etc/chrony/chrony.conf"
	printf 'makestep 1 3' >>"$dir/etc/chrony/chrony.conf"
	printf 'peer 192.0.2.2\nleapsectz right/UTC\n' >"$dir/etc/chrony/conf.d/site.conf"
	echo 'server 192.0.2.3' >"$dir/etc/chrony/conf.d/not-read.txt"
	chmod 640 "$dir/etc/chrony/chrony.conf"
	echo '   -3.25   0.5' >"$dir/var/lib/chrony/chrony.drift"
	chmod 600 "$dir/var/lib/chrony/chrony.drift"
	touch -d '2024-02-03 04:05:06.789' "$dir"/etc/chrony/* "$dir"/var/lib/chrony/*
}

redhat_tree() {
	local dir=$1
	mkdir -p "$dir"/{etc/sysconfig,usr/sbin,usr/lib/udev/rules.d,var/lib/chrony}
	mkdir -p "$dir"/usr/lib/modules/5.14.0-9.el9.x86_64/kernel/drivers/ptp
	ln -s usr/lib "$dir/lib"
	: >"$dir/usr/lib/modules/5.14.0-9.el9.x86_64/kernel/drivers/ptp/ptp_kvm.ko.xz"
	printf '# ptp_kvm\nSUBSYSTEM=="ptp", SYMLINK+="ptp_kvm"\n' >"$dir/usr/lib/udev/rules.d/50-udev-default.rules"
	printf '#!/bin/sh\n' >"$dir/usr/sbin/chronyd"
	chmod 755 "$dir/usr/sbin/chronyd"
	printf 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n' >"$dir/etc/os-release"
	printf '%s\n' 'pool 2.rocky.pool.ntp.org iburst' 'sourcedir /run/chrony-dhcp' \
		'driftfile /var/lib/chrony/drift' 'makestep 1.0 3' 'rtcsync' 'leapsectz right/UTC' \
		>"$dir/etc/chrony.conf"
	printf 'NETWORKING=yes\nPEERNTP=yes\n' >"$dir/etc/sysconfig/network"
	echo '12.5 0.1' >"$dir/var/lib/chrony/drift"
	chmod 600 "$dir/etc/chrony.conf"
	touch -d '2024-02-03 04:05:06.789' "$dir"/etc/chrony.conf "$dir"/etc/sysconfig/network
}

# tree DIR : all that is in it, so that two trees compare as texts: kind, mode,
# owner, time of files, digest, name.
tree() {
	(
		cd "$1" || exit
		find . -type d -printf '%p d %m %u %g\n' -o -type l -printf '%p l %u %g %l\n' \
			-o -type f -printf '%p f %m %u %g %T@\n'
		find . -type f -exec sha256sum {} + | sed -E 's/^([^ ]*) +(.*)/\2 sum \1/'
	) | sort
}
