#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: netlink family of the host: every command, refusal, event and privilege
# class: core
# kernels: all
# only: netlink
# timeout: 180
# requires: A10 B13 N18
. "$KVMRT_TOP/selftests/lib/l1.sh"

HOST=$KVMRT_BUILD/selftests/host

# pass_on PREFIX CMD... : verdict lines of a test program become ours.
pass_on() {
	local prefix=$1 word name reason count=0 status
	shift
	while read -r word name reason; do
		case $word in
		PASS) ok "$prefix/$name" ;;
		FAIL) fail "$prefix/${name%:}" "$reason" ;;
		SKIP) skip "$prefix/${name%:}" "$reason" ;;
		*) echo "$word $name $reason" && continue ;;
		esac
		count=$((count + 1))
	done < <("$@" 2>&1; echo "STATUS $?" >"$OUT/$prefix.status")
	read -r _ status <"$OUT/$prefix.status"
	((count)) || fail "$prefix" "it said nothing"
	((status <= 1)) || fail "$prefix" "ended with status $status"
}

load_kvm || die "no KVM"
load_host || die "kvmrt.ko does not load"

pass_on nlclient "$HOST/nlclient"
pass_on ynl "$HOST/ynl_client.py" "$KVMRT_TOP/Documentation/netlink/specs/kvmrt.yaml"

# Without KVM the family stays and tells of no VM.
check unload-kvm unload_kvm
pass_on ynl-without-kvm "$HOST/ynl_client.py" --no-vm \
	"$KVMRT_TOP/Documentation/netlink/specs/kvmrt.yaml"
check unload unload_host
