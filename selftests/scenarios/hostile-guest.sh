#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: two hostile guests: floods, forgery, user space, death inside a call
# requires: N01 N07 N08 N09 N10 N18
# class: full
# kernels: all
# only: gs
# smp: 1
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

# A slow kernel's guests must be able to exceed it.
rate=$((20 / KVMRT_PATIENCE / KVMRT_PATIENCE))
((rate)) || rate=1
check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
check defaults kvmrt-nl gs set rate $rate
mkdir -p $TRACING/instances/kvmrt
mark=$(dmesg_mark)
# One after the other, on one CPU of the host, and one of two CPUs only: the
# emulator is not up to more.  Under two guests with two CPUs each on a host of
# two, stock KVM with none of our modules dies in a third of the runs.
guest_start vm1 --smp 2 || exit 0
guest_start vm2 || exit 0
declare -A id
for vm in vm1 vm2; do
	id[$vm]=$(gs_status $vm vm_id)
	# From the host's side: the guest's word counts for nothing here.
	like "known-$vm" "$(kvmrt-nl -j vm show pid "$(guest_pid $vm)")" "\"id\":${id[$vm]},"
done

printed() { dmesg_since "$mark" | grep -c "kvmrt: vm $1 "; }
# counter VM FUNCTION : accepted and dropped calls of a function.
counters() {
	kvmrt-nl -j gs show id "$1" | python3 -c 'import json, sys
for c in json.load(sys.stdin)[0]["counter"]:
    if c["name"] == sys.argv[1]:
        print(c["accepted"], c["dropped"])' "$2"
}
# result GUEST NAME : a count that the hammer of a guest printed.
result() { guest_exec "$1" "sed -n 's/^$2 //p' /tmp/hammer"; }

# --- both VMs flood from every vCPU with every call --------------------------

start=$SECONDS
for vm in vm1 vm2; do
	guest_exec $vm 'gsuser hammer 4 8 >/tmp/hammer 2>&1 && mv /tmp/hammer /tmp/hammered &'
done
for vm in vm1 vm2; do
	wait_for 40 guest_exec $vm 'test -e /tmp/hammered' || fail "flood-$vm" 'does not end'
	guest_exec $vm 'mv /tmp/hammered /tmp/hammer'
	seconds=$((SECONDS - start))
	note "$vm: $(guest_exec $vm 'xargs </tmp/hammer')"
	read -r accepted dropped <<<"$(counters "${id[$vm]}" log_msg)"
	lines=$(printed "${id[$vm]}")
	check "flood-$vm-dropped" test "$dropped" -gt 0
	check "flood-$vm-answers" test "$(result $vm EAGAIN)" -ge "$dropped"
	same "flood-$vm-printed" "$lines" "$accepted"
	check "flood-$vm-rate" test "$lines" -le $((rate * (seconds + 2)))
	# Nothing but success and "over the rate" (a flush may find another one).
	same "flood-$vm-results" \
		"$(guest_exec $vm "grep -Evc '^(ok|EAGAIN|EBUSY|total) ' /tmp/hammer")" 0
done
log=$(dmesg_since "$mark" | sed 's/^\[[^]]*\] //')
same flood-unforged "$(grep -c '^forged' <<<"$log")" 0
like flood-escaped "$log" 'vcpu [01]: hammered\\nforged'

# --- one floods, the other must not notice -----------------------------------

check other-rate kvmrt-nl gs set id "${id[vm2]}" rate 20
guest_exec vm1 'gsuser hammer 4 15 >/tmp/hammer 2>&1 &'
sleep 1
# shellcheck disable=SC2016 # for the guest's shell
same other-vm "$(guest_exec vm2 'for n in 1 2 3 4 5; do
	gsuser msg "undisturbed $n"; gsuser ping $n; gsuser data 4096; sleep 0.3; done' |
	sort | uniq -c | xargs)" '15 ok'
same other-vm-printed "$(dmesg_since "$mark" | grep -c "vm ${id[vm2]} .*: undisturbed")" 5

# --- user space, beside the flood --------------------------------------------

gs_test vm1 user gsuser cpl3
# shellcheck disable=SC2016 # for the guest's shell
same user-loop "$(guest_exec -t 60 vm2 'for job in 1 2; do
	(for n in 1 2 3 4 5 6 7 8 9 10; do gsuser cpl3; done) & done; wait' |
	cut -d " " -f 1 | sort -u | xargs)" PASS

# --- a VMM is killed, and a guest resets itself, inside calls -----------------

guest_exec vm1 'gsuser hammer 4 1000 >/tmp/hammer 2>&1 &'
guest_exec vm2 'gsuser hammer 4 1000 >/tmp/hammer 2>&1 &'
sleep 2
check kill guest_kill vm1
is_gone() {
	kvmrt-nl vm show id "${id[$1]}"
	(($? == 4))
}
check kill-forgotten wait_for 20 is_gone vm1
same kill-other "$(guest_exec vm2 gsuser ping 1)" ok
guest_exec -t 5 vm2 'echo b >/proc/sysrq-trigger' >/dev/null 2>&1
check reset wait_for 20 guest_is_gone vm2
check reset-forgotten wait_for 20 is_gone vm2
check unload unload_host
