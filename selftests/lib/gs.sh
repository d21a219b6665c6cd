# SPDX-License-Identifier: GPL-2.0-only
# For scenarios of the guest services, after l1.sh: what kvmrt_guest.ko and the
# test programs in a guest (selftests/guest) say, turned into verdicts.
# shellcheck shell=bash

# gs_relay PREFIX : reads lines PASS and FAIL of a test program or of the kernel
# log from stdin and repeats them as verdicts.  A reader that saw none fails.
gs_relay() {
	local prefix=$1 line name seen=
	while IFS= read -r line; do
		line=${line#*kvmrt_hcfuzz: }
		case $line in
		'PASS '*) ok "$prefix-${line#PASS }" ;;
		'FAIL '*)
			name=${line#FAIL }
			fail "$prefix-${name%%:*}" "${name#*: }"
			;;
		*) continue ;;
		esac
		seen=1
	done
	[[ $seen ]] || fail "$prefix" 'the test said nothing'
}

# gs_test GUEST PREFIX CMD... : a test program in a guest.
gs_test() {
	local guest=$1 prefix=$2
	shift 2
	gs_relay "$prefix" < <(guest_exec -t 60 "$guest" "$@" 2>&1)
}

# gs_status GUEST NAME : a value of the guest's status.
gs_status() {
	guest_exec "$1" gsuser status | sed -n "s/^$2 //p"
}

# Names of enum kvmrt_guest_host.
gs_host_name() {
	local names=(none other kvm serves serves-hidden unknown-abi unasked)
	echo "${names[${1:-99}]:-no answer}"
}

# gs_host GUEST : the guest's state of its host, by name.
gs_host() { gs_host_name "$(gs_status "$1" host)"; }

# gs_hcfuzz GUEST SECONDS [PARAM...] : lets the test module do its work in a guest
# and prints what it said; 1 when it is not done in time.
gs_hcfuzz() {
	local guest=$1 limit=$2
	shift 2
	guest_exec "$guest" 'test -e /tmp/kvmrt_hcfuzz.ko' ||
		guest_put "$guest" "$KVMRT_BUILD/kmod/$KVMRT_GUEST_FLAVOUR/kvmrt_hcfuzz.ko" \
			/tmp/kvmrt_hcfuzz.ko || return
	guest_exec "$guest" "dmesg -c >/dev/null
rm -f /tmp/hcfuzz-done
(insmod /tmp/kvmrt_hcfuzz.ko $*; rmmod kvmrt_hcfuzz; touch /tmp/hcfuzz-done) >/dev/null 2>&1 &"
	wait_for "$limit" guest_exec "$guest" 'test -e /tmp/hcfuzz-done || { sleep 1; false; }' ||
		return
	guest_exec "$guest" "dmesg | grep 'kvmrt_hcfuzz: '"
}

# gs_local NAME : a value of the status of this very machine.
gs_local() {
	"$KVMRT_BUILD/selftests/guest/gsuser" status | sed -n "s/^$1 //p"
}
