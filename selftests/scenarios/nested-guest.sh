#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a guest's own guest gets its answers from the guest's KVM, not from ours
# requires: N01 N07
# class: full
# kernels: 6.1 6.1-rt 6.12 6.12-rt
# only: gs
# smp: 1
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

modules=$KVMRT_CACHE/kernels/$KVMRT_GUEST_FLAVOUR

check kvm load_kvm
same nested "$(cat /sys/module/kvm_amd/parameters/nested)" 1
load_host || die 'kvmrt.ko does not load'
# kvm-amd of the PREEMPT_RT kernels insists on a constant TSC.
cpu=host
[[ $KVMRT_GUEST_FLAVOUR != *-rt ]] || cpu=host,migratable=no,+invtsc
guest_start vm1 --mem 384 --cpu $cpu || exit 0

# --- the guest becomes a host: stock KVM, nothing of ours ---------------------

while read -r _ file _; do
	name=$(basename "$file")
	check "put-${name%%.*}" guest_put vm1 "$file" "/tmp/$name"
	case $name in
	*.xz) check "unpack-${name%%.*}" guest_exec vm1 "unxz /tmp/$name" ;;
	esac
	check "insmod-${name%%.*}" guest_exec vm1 "insmod /tmp/${name%.xz}"
done < <(modprobe -d "$modules" -S "$(cat "$modules/release")" --show-depends kvm-amd | grep '^insmod')
check put-tinyvm guest_put vm1 "$KVMRT_BUILD/selftests/host/tinyvm" /tmp/tinyvm

# counters : what our host has counted for the VM, all functions.
vm=$(gs_status vm1 vm_id)
counters() { kvmrt-nl -j gs show id "$vm" | jq -c '.[0].counter'; }

# --- its guest's calls are its own KVM's to answer ----------------------------

echo 1 >$TRACING/events/kvmrt/enable
: >$TRACING/trace
before=$(counters)
for call in 'query 0' 'ping 7' 'log nested words' 'flush 0' 'data-size 64'; do
	same "answer-${call%% *}" "$(guest_exec -t 60 vm1 "/tmp/tinyvm '$call'")" "$call -> -1000"
done
same user "$(guest_exec -t 60 vm1 "/tmp/tinyvm -m user 'ping 7'")" 'ping 7 -> -1'
same counters "$(counters)" "$before"
same no-events "$(grep -c 'kvm_host_hc_enter:' $TRACING/trace)" 0
same no-words "$(dmesg | grep -c 'nested words')" 0

# --- and the guest's own calls still reach us ---------------------------------

same own "$(guest_exec vm1 gsuser ping 9)" ok
guest_stop vm1
check unload unload_host
