# SPDX-License-Identifier: GPL-2.0-only
# Debian packages by group, installed only when missing.
# shellcheck shell=bash

# group_packages GROUP : the packages of one group, one per line.
group_packages() {
	case $1 in
	build)
		printf '%s\n' gcc make pkg-config kmod libc6-dev libelf-dev \
			libmnl-dev libjson-c-dev xz-utils zstd python3 python3-yaml \
			dwarves mandoc libtracecmd-dev libtracefs-dev \
			libtraceevent-dev libzstd-dev zlib1g-dev
		;;
	lab)
		printf '%s\n' qemu-system-x86 seabios busybox-static kmod cpio \
			gzip xz-utils zstd iproute2 procps util-linux jq python3 \
			python3-yaml libnl-3-dev libnl-genl-3-dev libcmocka-dev \
			libtraceevent-dev trace-cmd linux-perf bpftrace bash-completion g++
		;;
	lint)
		printf '%s\n' sparse shellcheck clang-format perl \
			python3-ply python3-git python3-yaml python3-jsonschema \
			mandoc codespell cppcheck gcc
		;;
	debug-kernel)
		printf '%s\n' gcc make flex bison bc libelf-dev libssl-dev cpio \
			zstd xz-utils rsync perl python3
		;;
	package)
		printf '%s\n' dpkg-dev debhelper dh-dkms dkms fakeroot lintian
		;;
	*)
		usage_error "unknown package group '$1' (known: ${PACKAGE_GROUPS[*]} all)"
		;;
	esac
}

PACKAGE_GROUPS=(build lab lint debug-kernel package)

installed() {
	[[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# apt_knows PACKAGE : true when apt has a version of it to offer.
apt_knows() {
	apt-cache show --no-all-versions "$1" 2>/dev/null | grep '^Filename:' >/dev/null
}

# apt_update : at most once per run; the caller decides that it is needed.
APT_UPDATED=
apt_update() {
	[[ -z $APT_UPDATED ]] || return 0
	((EUID == 0)) || die "apt's package lists are out of date: run 'apt-get update' as root"
	run_logged "apt-get update" apt-get -q -o DPkg::Lock::Timeout=600 update ||
		say "apt-get update failed; going on with the lists that are there"
	APT_UPDATED=1
}

apt_install() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
		-o DPkg::Lock::Timeout=600 install "$@"
}

# packages_install GROUP... : everything of these groups, if it is not there.
packages_install() {
	local group pkg missing=() unknown=
	for group in "$@"; do
		# Outside the loop's process substitution, so that a bad name ends us.
		group_packages "$group" >/dev/null
		while read -r pkg; do
			installed "$pkg" || missing+=("$pkg")
		done < <(group_packages "$group")
	done
	((${#missing[@]})) || return 0
	mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
	if ((EUID != 0)); then
		die "Debian packages are missing; as root: apt-get install ${missing[*]}"
	fi
	say "Debian packages to install: ${missing[*]}"
	for pkg in "${missing[@]}"; do
		apt_knows "$pkg" || unknown=1
	done
	[[ -z $unknown ]] || apt_update
	if ! run_logged "apt-get install" apt_install "${missing[@]}"; then
		# Lists that are older than the mirror point to files that are gone.
		apt_update
		run_logged "apt-get install, again" apt_install "${missing[@]}"
	fi
}
