#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: events of every entry and exit beside KVM's own; attached only while somebody listens
# requires: M01 M02 M03
# class: core
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

RING=$TRACING/instances/kvm-events
ASK=$KVMRT_TOP/selftests/netlink/nlask.py
OURS=(kvm_enter_vm_pid kvm_exit_vm_pid kvm_exit_handler kvm_vcpu_tsc)
KVMS=(kvm_entry kvm_exit kvm_msr kvm_userspace_exit)

attached() { cat /sys/module/kvmrt/parameters/tracepoints; }
# state FEATURE : "STATE REASON" as the module tells it.
state() {
	"$ASK" info-get 'do' | python3 -c 'import json, sys
for f in json.load(sys.stdin)["feature"]:
	if f["name"] == sys.argv[1]: print(f["state"], f.get("reason", ""))' "$1"
}
listen() {
	local on=$1 system=$2 event
	shift 2
	for event; do echo "$on" >"$RING/events/$system/$event/enable" || return 1; done
}
load() { load_host "${HOST_PARAMS[@]}" "$@"; }

load || die 'kvmrt.ko does not load'
mkdir "$RING" || die 'no trace instance'
echo 20000 >"$RING/buffer_size_kb"

# kvm.ko comes after us, while somebody listens already.
like waiting "$(state vcpu-events)" '^1 kvm.ko is not loaded'
check listen-before-kvm listen 1 kvmrt "${OURS[@]}"
same nothing-to-attach "$(attached)" ''
load_kvm || die 'KVM does not load'
like on "$(state vcpu-events)" '^2'
same attached-to-new-kvm "$(attached)" 'kvm_userspace_exit kvm_msr kvm_exit kvm_entry'
listen 0 kvmrt "${OURS[@]}"
same detached "$(attached)" ''

# Each event has what it needs, no more.
attached_by() {
	listen 1 kvmrt "$1"
	same "attached-by-$1" "$(attached)" "$2"
	listen 0 kvmrt "$1"
	same "detached-after-$1" "$(attached)" ''
}
attached_by kvm_enter_vm_pid kvm_entry
attached_by kvm_exit_vm_pid kvm_exit
attached_by kvm_exit_handler 'kvm_userspace_exit kvm_msr kvm_exit kvm_entry'
attached_by kvm_vcpu_tsc kvm_entry

# A guest's exits, told by KVM and by us: one of ours for each of KVM's.
guest_start vm1 || exit 0
# They begin all at once: the guest runs on.
echo 0 >"$RING/tracing_on"
listen 1 kvmrt "${OURS[@]}"
listen 1 kvm "${KVMS[@]}"
echo >"$RING/trace"
echo 1 >"$RING/tracing_on"
guest_exec vm1 'cat /proc/cpuinfo >/dev/null; kvmrt-gs ping 5' >/dev/null
echo 0 >"$RING/tracing_on"
cp "$RING/trace" "$OUT/trace.txt"
listen 0 kvmrt "${OURS[@]}"
listen 0 kvm "${KVMS[@]}"
check side-by-side "$KVMRT_TOP/selftests/scenarios/kvm-events.py" "$OUT/trace.txt" \
	"$("$ASK" vm-get dump | python3 -c 'import json, sys; print(json.loads(sys.stdin.readline())["id"])')" \
	"$(guest_pid vm1)"
guest_stop vm1

# A VMM killed while all is recorded, and a guest whose clock is set.
echo >"$RING/trace"
echo 1 >"$RING/tracing_on"
listen 1 kvmrt "${OURS[@]}"
hammer_start busy -n 2 'ping 1' || exit 0
nap 0.5
tiny_start victim && tiny victim query 0 >/dev/null
kill -KILL "${TINY_PID[victim]}"
nap 0.5
check busy-lives hammer_alive busy
hammer_stop busy
like tsc-of-new-vcpus "$(grep -c kvm_vcpu_tsc: "$RING/trace")" '^[1-9]'

# kvm.ko goes and comes while somebody listens.
check kvm-goes unload_kvm
same attached-to-none "$(attached)" ''
check kvm-comes load_kvm
same attached-again "$(attached)" 'kvm_userspace_exit kvm_msr kvm_exit kvm_entry'
echo >"$RING/trace"
tiny_start b && tiny b query 0 >/dev/null
like seen-again "$(grep -c kvm_enter_vm_pid: "$RING/trace")" '^[1-9]'

# We go while somebody listens and a guest runs: its events end, it doesn't.
check unload-while-tracing unload_host
same guest-lives "$(tiny b query 0)" -1000
same events-gone "$(ls -d "$RING"/events/kvmrt 2>/dev/null)" ''
tiny_kill b

# A tracepoint that can't be checked is refused by name, and its events with it.
if [[ -e /sys/kernel/btf/vmlinux ]]; then
	load ksym_deny=btf_trace_kvm_msr || die 'kvmrt.ko does not load'
	like refused-by-name "$(state vcpu-events)" '^0 kvm_msr: '
	like accounting-without-it "$(state exit-accounting)" '^2'
	listen 1 kvmrt "${OURS[@]}"
	same all-but-kvm_msr "$(attached)" 'kvm_userspace_exit kvm_exit kvm_entry'
	listen 0 kvmrt "${OURS[@]}"
	check unload-refused unload_host
	load ksym_deny=btf_trace_kvm_entry || die 'kvmrt.ko does not load'
	like no-accounting "$(state exit-accounting)" '^0 kvm_entry: '
	check_status entry-refused 1 listen 1 kvmrt kvm_enter_vm_pid
	check_status accounting-refused 1 "$ASK" account-set 'do' enabled=1
	check unload-no-accounting unload_host

	# Other arguments than a probe takes: too many, a number where a vCPU is to
	# be, a number of another size.
	load tracepoints_expect=kvm_userspace_exit=44444,kvm_msr=v48,kvm_exit=v8,kvm_entry=v ||
		die 'kvmrt.ko does not load'
	like other-arguments "$(state vcpu-events)" \
		"^0 kvm_userspace_exit: this kernel's tracepoint has other arguments"
	like other-arguments-accounting "$(state exit-accounting)" '^0 kvm_userspace_exit: '
	listen 1 kvmrt kvm_enter_vm_pid kvm_exit_handler kvm_vcpu_tsc
	same other-arguments-not-attached "$(attached)" kvm_entry
	check_status other-arguments-refused 1 listen 1 kvmrt kvm_exit_vm_pid
	listen 0 kvmrt kvm_enter_vm_pid kvm_exit_handler kvm_vcpu_tsc
	check unload-last unload_host
fi
