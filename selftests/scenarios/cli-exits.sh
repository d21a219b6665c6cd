#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: exit accounting by tool and library, custom events end to end, gates of the guest
# requires: S01 M14 N18 B14 B15
# class: once
# kernels: all
# only: cli trace
# smp: 1
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

LIVE=$KVMRT_BUILD/lib/live

# says NAME STATUS ERE CMD... : ends with STATUS, and what it said matches.
says() {
	local name=$1 wanted=$2 pattern=$3 output status=0
	shift 3
	output=$("$@" 2>&1) || status=$?
	if ((status == wanted)) && [[ $output =~ $pattern ]]; then
		ok "$name"
	else
		fail "$name" "'$*' ended with status $status, not $wanted, or lacks '$pattern': $output"
	fi
}

in_guest() { guest_exec vm1 "$*"; }
value() { jq -r "$1" <<<"$exits"; }
gates() { guest_exec vm1 kvmrt-gs -j status |
	jq -r '.[0].status | [.gs_hc_guest_enabled, .gs_syscall_enabled] | map(tostring) | join(" ")'; }

says exits-absent 3 'modprobe kvmrt' kvmrt-nl vcpu exits
load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
says exits-none 1 "off for every VM; switch it on with 'kvmrt-nl vcpu exits on'" kvmrt-nl vcpu exits
guest_start vm1 --smp 1 || exit 0
vm=$(kvmrt-nl -j vm show name vm1 | jq '.[0].id')
[[ -n $vm ]] || die 'no VM'

# --- exit accounting ----------------------------------------------------------
says exits-off 1 "of VM $vm is off; switch it on with 'kvmrt-nl vcpu exits on id $vm'" \
	kvmrt-nl vcpu exits name vm1
# Port and MMIO accesses that the VMM has to emulate, until the file is there.
in_guest '(while [ ! -e /tmp/quiet ]; do cat /sys/bus/pci/devices/*/config; sleep 0.2; done
) >/dev/null 2>&1 &'
gs_relay lib-exits < <("$LIVE/exits" "$vm" 2>&1)
kvmrt-nl -d -j monitor account count 3 timeout "$(patient 120)s" >/tmp/told 2>/tmp/told.err &
monitor=$!
wait_for 20 grep -q listening /tmp/told.err || fail monitor "$(cat /tmp/told.err)"
check exits-dry kvmrt-nl -n vcpu exits on
says exits-dry-changed-nothing 1 'is off' kvmrt-nl vcpu exits id "$vm"
check exits-on kvmrt-nl vcpu exits on
in_guest 'kvmrt-gs ping 1 ping 2 ping 3' >/dev/null
user() { kvmrt-nl -j vcpu exits id "$vm" | jq -e '[.[].user[]] | length > 0' >/dev/null; }
check exits-user wait_for 60 user
in_guest 'touch /tmp/quiet'
exits=$(kvmrt-nl -j vcpu exits id "$vm")
same exits-names "$(value 'map(select(.reason_name == null or .isa == null)) | length')" 0
same exits-hypercalls "$(value '[.[] | select(.reason_name == "hypercall" or .reason_name == "VMCALL").count] | add >= 3')" true
same exits-histogram "$(value 'map(select((.bucket | map(.count) | add) != .count)) | length')" 0
same exits-mean "$(value 'map(select(.mean_ns > .worst_ns)) | length')" 0
same exits-user-names "$(value '[.[].user[] | select(.reason_name | startswith("KVM_EXIT_") | not)] | length')" 0
says exits-text 0 'REASON +COUNT +TOTAL.*TO-USER-SPACE.*KVM_EXIT_' kvmrt-nl vcpu exits
note "$(kvmrt-nl vcpu exits | head -n 20)"
# Nothing of before is left but what came since.
many=$(value 'map(.count) | add')
check exits-reset kvmrt-nl vcpu exits reset id "$vm"
same exits-reset-counts "$(kvmrt-nl -j vcpu exits id "$vm" | jq "(map(.count) | add // 0) < $many")" true
check exits-switched-off kvmrt-nl vcpu exits off
# All VMs on, one reset, all off: no more and no less, and nothing of a dry run.
wait "$monitor"
same exits-monitor "$? $(jq -c '[.event, .account.vm_id, .account.enabled, .account.since_ns != null, .vm, .gs]' /tmp/told | xargs)" \
	"0 [account_change,null,true,false,null,null] [account_change,$vm,true,true,null,null] [account_change,null,false,false,null,null]"
says exits-off-again 1 'off for every VM' kvmrt-nl vcpu exits
says exits-powerless 1 'run it as root' setpriv --bounding-set -all --inh-caps -all \
	kvmrt-nl vcpu exits on

# --- custom events ------------------------------------------------------------
echo 1 >"$TRACING/events/kvmrt/gs_log_data_host/enable"
in_guest 'echo 1 >/sys/kernel/tracing/events/kvmrt/gs_log_data_guest/enable'
in_guest 'head -c 4080 /dev/zero | tr "\0" "\1" >/tmp/most; head -c 4081 /dev/zero >/tmp/more'
check event in_guest 'kvmrt-gs event 42 hello event 4294967295 file:/tmp/most xtrace_log_data hello event 0 text:'
says event-too-long 1 'more than 4080 bytes' in_guest 'kvmrt-gs ping 1 event 1 file:/tmp/more'
same event-host "$("$LIVE/custom" <"$TRACING/trace")" \
	$'custom 42 5 532\ncustom 4294967295 4080 4080\nbytes 5\ncustom 0 0 0\ndropped 0'
same event-guest "$(in_guest 'cat /sys/kernel/tracing/trace' | "$LIVE/custom")" \
	$'custom 42 5 532\ncustom 4294967295 4080 4080\nbytes 5\ncustom 0 0 0\ndropped 0'
echo 0 >"$TRACING/events/kvmrt/enable"

# --- gates of the guest -------------------------------------------------------
same gates-before "$(gates)" 'true true'
check gate-hc-off in_guest kvmrt-gs gate hc off
same gate-hc-closed "$(gates)" 'false true'
says gate-hc-refuses 1 "gs_hc_guest_enabled is closed; as root open it with 'kvmrt-gs gate hc on'" \
	in_guest kvmrt-gs ping 1
check gate-hc-on in_guest kvmrt-gs gate hc on ping 1
check gate-syscall-off in_guest kvmrt-gs gate syscall off
same gate-syscall-closed "$(gates)" 'true false'
says gate-syscall-refuses 1 "kvmrt-gs gate syscall on" in_guest kvmrt-gs ping 1
check gate-all-off in_guest kvmrt-gs gate all off
same gates-closed "$(gates)" 'false false'
says gate-user 1 'run it as root' in_guest \
	"chmod 755 /; su nobody -s /bin/sh -c 'kvmrt-gs gate all on'"
same gates-still-closed "$(gates)" 'false false'
check gate-all-on in_guest kvmrt-gs gate all on available
in_guest rmmod kvmrt_guest
says gate-absent 3 "modprobe kvmrt_guest" in_guest kvmrt-gs gate all on
guest_stop vm1
