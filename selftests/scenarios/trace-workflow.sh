#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the manual way: record on both sides, a guest fails and flushes, stop, copy, merge, view
# requires: M08 M09 M10 M11 M12 M13 M14 L04 N09 N10
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

WORK=/tmp/work
VIEW=(kvmrt-trace view "$WORK/merged")

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
guest_start vm1 || exit 0
vm=$(kvmrt-nl -j vm show pid "$(guest_pid vm1)" | jq '.[0].id')
mkdir -p "$WORK"

# 1. The host's trace, in the background.
kvmrt-trace run -o "$WORK/host" >"$OUT/host-run.txt" 2>&1 &
recorder=$!
wait_for 30 trace_records || die "the host does not record: $(tail -n 3 "$OUT/host-run.txt")"

# 2. The guest's trace, around a program that fails: with a deadline that cannot
# be met for long here, which is what is wanted.
guest_exec vm1 "kvmrt-trace run -o /tmp/vm1 -e default,raw_syscalls:* control-loop 20000 1 0 >/tmp/loop.txt 2>&1
echo \$? >>/tmp/loop.txt" || true
loop=$(guest_exec vm1 'cat /tmp/loop.txt')
like guest-fails "$loop" 'cycle [0-9]+ began [0-9]+ us late'
same guest-status "$(tail -n 1 <<<"$loop")" 2

# 3. Flush and stop on the host, in one line.
check flush-stop kvmrt-trace ctl "$WORK/host" flush stop
wait "$recorder"
same recorder-ends $? 0
same two-flushes "$(jq '.flushes | length' "$WORK/host/recording.json")" 2
same nothing-left "$(find "$TRACING/instances" -mindepth 1 -maxdepth 1 | wc -l)" 0

# 4. Copy.
check copy guest_get vm1 /tmp/vm1 "$WORK"

# 5. Merge, with a proof.
kvmrt-trace merge -o "$WORK/merged" "$WORK/host" "$WORK/vm1" >"$OUT/merge.txt" 2>&1
same merge "$? $(tail -n 2 "$OUT/merge.txt" | grep -i -e error -e cannot)" '0 '
check merged-json jq -e '.sources | length == 2' "$WORK/merged/merged.json"

# 6. View: as the guide has it, one clock, and the pairs of both sides nested.
"${VIEW[@]}" >"$OUT/view.txt" 2>"$OUT/view.err"
same view $? 0
first=$(head -n 1 "$OUT/view.txt")
like view-form "$first" '^ *[0-9]+\.[0-9]+ +(l1|vm1) +[0-9]+ +[a-z_]+ '
events='kvm_guest_hc_start,gs_flush_guest,kvm_host_hc_enter,gs_flush_host,kvm_host_hc_exit,kvm_guest_hc_end'
same nested "$("${VIEW[@]}" -F host,event -e "$events" --around gs_flush_host --window 2s |
	awk '$2 == "kvm_guest_hc_start" { line = "" } { line = line $2 " " }
		/kvm_guest_hc_end/ && line ~ /gs_flush_host/ { print line; exit }')" \
	"${events//,/ } "
# Events of both kernels: interrupts, timers, the scheduler, system calls.
for event in irq_vectors:local_timer_entry timer:hrtimer_expire_entry sched:sched_switch; do
	for host in l1 vm1; do
		like "has-$host-${event#*:}" "$("${VIEW[@]}" --host "$host" -e "$event" -n 1)" "${event#*:}"
	done
done
like has-system-calls "$("${VIEW[@]}" --host vm1 -e 'raw_syscalls:sys_enter' -n 1)" sys_enter
# What the program said of itself is in both.
like custom-guest "$("${VIEW[@]}" --host vm1 -e gs_log_data_guest -n 1)" gs_log_data_guest
like custom-host "$("${VIEW[@]}" --host l1 -e gs_log_data_host -n 1)" gs_log_data_host
like by-vm "$("${VIEW[@]}" --vm "$vm" -n 1)" '.'
check stop guest_stop vm1
check unload unload_host
