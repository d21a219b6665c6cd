#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the host's events of every hypercall, ours and KVM's own, field by field, in order
# requires: M04 M05 N17
# class: core
# kernels: all
# only: trace
# smp: 1
# timeout: 100
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

OURS=0x4b525400
ABI=$((0x4b560001))

# events NAME WANTED VM CALL... : exactly these events of one call.  In WANTED,
# @ is the VM and vCPU of VM, as every event begins.
events() {
	local name=$1 wanted=$2 got
	shift 2
	: >$TRACING/trace
	tiny "$@" >/dev/null
	got=$(sed -nE 's/.*: ((kvm_host|gs)_[a-z_]+: )/\1/p' $TRACING/trace)
	same "$name" "$got" "${wanted//@/$WHO}"
}
# pair NR RET A0 A1 [EVENT] : enter and exit, with an event between.
pair() {
	echo "kvm_host_hc_enter: @ nr=$1 a0=$3 a1=$4 a2=${A2:-0x0} a3=0x0"
	[[ -z ${5:-} ]] || echo "$5"
	echo "kvm_host_hc_exit: @ nr=$1 ret=$2"
}

# listen 0|1 : to hypercalls alone; what comes with every exit is kvm-events.sh's.
listen() {
	local event
	for event in $TRACING/events/kvmrt/{gs_*,kvm_host_*}; do
		echo "$1" >"$event/enable"
	done
}

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
same event-files "$(cd $TRACING/events/kvmrt && echo */ | tr -d /)" \
	'gs_flush_host gs_log_data_host gs_ping_host kvm_enter_vm_pid kvm_exit_handler kvm_exit_vm_pid kvm_host_hc_enter kvm_host_hc_exit kvm_vcpu_tsc'
tiny_start a -n 2 || exit 0
A=$(tiny a query 4)
kvmrt-nl gs set id "$A" flush-rate 1000000
WHO="vm=$A vm_pid=${TINY_PID[a]} vcpu=0"

events off '' a ping 1
listen 1
events ping "$(pair $OURS 0 0x1 0x2a 'gs_ping_host: @ cookie=0x2a')" a ping 0x2a
events ping-wide "$(pair $OURS 0 0x1 0xffffffffffffffff 'gs_ping_host: @ cookie=0xffffffffffffffff')" \
	a ping 0xffffffffffffffff
events query "$(pair $OURS $ABI 0x0 0x0)" a query 0
events unknown-77 "$(pair 0x4d -1000 0x0 0x0)" a raw 77
events kvms-own "$(pair 0x1 0 0x5 0x6)" a raw 1 5 6
events unknown-function "$(pair $OURS -38 0x63 0x0)" a raw $OURS 99
events refused "$(A2=0x0 pair $OURS -22 0x2 0x8000)" a log-size 0
events log "$(A2=0x5 pair $OURS 0 0x2 0x8000)" a log hello
events flush "$(pair $OURS -19 0x3 0x2 'gs_flush_host: @ scope=2')" a flush 2
events flush-bad-scope "$(pair $OURS -22 0x3 0x9)" a flush 9
events data "$(A2=0x3 pair $OURS 0 0x4 0x8000 'gs_log_data_host: @ total=3 offset=0 data=00 7f ff')" \
	a data-hex 007fff
WHO="vm=$A vm_pid=${TINY_PID[a]} vcpu=1"
events other-vcpu "$(pair $OURS 0 0x1 0x7 'gs_ping_host: @ cookie=0x7')" a on 1 ping 7

# Data in chunks of 1 KiB, the last one short.  6.1 leaves out a space after every
# 16 bytes, so digits are counted.
: >$TRACING/trace
tiny a data-size 2100 >/dev/null
same data-chunks "$(sed -nE 's/.*gs_log_data_host: .* (total=[0-9]+ offset=[0-9]+) data=(.*)/\1 \2/p' $TRACING/trace |
	awk '{ head = $1 " " $2; $1 = $2 = ""; gsub(" ", ""); print head, length($0) / 2 }' | xargs)" \
	'total=2100 offset=0 1024 total=2100 offset=1024 1024 total=2100 offset=2048 52'

# The number of ours, when nobody serves it.
kvmrt-nl gs set enabled 0
WHO="vm=$A vm_pid=${TINY_PID[a]} vcpu=0"
events gate-closed "$(pair $OURS -1000 0x1 0x1)" a ping 1
kvmrt-nl gs set enabled 1

# Callers that are none of ours are seen all the same.
tiny_start user -m user && {
	wait_for 10 kvmrt-nl vm show pid "${TINY_PID[user]}"
	WHO="vm=$((A + 1)) vm_pid=${TINY_PID[user]} vcpu=0"
	events user-space "$(pair $OURS -1 0x0 0x0)" user query 0
	tiny_kill user
}

# One event alone, and a filter.
listen 0
echo 1 >$TRACING/events/kvmrt/kvm_host_hc_exit/enable
echo 'ret < 0' >$TRACING/events/kvmrt/kvm_host_hc_exit/filter
WHO="vm=$A vm_pid=${TINY_PID[a]} vcpu=0"
events filtered-out '' a ping 1
events filtered-in 'kvm_host_hc_exit: @ nr=0x4d ret=-1000' a raw 77
echo 0 >$TRACING/events/kvmrt/kvm_host_hc_exit/filter

# Many at once: on every vCPU enter, the event of the call, exit, and again.
echo 40000 >$TRACING/buffer_size_kb
listen 1
: >$TRACING/trace
hammer_start h1 -n 2 'ping 1' 'raw 77' || exit 0
hammer_start h2 'data-size 64' || exit 0
sleep 1
echo 0 >$TRACING/tracing_on
hammer_stop h1
same many-status-1 $? 0
hammer_stop h2
same many-status-2 $? 0
lines=$(sed -nE 's/.*: ((kvm_host|gs)_[a-z_]+): vm=([0-9]+) vm_pid=-?[0-9]+ vcpu=([0-9]+) (nr=0x[0-9a-f]+)?.*/\3.\4 \1 \5/p' $TRACING/trace)
like many-events "$(wc -l <<<"$lines")" '^[1-9][0-9]{2,}$'
same many-order "$(awk '
	{ who = $1 }
	$2 == "kvm_host_hc_enter" { if (state[who] == "in") bad++; state[who] = "in"; nr[who] = $3 }
	$2 ~ /^gs_/ && who in state { if (state[who] != "in") bad++ }
	$2 == "kvm_host_hc_exit" && who in state { if (state[who] != "in" || nr[who] != $3) bad++; state[who] = "out" }
	END { print bad + 0 }' <<<"$lines")" 0
tiny_kill a
check unload unload_host
