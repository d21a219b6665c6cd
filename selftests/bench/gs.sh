#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs on the host of the lab under -icount, where a tick of the TSC is an
# instruction.  Baseline and ours in one boot and with one guest: first nothing
# of ours is loaded on the host or in the guest, then all of it.
# Writes /out/values: lines "NAME TICKS".
# smp: 2
# timeout: 900
# takes: about two minutes
. "$KVMRT_TOP/selftests/lib/l1.sh"

value() { echo "$1 $2" >>"$OUT/values"; note "$1 $2"; }

# kernel_side NAME WHAT : from the guest's kernel
kernel_side() {
	local line
	line=$(guest_exec -t 60 vm1 "insmod /modules/kvmrt_bench.ko what=$2 2>/dev/null; dmesg | grep 'kvmrt_bench: $2' | tail -n 1")
	line=${line##*kvmrt_bench: }
	read -r _ ticks answer <<<"$line"
	[[ ${ticks:-} =~ ^[0-9]+$ ]] || die "no figure for $1: $line"
	value "$1" "$ticks"
	ANSWER=$answer
}

# user_side NAME WHAT [BYTES] : from an application in the guest
user_side() {
	local line
	line=$(guest_exec -t 60 vm1 "gsbench $2 ${3:-0} ${4:-2000} 2>&1")
	[[ ${line##* } =~ ^[0-9]+$ ]] || die "no figure for $1: $line"
	value "$1" "${line##* }"
}

: >"$OUT/values"
check kvm load_kvm
guest_start vm1 --guest-params none || exit 0

kernel_side stock-exit cpuid
kernel_side stock-unknown unknown
same stock-answer "$ANSWER" -1000

load_host gs_hc_host_enabled=1
kernel_side our-exit cpuid
kernel_side our-unknown unknown
same unknown-answer "$ANSWER" -1000
kernel_side our-kernel-ping ping
same ping-answer "$ANSWER" 0

check guest-module guest_exec vm1 'insmod /modules/kvmrt_guest.ko gs_hc_guest_enabled=1 gs_syscall_enabled=1'
# The highest rate: what is to be measured is the call, not its refusal.
check rates "$KVMRT_BUILD/cli/kvmrt-nl" gs set id 1 rate 1000000 data-rate 1000000
user_side our-user-ping ping
user_side log-msg-1 log_msg 1 500
user_side log-msg-64 log_msg 64 500
user_side log-data-1 log_data 1 500
user_side log-data-4096 log_data 4096 500
check stop guest_stop vm1
check unload unload_host
