#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: our events recorded and read by trace-cmd, perf and bpftrace, as they are
# requires: M01 M02 M03
# class: core
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
tiny_start a || exit 0
A=$(tiny a query 4)
WHO="vm=$A vm_pid=${TINY_PID[a]} vcpu=0"
attached() { cat /sys/module/kvmrt/parameters/tracepoints; }
is_attached() { [[ $(attached) == *kvm_entry ]]; }
is_attached_exit() { [[ $(attached) == *kvm_exit* ]]; }
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

# bpftrace counts what trace-cmd records beside it: the tiny VM makes exits only
# while it makes a call, so both see the same ones, none more.
bpftrace_counts() {
	local counter
	bpftrace -e 'tracepoint:kvmrt:kvm_exit_vm_pid {
		@exits[args->vm, args->vm_pid, args->vcpu, args->isa, args->reason] = count(); }' >bpf.txt 2>&1 &
	counter=$!
	wait_for 60 is_attached_exit || fail bpftrace-attaches "$(attached): $(tail -n 3 bpf.txt)"
	check bpftrace-beside trace-cmd start -B bpf -e kvmrt:kvm_exit_vm_pid
	for _ in {1..20}; do tiny a ping 7 >/dev/null; done
	trace-cmd stop -B bpf
	kill -INT "$counter"
	wait "$counter"
	same bpftrace-status $? 0
	trace-cmd extract -B bpf -o bpf.dat >/dev/null 2>&1
	trace-cmd reset -B bpf
	rmdir "$TRACING/instances/bpf" 2>/dev/null
	sed -nE 's/^@exits\[(.*)\]: ([0-9]+)$/\1 \2/p' bpf.txt | tr -d , | sort >bpf-counts.txt
	trace-cmd report -R -i bpf.dat 2>/dev/null | sed -n 's/.*kvm_exit_vm_pid: *//p' |
		sed -E 's/[a-z_]+=//g' >raw.txt
	while read -r vm pid vcpu isa reason; do
		echo $((vm)) $((pid)) $((vcpu)) $((isa)) $((reason))
	done <raw.txt | sort | uniq -c | awk '{ print $2, $3, $4, $5, $6, $1 }' | sort >raw-counts.txt
	same bpftrace-every-exit "$(<bpf-counts.txt)" "$(<raw-counts.txt)"
	# 129 is SVM's number of VMMCALL.
	same bpftrace-hypercalls "$(awk -v who="$A ${TINY_PID[a]} 0 2 129 " \
		'index($0, who) == 1 { print $6 }' bpf-counts.txt)" 20
	wait_for 5 is_detached || fail bpftrace-lets-go "$(attached)"
}
if [[ -e /sys/kernel/btf/vmlinux ]]; then
	bpftrace_counts
else
	skip bpftrace 'this kernel was built without BTF'
fi

tiny_kill a
check unload unload_host
