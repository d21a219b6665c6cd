#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: view and export of a host with a guest, against trace-cmd's own reading of it
# requires: M10 M13 M14
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

view() { kvmrt-trace view "$@" "$OUT/rec"; }
judge() { "$KVMRT_TOP/cli/tests/trace/check-perfetto" "$@"; }

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
tiny_start a || exit 0
A=$(tiny a query 4)
kvmrt-nl vm set id "$A" name tiny

# Recorded by trace-cmd, so that what we read has another judge.
mkdir -p "$OUT/rec"
cd "$OUT" || exit 1
trace-cmd record -q --file-version 6 -C x86-tsc -e kvmrt -e kvm:kvm_exit -e kvm:kvm_entry \
	-e sched -e irq -e irq_vectors -e timer -e raw_syscalls -o rec/trace.dat \
	-- sleep "$(patient 4)" >trace-cmd.log 2>&1 &
recorder=$!
wait_for 20 grep -q kvm_entry /sys/module/kvmrt/parameters/tracepoints ||
	fail attached "$(tail -n 3 trace-cmd.log)"
# It attaches with the ring off, and turns that on in the end.
wait_for 20 grep -q 1 $TRACING/tracing_on || fail recording "$(tail -n 3 trace-cmd.log)"
nap 0.5
tiny a ping 0x2a >/dev/null
tiny a data-hex 68656c6c6f2076696577 >/dev/null
tiny a data-size 2100 >/dev/null
tiny a ping 0x2b >/dev/null
kvmrt-nl -j vm show >vms.json
wait "$recorder" || die "trace-cmd: $(tail -n 3 trace-cmd.log)"
khz=$(dmesg | sed -nE 's/.*tsc: (Refined TSC.*: |Detected )([0-9]+)\.([0-9]{3}) MHz.*/\2\3/p' | tail -n 1)
like tsc-khz "$khz" '^[1-9][0-9]{5,}$' || exit 0
jq --argjson khz "$((10#$khz))" '{format: 1, host: "lab", kind: "host", clock: "x86-tsc", tsc_khz: $khz,
	vms: map({id, pid, name, vcpus: [.vcpu[] | {id, tid, tsc: [{at_tsc: 0, offset: .tsc_offset,
	ratio: .tsc_ratio, frac_bits: .tsc_ratio_frac_bits}]}]})}' vms.json >rec/recording.json

# Every event of trace-cmd's, at the same stamp on the same CPU, and no other.
trace-cmd report -q -t -i rec/trace.dat 2>/dev/null |
	sed -nE 's/^.*\[0*([0-9]+)\].*[[:space:]]([0-9]+): +([a-z0-9_]+): .*/\1 \2 \3/p' >theirs.txt
view --chunks -F cpu,stamp,event | sed -E 's/ +/ /g; s/^ //' | grep -v LOST >ours.txt
like events "$(wc -l <theirs.txt)" '^[1-9][0-9]{2,}$'
same the-same-events "$(diff ours.txt theirs.txt | head -n 4)" ''
same kernel-events "$(for event in local_timer_entry hrtimer_start sched_wakeup sys_enter; do
	view -e $event -n 1 -F event
done | xargs)" 'local_timer_entry hrtimer_start sched_wakeup sys_enter'

# The form of a line, fields, filters.
like line "$(view -e gs_ping_host -n 1)" \
	"^ +[0-9]+\.[0-9]{9} lab +0 gs_ping_host +\[vm=$A vm_pid=${TINY_PID[a]} vcpu=0 cookie=0x2a\]\$"
like json "$(view -j -e gs_ping_host | jq -c '[.vm, .vcpu, .args.cookie]' | xargs)" "^\[$A,0,42\] \[$A,0,43\]\$"
same by-name "$(view --vm tiny -e 'gs_ping*' -F vmname,event | xargs)" 'tiny gs_ping_host tiny gs_ping_host'
like around "$(view --around 'gs_ping_host#-1' --window 50ms -F event | xargs)" \
	'kvm_exit_vm_pid .*gs_ping_host .*kvm_exit_handler kvm_enter_vm_pid'
same exits-by-name "$(view -e kvm_exit_vm_pid | grep -c 'reason=hypercall')" \
	"$(view -e kvm_host_hc_enter | wc -l)"
like data "$(view -e gs_log_data_host)" "total=10 text=hello view"
same data-whole "$(view -j -e gs_log_data_host | jq -c '[.args.total, .args.recorded, (.args.data | length)]' | xargs)" \
	'[10,10,20] [2100,2100,4200]'
check_status unknown-event 1 kvmrt-trace view -e kvm_exit_vmpid rec
check_status unknown-field 2 kvmrt-trace view -F evt rec
check_status unknown-vm 4 kvmrt-trace view --vm nobody rec
view 2>pipe.txt | head -n 1 >/dev/null
same quiet-pipe "${PIPESTATUS[*]} $(cat pipe.txt)" '0 0 '

# Perfetto's file, by a reader of its own.
check export-perfetto kvmrt-trace export --perfetto x.pftrace rec
check perfetto-sound judge x.pftrace
judge x.pftrace >judged.txt
count() { awk -v key="$1" '$1 == key { print $2 }' judged.txt; }
same every-exit "$(count exit)" "$(view -e kvm_exit_vm_pid | wc -l)"
same every-arrow "$(count arrows)" "$(count exit)"
like handlers "$(count handle)" '^[1-9]'
like user-space "$(count user)" '^[1-9]'
like waits "$(count waits)" '^[1-9]'
same exact-times "$(judge --dump x.pftrace | grep -m 1 '|gs_ping_host|' | cut -d ' ' -f 1)" \
	"$(view -j -e gs_ping_host -n 1 | jq .abs_ns)"

# trace-cmd reads what we convert: the same events, at our times.
check export-dat kvmrt-trace export --dat x.dat rec
trace-cmd report -q -t -i x.dat 2>/dev/null |
	sed -nE 's/^.*\[0*([0-9]+)\].*[[:space:]]([0-9]+\.[0-9]{9}): +([a-z0-9_]+): .*/\1 \2 \3/p' >dat.txt
view --chunks -F cpu,abs,event | sed -E 's/ +/ /g; s/^ //' | grep -v LOST >abs.txt
same dat-the-same-events "$(diff abs.txt dat.txt | head -n 4)" ''

# A disk that is full: it says so, and what was there stays.
mkdir -p full && mount -t tmpfs -o size=64k none full
echo old >full/x
check_status full-perfetto 1 kvmrt-trace export --perfetto full/x rec
check_status full-dat 1 kvmrt-trace export --dat full/x.dat rec
same full-left "$(ls -A full) $(cat full/x)" 'x old'
umount full

tiny_kill a
check unload unload_host
