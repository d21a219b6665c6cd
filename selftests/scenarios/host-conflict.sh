#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: others on the hooked functions: a livepatch, ftrace switched off, tracers, kprobes
# requires: A10
# class: core
# kernels: all
# only: conflict
# smp: 1
# timeout: 150
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

ABI=$((0x4b560001))
HELD='a livepatch or other hook has the function'
HOOKED='kvm_emulate_hypercall kvm_arch_post_init_vm kvm_arch_vcpu_postcreate kvm_arch_pre_destroy_vm'

# The states of the three that stand on hooks of ours.
features() {
	kvmrt-nl -j status | jq -r '[("vm-registry", "guest-services", "trace-flush") as $name |
		.. | objects | select(has("state") and .name? == $name) | .state] | join(" ")'
}
reason() { kvmrt-nl -j status | jq -r --arg f "$1" '.. | objects | select(.name? == $f) | .reason // ""'; }
vms() { kvmrt-nl -j status | jq -r '.. | objects | .vms? // empty'; }
has_vms() { [[ $(vms) == "$1" ]]; }
answers() { tinyvm 'query 0' | sed 's/.*-> //'; }

[[ -e $KMOD/kvmrt_conflict.ko ]] || die "no kvmrt_conflict.ko: make selftests-host KERNEL=$KVMRT_FLAVOUR"
load_kvm || die 'KVM does not load'

# --- somebody has the hypercall ---------------------------------------------
check conflict insmod "$KMOD/kvmrt_conflict.ko"
mark=$(dmesg_mark)
load_host || die 'kvmrt.ko does not load beside a livepatch'
same livepatch-features "$(features)" 'on off on'
like livepatch-reason "$(reason guest-services)" "error -16: $HELD"
like livepatch-message "$(dmesg_since "$mark")" "kvmrt: guest-services is off: error -16: $HELD"
same livepatch-answer "$(answers)" -1000
tiny_start a || exit 0
check livepatch-registry wait_for 10 has_vms 1
check livepatch-unload unload_host
same livepatch-holds-still "$(tiny a query 0)" -1000
tiny_kill a
check conflict-gone rmmod kvmrt_conflict
load_host || die 'kvmrt.ko does not load after the livepatch'
same livepatch-gone-features "$(features)" 'on on on'
same livepatch-gone-answer "$(answers)" $ABI
# The other way round: who comes second is refused.
check_status second-refused 1 insmod "$KMOD/kvmrt_conflict.ko"
same second-refused-answer "$(answers)" $ABI
unload_host

# --- ftrace switched off ----------------------------------------------------
mark=$(dmesg_mark)
check ftrace-off sysctl -q kernel.ftrace_enabled=0
load_host || die 'kvmrt.ko does not load without ftrace'
same ftrace-off-features "$(features)" 'off off on'
like ftrace-off-reason "$(reason vm-registry)" 'kernel.ftrace_enabled is 0'
like ftrace-off-message "$(dmesg_since "$mark")" 'kvmrt: vm-registry is off: .*kernel.ftrace_enabled is 0'
same ftrace-off-answer "$(answers)" -1000
check ftrace-off-unload unload_host
sysctl -q kernel.ftrace_enabled=1
load_host || die 'kvmrt.ko does not load again'
same ftrace-on-features "$(features)" 'on on on'
# While we are hooked it can't be switched off under us.
sysctl -q kernel.ftrace_enabled=0 2>/dev/null
same ftrace-stays "$(answers)" $ABI
sysctl -q kernel.ftrace_enabled=1 2>/dev/null

# --- tracers and probes on the same functions -------------------------------
# works NAME : calls, KVM's calls, and VMs that come and go.
works() {
	tiny_start t || return 0
	same "$1-ours" "$(tiny t query 0)" $ABI
	same "$1-log" "$(tiny t log "$1")" 0
	same "$1-kvms" "$(tiny t raw 77)" -1000
	check "$1-vm-comes" wait_for 10 has_vms 1
	tiny_kill t
	check "$1-vm-goes" wait_for 10 has_vms 0
}
# cycle NAME : works, and so it does after the module went and came.
cycle() {
	works "$1"
	check "$1-unload" unload_host
	same "$1-unloaded" "$(answers)" -1000
	load_host || die "kvmrt.ko does not load under $1"
	works "$1-reloaded"
}

cd $TRACING || die 'no tracefs'
for function in $HOOKED; do
	echo "$function" >>set_ftrace_filter
done
echo function >current_tracer
cycle function-tracer
like function-tracer-saw "$(grep -c kvm_emulate_hypercall trace)" '^[1-9]'
if grep -qw function_graph available_tracers; then
	echo "$HOOKED" | tr ' ' '\n' >set_graph_function
	echo function_graph >current_tracer
	echo 1 >events/kvmrt/enable
	cycle graph-tracer
	echo 0 >events/kvmrt/enable
	echo nop >current_tracer
	: >set_graph_function
fi
echo nop >current_tracer
: >set_ftrace_filter
for function in $HOOKED; do
	echo "p:lab/$function $function" >>kprobe_events
	echo "r:lab/${function}_ret $function" >>kprobe_events
done
echo 1 >events/lab/enable
: >trace
cycle kprobes
like kprobes-saw "$(grep -c 'kvm_arch_pre_destroy_vm' trace)" '^[1-9]'
# With our events on, KVM's function runs from inside of ours.
echo 1 >events/kvmrt/enable
works kprobes-events
echo 0 >events/kvmrt/enable
echo 0 >events/lab/enable
: >kprobe_events
works alone-again
cd / || exit 1
check unload unload_host
check kvm-goes unload_kvm
