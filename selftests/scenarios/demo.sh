#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the demonstration: one guest, its calls, both sides' events in one clock
# requires: N02 N04 N05 N06 N07 N11 N12 N13 N17 M04 M05 M06 M07
# class: once
# kernels: all
# only: gs demo
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"

# show TEXT : for the reader of `make demo`, as it comes.
show() { echo "$*" >>"$OUT/demo.txt"; }
# run_shown CMD... : a command with its output, as at a prompt of the host.
run_shown() {
	show
	show "host# $*"
	"$@" >>"$OUT/demo.txt" 2>&1
}
: >"$OUT/demo.txt"

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
mark=$(dmesg_mark)
guest_start vm1 || exit 0
vm=$(kvmrt-nl -j vm show pid "$(guest_pid vm1)" | jq '.[0].id')
like vm-id "$vm" '^[1-9][0-9]*$' || exit 0
show "The host runs $(uname -srv)"
show "The guest runs $(guest_exec vm1 uname -srv)"
check vm-set kvmrt-nl vm set id "$vm" name vm1
run_shown kvmrt-nl vm show
check vm-show kvmrt-nl vm show id "$vm"

# The same clock on both sides; each records what it sees.
for setting in trace_clock=x86-tsc events/kvmrt/enable=1; do
	echo "${setting#*=}" >"$TRACING/${setting%=*}"
	guest_exec vm1 "echo ${setting#*=} >$TRACING/${setting%=*}"
done
# Calls are what this is about; kvmrt-trace's demonstration shows the exits.
for event in kvm_{enter_vm_pid,exit_vm_pid,exit_handler,vcpu_tsc}; do
	echo 0 >"$TRACING/events/kvmrt/$event/enable"
done
command='kvmrt-gs available ping 0x2a log_msg "hello from vm1"'
show
show "vm1# $command"
status=0
guest_exec vm1 "$command" >"$OUT/kvmrt-gs.txt" 2>&1 || status=$?
cat "$OUT/kvmrt-gs.txt" >>"$OUT/demo.txt"
show "(status $status)"
same kvmrt-gs "$status" 0
echo 0 >$TRACING/events/kvmrt/enable
guest_exec vm1 "echo 0 >$TRACING/events/kvmrt/enable; cat $TRACING/trace" >"$OUT/guest.trace"
cat $TRACING/trace >"$OUT/host.trace"
kvmrt-nl -j vcpu show id "$vm" >"$OUT/vcpus.json"

show
show 'host# dmesg'
dmesg_since "$mark" | grep 'kvmrt: vm' >>"$OUT/demo.txt"
like log-line "$(dmesg_since "$mark")" "kvmrt: vm $vm .vm1. vcpu 0: hello from vm1"

show
show "Events of both sides, the host's moved into the guest's clock:"
number=$(sed -n 's/^#define KVMRT_GS_HC_NR[[:space:]]*\(0x[0-9a-fA-F]*\).*/\1/p' \
	"$KVMRT_TOP/uapi/linux/kvmrt_gs.h")
"$KVMRT_TOP/selftests/lib/merge-traces" --vm "$vm" --vcpus "$OUT/vcpus.json" \
	--number "$number" "$OUT/host.trace" "$OUT/guest.trace" >"$OUT/merged.txt" 2>&1
status=$?
cat "$OUT/merged.txt" >>"$OUT/demo.txt"
if ((status)); then
	fail one-clock "$(tail -n 1 "$OUT/merged.txt")"
else
	ok one-clock
fi
like one-clock-ping "$(grep gs_ping_host "$OUT/merged.txt")" 'cookie=0x2a'

run_shown kvmrt-nl gs show id "$vm"
check stop guest_stop vm1
check unload unload_host
