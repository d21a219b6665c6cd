#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs on the host of the lab under -icount, where a tick of the TSC is an
# instruction: what an exit costs with nobody listening, with KVM's own entry
# and exit events recorded, with ours, and with exit accounting.  One boot, one
# guest, one ring buffer; first without our module, then with it.
# Writes /out/values: lines "NAME TICKS".
# smp: 1
# timeout: 900
# takes: about a minute
. "$KVMRT_TOP/selftests/lib/l1.sh"

RING=$TRACING/instances/bench
ASK=$KVMRT_TOP/selftests/netlink/nlask.py

# exit_cost NAME : the cost of a guest's exit that KVM serves by itself.
exit_cost() {
	local line
	line=$(guest_exec -t 60 vm1 'insmod /modules/kvmrt_bench.ko what=cpuid 2>/dev/null; dmesg | grep "kvmrt_bench: cpuid" | tail -n 1')
	line=${line##*kvmrt_bench: cpuid }
	[[ ${line%% *} =~ ^[0-9]+$ ]] || die "no figure for $1: $line"
	note "$1 ${line%% *}"
	echo "$1 ${line%% *}" >>"$OUT/values"
}

# recorded NAME EVENT EVENT : the same, with two events recorded; both must be.
recorded() {
	local event seen
	for event in "$2" "$3"; do
		echo 1 >"$RING/events/$event/enable" || die "no event $event"
	done
	exit_cost "$1"
	for event in "$2" "$3"; do
		echo 0 >"$RING/events/$event/enable"
	done
	seen=$(grep -cE " (${2#*/}|${3#*/}): " "$RING/trace")
	if ((seen > 1000)); then
		ok "$1"
	else
		fail "$1" "$seen events were recorded"
	fi
	echo >"$RING/trace"
}

: >"$OUT/values"
check kvm load_kvm
mkdir "$RING" || die "no trace instance"
echo 4096 >"$RING/buffer_size_kb"
guest_start vm1 --guest-params none || exit 0

exit_cost bare
recorded stock-events kvm/kvm_entry kvm/kvm_exit
recorded stock-exit-event kvm/kvm_exit kvm/kvm_exit

load_host gs_hc_host_enabled=1
exit_cost nobody-listening
recorded our-events kvmrt/kvm_enter_vm_pid kvmrt/kvm_exit_vm_pid
recorded our-handler-event kvmrt/kvm_exit_handler kvmrt/kvm_exit_handler
exit_cost nobody-listening-again

check accounting-on "$ASK" account-set 'do' enabled=1
exit_cost accounting
same counted "$("$ASK" exit-get dump | grep -c '"count"' | sed 's/^[1-9][0-9]*$/some/')" some
check accounting-off "$ASK" account-set 'do' enabled=0
check stop guest_stop vm1
check unload unload_host
