#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a guest freezes the host's trace: snapshot, scopes, notification, refusals
# requires: N09 N17
# class: core
# kernels: all
# only: trace
# timeout: 100
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

INSTANCE=$TRACING/instances/kvmrt

answer() { same "$1" "$(tiny a "${@:3}")" "$2"; }
in_snapshot() { grep -c "$1" "$INSTANCE/snapshot"; }
in_live() { grep -c "$1" "$INSTANCE/trace"; }

# flushed NAME SCOPE CPUS : a flush, and what the recorder hears of it.
flushed() {
	local told scope=(current vm all)
	kvmrt-nl -d -j monitor gs count 1 timeout "$(patient 20)s" >"$TINY/monitor" 2>"$TINY/monitor.err" &
	wait_for 20 grep -q listening "$TINY/monitor.err"
	answer "$1" 0 flush "$2"
	wait $!
	told=$(jq -r '.. | objects | select(has("cpus")) | "\(.vm_id) \(.vcpu_id) \(.scope) \(.cpus)"' "$TINY/monitor" 2>&1)
	same "$1-told" "$told" "$A 0 ${scope[$2]} $3"
}

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
tiny_start a || exit 0
A=$(tiny a query 4)
answer no-instance -19 flush 0
kvmrt-nl gs set id "$A" flush-rate 1000000

mkdir "$INSTANCE"
echo 1 >"$INSTANCE/events/kvmrt/enable"
tiny a ping 0x111 >/dev/null
flushed all-cpus 2 "$(cat /sys/devices/system/cpu/online)"
same first-in-snapshot "$(in_snapshot cookie=0x111)" 1
same flush-in-snapshot "$(in_snapshot 'gs_flush_host: .* scope=2')" 1
same first-not-live "$(in_live cookie=0x111)" 0
tiny a ping 0x222 >/dev/null
same goes-on-live "$(in_live cookie=0x222)" 1
same second-not-yet-in-snapshot "$(in_snapshot cookie=0x222)" 0

# The CPU that the vCPU's thread is on, and all of the VM's.
for cpu in 1 0; do
	taskset -pc $cpu "${TINY_PID[a]}" >/dev/null
	flushed "current-cpu-$cpu" 0 $cpu
	flushed "cpus-of-the-vm-$cpu" 1 $cpu
done
# A recorder clears what it has saved: that ring is the next live one.
same second-in-no-ring-twice "$(($(in_snapshot cookie=0x222) + $(in_live cookie=0x222)))" 1
answer save 0 flush 2
echo 2 >"$INSTANCE/snapshot"
answer save-other 0 flush 2
echo 2 >"$INSTANCE/snapshot"
tiny a ping 0x333 >/dev/null
answer again 0 flush 2
same second-gone "$(in_snapshot cookie=0x222)" 0
same third-in-snapshot "$(in_snapshot cookie=0x333)" 1
same top-level-untouched "$(grep -c cookie $TRACING/trace)" 0

answer bad-scope -22 flush 3
answer bad-scope-64 -22 flush 0xffffffffffffffff

# A snapshot of somebody else's making is in the way, and not harmed.
# shellcheck disable=SC2016 # $p is the kernel's
hist='hist:keys=common_pid:p=prio:onchange($p).snapshot()'
if echo "$hist" >"$INSTANCE/events/sched/sched_waking/trigger" 2>/dev/null; then
	answer busy -16 flush 2
	echo "!$hist" >"$INSTANCE/events/sched/sched_waking/trigger"
	answer no-longer-busy 0 flush 2
else
	skip busy 'no snapshot triggers on this kernel'
fi

kvmrt-nl gs set id "$A" flush-rate 1
answer rate-first 0 flush 2
answer rate-second -11 flush 2
sleep 1.1
answer rate-recovers 0 flush 2
kvmrt-nl gs set id "$A" flush-rate 1000000

# Several VMs at once: done, or busy; nothing else, and nobody hangs.
kvmrt-nl gs set flush-rate 1000000
hammer_start f1 -n 2 -a 0,-16 'flush 2' 'flush 1' || exit 0
hammer_start f2 -a 0,-16 'flush 0' || exit 0
sleep 2
hammer_stop f1
same many-1 $? 0
note "${COUNTS//$'\n'/, }"
like many-done "$(hammer_count "$COUNTS" 0)" '^[1-9]'
hammer_stop f2
same many-2 $? 0

answer last 0 flush 2
echo 0 >"$INSTANCE/events/enable"
check instance-goes rmdir "$INSTANCE"
answer instance-gone -19 flush 2
tiny_kill a
check unload unload_host
