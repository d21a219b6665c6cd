#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: our events recorded and read by trace-cmd and perf, as they are
# requires: M01 M02 M03
# class: core
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

# The debug kernel has no BTF to check the tracepoints against.
PARAMS=(gs_hc_host_enabled=1)
[[ -e /sys/kernel/btf/vmlinux ]] || PARAMS+=(tracepoints_unchecked=1)

load_kvm || die 'KVM does not load'
load_host "${PARAMS[@]}" || die 'kvmrt.ko does not load'
tiny_start a || exit 0
A=$(tiny a query 4)
WHO="vm=$A vm_pid=${TINY_PID[a]} vcpu=0"
attached() { cat /sys/module/kvmrt/parameters/tracepoints; }
is_attached() { [[ $(attached) == *kvm_entry ]]; }
is_detached() { [[ -z $(attached) ]]; }
# pings PID : calls as long as the recorder runs: it says nowhere when it began.
pings() {
	while kill -0 "$1" 2>/dev/null; do
		tiny a ping 7 >/dev/null
		nap 0.2
	done
}

# read_by TOOL FILE : what both must tell in their own words.
read_by() {
	local tool=$1 file=$2
	like "$tool-enter" "$(grep -m 1 kvm_enter_vm_pid: "$file")" "$WHO"
	like "$tool-exit-by-name" "$(grep -m 1 'kvm_exit_vm_pid:.*hypercall' "$file")" "$WHO reason=hypercall"
	like "$tool-handler" "$(grep -m 1 'kvm_exit_handler:.*hypercall' "$file")" \
		"$WHO reason=hypercall info1=0x[0-9a-f]+ info2=0x[0-9a-f]+ .*msr=none:(0x)?0=(0x)?0 user=no"
	like "$tool-to-user" "$(grep -m 1 'kvm_exit_handler:.*user=KVM_EXIT' "$file")" "$WHO"
	like "$tool-hypercall" "$(grep -m 1 kvm_host_hc_enter: "$file")" "$WHO"
	same "$tool-nothing-unread" "$(grep -ciE 'failed to parse|unknown event|\[FAILED' "$file")" 0
}

cd "$OUT" || exit 1
trace-cmd record -q -e kvmrt -o tc.dat -- sleep "$(patient 4)" >tc.log 2>&1 &
recorder=$!
wait_for 20 is_attached || fail trace-cmd-attaches "$(attached): $(tail -n 3 tc.log)"
pings "$recorder"
wait "$recorder" || fail trace-cmd-record "$(tail -n 3 tc.log)"
trace-cmd report -i tc.dat >tc.txt 2>&1
read_by trace-cmd tc.txt
same trace-cmd-lets-go "$(attached)" ''

perf record -q -a -e 'kvmrt:*' -o perf.dat -- sleep "$(patient 4)" >perf.log 2>&1 &
recorder=$!
wait_for 20 is_attached || fail perf-attaches "$(attached): $(tail -n 3 perf.log)"
pings "$recorder"
wait "$recorder" || fail perf-record "$(tail -n 3 perf.log)"
perf script -i perf.dat >perf.txt 2>&1
read_by perf perf.txt
wait_for 5 is_detached || fail perf-lets-go "$(attached)"

tiny_kill a
check unload unload_host
