# SPDX-License-Identifier: GPL-2.0-only
# Where a distribution keeps what belongs to chrony, and the tree we work on.
# shellcheck shell=bash

# The tree: empty for this machine, else an image's root without a slash at the
# end.  Paths in messages and in the state are those inside of it.
ROOT=
LAYOUT=
SERVICE=
CHRONY_CONF=
DRIFT=
INSTALLER=()

# layout_set NAME : "debian" (Debian, Ubuntu) or "redhat" (RHEL, Rocky, ...).
layout_set() {
	LAYOUT=$1
	case $1 in
	debian)
		SERVICE=chrony
		CHRONY_CONF=/etc/chrony/chrony.conf
		DRIFT=/var/lib/chrony/chrony.drift
		INSTALLER=(apt-get -q -y install chrony)
		;;
	redhat)
		SERVICE=chronyd
		CHRONY_CONF=/etc/chrony.conf
		DRIFT=/var/lib/chrony/drift
		INSTALLER=(dnf -q -y install chrony)
		;;
	*) usage_error "unknown layout '$1' (known: debian redhat)" ;;
	esac
}

# os_family : the layout that os-release tells of, or nothing.  Read, not run:
# an image's file is a stranger's.
os_family() {
	local file line words=''
	for file in "$ROOT/etc/os-release" "$ROOT/usr/lib/os-release"; do
		# A link of an image may lead out of it.
		[[ -r $file && (-z $ROOT || ! -L $file) ]] || continue
		while IFS= read -r line; do
			case $line in
			ID=* | ID_LIKE=*) words+=" ${line#*=}" ;;
			esac
		done <"$file"
		break
	done
	words=${words//[\"\']/ }
	case " $words " in
	*' debian '* | *' ubuntu '*) echo debian ;;
	*' rhel '* | *' fedora '* | *' centos '* | *' rocky '*) echo redhat ;;
	esac
}

# layout_detect : by the distribution's name, else by where chrony's file is.
layout_detect() {
	local family
	family=$(os_family)
	if [[ -z $family ]]; then
		[[ ! -e $ROOT/etc/chrony/chrony.conf ]] || family=debian
		if [[ -e $ROOT/etc/chrony.conf ]]; then
			[[ -z $family ]] ||
				missing "both /etc/chrony/chrony.conf and /etc/chrony.conf are there and os-release names no distribution that is known: say --layout debian or --layout redhat"
			family=redhat
		fi
	fi
	[[ $family ]] ||
		missing "can't tell the distribution of '${ROOT:-/}' from /etc/os-release: say --layout debian or --layout redhat"
	layout_set "$family"
}

# tree_check PATH : refuses a path that a symbolic link leads out of an image.
tree_check() {
	local path='' part parts
	[[ $ROOT ]] || return 0
	IFS=/ read -r -a parts <<<"${1#/}"
	for part in "${parts[@]}"; do
		[[ $part != .. ]] || refuse "$1: leads upwards, which is not followed in --root '$ROOT'"
		path+=/$part
		[[ ! -L $ROOT$path ]] ||
			refuse "$path is a symbolic link, which is not followed in --root '$ROOT': run $PROG inside of the image"
	done
}

# tree_path PATH : prints where it is; on this machine a link's target, so that
# the link stays.
tree_path() {
	if [[ -z $ROOT && -L $1 ]]; then
		readlink -f "$1"
	else
		printf '%s\n' "$ROOT$1"
	fi
}
