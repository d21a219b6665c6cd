# SPDX-License-Identifier: GPL-2.0-only
# The emulator that plays the lab's hosts.  QEMU before 8.1 may run code of the
# host that the host has just patched: it translates a page before it watches
# it for writes (mended by QEMU's commit "accel/tcg: Always lock pages before
# translation").  A kernel that toggles tracepoints on two CPUs dies of that
# with "Oops: int3".  Where the distribution's QEMU is older, a newer one comes
# from its backports, unpacked into the cache; nothing of it is installed.
# shellcheck shell=bash disable=SC2153

EMULATOR=$KVMRT_CACHE/emulator
EMULATOR_SINCE=8.1

# Raise this when the layout of emulator/ changes.
EMULATOR_LAYOUT=1

emulator_is_ready() {
	[[ $(cat "$EMULATOR/.ready" 2>/dev/null) == "layout $EMULATOR_LAYOUT" ]]
}

# qemu_version PROGRAM : its version number, nothing when it does not run.
qemu_version() {
	"$1" --version 2>/dev/null | sed -n '1s/^QEMU emulator version \([0-9.]*\).*/\1/p'
}

# version_reaches VERSION WANTED
version_reaches() {
	[[ $1 ]] && printf '%s\n' "$2" "$1" | sort -CV
}

# backports_apt COMMAND... : apt with the release's backports, which it finds
# where the release itself comes from, and lists of its own: the machine's apt
# is left as it is.
backports_apt() {
	local state=$EMULATOR.apt program=$1
	shift
	mkdir -p "$state/lists/partial" "$state/archives/partial"
	"$program" -q -o Dir::Etc::SourceList="$state/sources" -o Dir::Etc::SourceParts=- \
		-o Dir::State::Lists="$state/lists" -o Dir::Cache::Archives="$state/archives" \
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
		-o APT::Sandbox::User=root "$@"
}

# backports_source : the line for apt, from the line that the release came by.
backports_source() {
	local site release
	# shellcheck disable=SC2016 # for apt
	while read -r site release; do
		case $release in
		*-* | '') ;;
		*)
			echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $site $release-backports main"
			return 0
			;;
		esac
	done < <(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' \
		'Component: main' 'Origin: Debian' 2>/dev/null | sort -u)
	return 1
}

# emulator_fetch : unpacks the newest QEMU of the backports into $EMULATOR.new.
emulator_fetch() {
	local state=$EMULATOR.apt new=$EMULATOR.new deb libs
	rm -rf "$new" "$state"
	mkdir -p "$state" "$new"
	backports_source >"$state/sources" || {
		echo "apt knows no Debian release to take backports of"
		return 1
	}
	backports_apt apt-get update || return 1
	(cd "$state" && backports_apt apt-get download qemu-system-x86 \
		qemu-system-common qemu-system-data seabios) || return 1
	for deb in "$state"/*.deb; do
		dpkg-deb -x "$deb" "$new" || return 1
	done
	if [[ -z $(qemu_version "$new/usr/bin/qemu-system-x86_64") ]]; then
		# Libraries that the release's own QEMU does without.
		mapfile -t libs < <(dpkg-deb -f "$state"/qemu-system-x86_*.deb Depends |
			tr ',' '\n' | sed 's/^ *//; s/[ (].*//' | grep '^lib')
		echo "libraries it needs: ${libs[*]}"
		apt_install "${libs[@]}" || return 1
	fi
	rm -rf "$state"
}

# emulator_link DIR PROGRAM ARGUMENT... : what the lab calls.
emulator_link() {
	local dir=$1
	shift
	mkdir -p "$dir"
	# shellcheck disable=SC2016 # for the program that we write
	printf '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nexec %s "$@"\n' "$*" >"$dir/qemu-system-x86_64"
	chmod +x "$dir/qemu-system-x86_64"
}

# emulator_setup : the emulator, ready in the cache.
emulator_setup() {
	local own version
	emulator_is_ready && return 0
	own=$(command -v qemu-system-x86_64) || die "there is no qemu-system-x86_64: scripts/setup packages lab"
	version=$(qemu_version "$own")
	if version_reaches "$version" "$EMULATOR_SINCE"; then
		rm -rf "$EMULATOR"
		emulator_link "$EMULATOR" "$own"
	else
		say "QEMU $version mistreats kernels that patch themselves; taking one from the backports"
		# A machine whose lists were cleaned away knows no release.
		backports_source >/dev/null || apt_update
		if run_logged "fetch a newer emulator" emulator_fetch; then
			rm -rf "$EMULATOR"
			mv "$EMULATOR.new" "$EMULATOR"
			# shellcheck disable=SC2016 # for the program that we write
			emulator_link "$EMULATOR" '"$here/usr/bin/qemu-system-x86_64"' \
				-L '"$here/usr/share/qemu"' -L '"$here/usr/share/seabios"'
			version=$(qemu_version "$EMULATOR/qemu-system-x86_64")
			version_reaches "$version" "$EMULATOR_SINCE" ||
				die "the backports' emulator does not run: $("$EMULATOR/qemu-system-x86_64" --version 2>&1 | head -n 1)"
		else
			die "the lab needs QEMU $EMULATOR_SINCE or newer; install one, or let apt reach the release's backports"
		fi
	fi
	echo "layout $EMULATOR_LAYOUT" >"$EMULATOR/.ready"
	say "emulator: QEMU $version"
}
