#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the demonstration of tracing: a host, two guests, a missed deadline and its cause
# requires: M01 M02 M03 M08 M09 M10 M13 L04 N09 S05
# class: once
# kernels: all
# only: trace demo
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

RECORDING=/tmp/missed
LATE_MS=400

show() { echo "$*" >>"$OUT/demo.txt"; }
# shown NAME CMD... : a command with its output, as at a prompt of the host, and
# its verdict.
shown() {
	local name=$1 status=0
	shift
	show
	show "host# $*"
	"$@" >"$OUT/$name.txt" 2>&1 || status=$?
	cat "$OUT/$name.txt" >>"$OUT/demo.txt"
	same "$name" "$status" 0
}
# excerpt LINES : of what follows, not all is for a demonstration.
excerpt() { head -n "$1" | cut -c 1-150 >>"$OUT/demo.txt"; }
: >"$OUT/demo.txt"

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
check vsock trace_vsock_host
guest_start vm1 --no-wait --qemu '-device vhost-vsock-pci,guest-cid=11'
guest_start vm2 --no-wait --qemu '-device vhost-vsock-pci,guest-cid=12'
for name in vm1 vm2; do
	guest_wait "$name" default || exit 0
	trace_vsock_guest "$name" >/dev/null || die "no vsock in $name"
	trace_agent "$name" || die "no agent in $name: $(guest_exec "$name" cat /tmp/agent.txt)"
done
show "The host and both guests run $(uname -srv)"
shown vms kvmrt-nl vm show

# One command records all three.
show
show "host# kvmrt-trace run -o missed --guest vm1 --guest vm2 &"
kvmrt-trace run -o "$RECORDING" --guest vm1 --guest vm2 >"$OUT/run.txt" 2>&1 &
recorder=$!
records() { trace_records && guest_records vm1 && guest_records vm2; }
wait_for 60 records || die "it does not record: $(tail -n 5 "$OUT/run.txt")"

show
show "vm2# control-loop 50000 60000000 100 &"
guest_exec vm2 'kvmrt-gs ping 2; control-loop 50000 60000000 100 >/tmp/loop.txt 2>&1 &' >/dev/null
show "vm1# control-loop 50000 ${LATE_MS}000 0     # every 50 ms, at most $LATE_MS ms late"
guest_exec vm1 "(control-loop 50000 ${LATE_MS}000 0 >/tmp/loop.txt 2>&1; echo \$? >/tmp/status) >/dev/null 2>&1 &"
check loop-runs wait_for 30 guest_exec vm1 'grep -q running /tmp/loop.txt'
# What nobody expects: on the host, something takes the CPU for most of a second.
check disturbance disturb 0.9
check loop-fails wait_for 30 guest_exec vm1 'test -e /tmp/status'
guest_exec vm1 'cat /tmp/loop.txt' | tee -a "$OUT/demo.txt" >"$OUT/loop.txt"
like loop-says "$(<"$OUT/loop.txt")" 'cycle [0-9]+ began [0-9]+ us late'

shown stop kvmrt-trace ctl "$RECORDING" stop
wait "$recorder"
same recorder-ends $? 0
show
show "# what the recorder said, the bound of each guest's clock that its pings prove among it"
excerpt 30 <"$OUT/run.txt"
like bound "$(<"$OUT/run.txt")" 'ns'

show
show "host# kvmrt-trace view --around gs_flush_host --window 2ms missed"
kvmrt-trace view --around gs_flush_host --window 2ms "$RECORDING" >"$OUT/view.txt" 2>"$OUT/view.err"
same view $? 0
excerpt 60 <"$OUT/view.txt"
like view-both "$(grep -c 'gs_flush_' "$OUT/view.txt")" '^[2-9]'

# Who was it?
show
show "host# kvmrt-trace view --host l1 -e sched_switch --around gs_flush_host --window 2s missed | grep disturber"
kvmrt-trace view --host l1 -e sched_switch --around gs_flush_host --window 2s "$RECORDING" 2>/dev/null |
	grep disturber >"$OUT/culprit.txt"
excerpt 6 <"$OUT/culprit.txt"
like culprit "$(<"$OUT/culprit.txt")" disturber

shown report kvmrt-trace report "$RECORDING"
like report-preempted "$(<"$OUT/report.txt")" disturber
like report-stages "$(<"$OUT/report.txt")" 'host ISR'
shown export kvmrt-trace export --perfetto "$OUT/missed.pftrace" "$RECORDING"
check export-is-there test "$(stat -c %s "$OUT/missed.pftrace")" -gt 10000

for name in vm1 vm2; do check "stop-$name" guest_stop "$name"; done
check unload unload_host
