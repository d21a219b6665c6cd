#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: each allocation made to fail once: load, netlink, hypercalls, VMs that come
# requires: N08
# class: full
# kernels: debug
# only: faults
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

DEBUG=/sys/kernel/debug
ABI=$((0x4b560001))

vms() { kvmrt-nl -j status | jq -r '.. | objects | .vms? // empty'; }
has_vms() { [[ $(vms) == "$1" ]]; }
missed() { kvmrt-nl -j status | jq -r '.. | objects | .missed? // empty'; }

# may_fail FROM TO : allocations with a caller between these addresses.
may_fail() {
	local kind
	for kind in failslab fail_page_alloc; do
		echo 0 >$DEBUG/$kind/probability
		echo 1 >$DEBUG/$kind/verbose
		echo N >$DEBUG/$kind/ignore-gfp-wait
		echo 32 >$DEBUG/$kind/stacktrace-depth
		echo "$1" >$DEBUG/$kind/require-start
		echo "$2" >$DEBUG/$kind/require-end
	done
	echo 0 >$DEBUG/fail_page_alloc/min-order
	# Copies from user space are counted too, unless no caller qualifies.
	echo 32 >$DEBUG/fail_usercopy/stacktrace-depth
	echo 1 >$DEBUG/fail_usercopy/require-start
	echo 2 >$DEBUG/fail_usercopy/require-end
}
# function_range NAME : where a function of the kernel begins and the next does.
function_range() {
	grep -v '\[' /proc/kallsyms | grep -i ' t ' | sort |
		awk -v name="$1" 'seen && $1 != start { print "0x" start, "0x" $1; exit }
			$3 == name { seen = 1; start = $1 }'
}
# module_range NAME : its code, up to a page behind its last function.
module_range() {
	grep "\[$1\]" /proc/kallsyms | grep -i ' t ' | sort | awk '{ print "0x" $1 }' |
		sed -n '1p;$p' | { read -r first; read -r last; printf '0x%x 0x%x\n' "$first" $((last + 4096)); }
}
# report NAME CMD... : one verdict; what was tried goes to the console.
report() {
	local name=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	note "$output"
	if ((status)); then
		fail "$name" "$(tail -n 3 <<<"$output")"
	else
		like "$name" "$output" ' [1-9][0-9]* allocations failed'
	fi
}

[[ -w /proc/thread-self/fail-nth && -d $DEBUG/failslab ]] || die 'no fault injection on this kernel'
# Not from 9p: its own allocations would fail.
cp "$KMOD/kvmrt.ko" /run/kvmrt.ko
cp "$KVMRT_BUILD/selftests/host/failnth" /run/failnth
load_kvm || die 'KVM does not load'
tell 'LOADING kvmrt.ko under fault injection'

# --- load, KVM there --------------------------------------------------------
read -r from to < <(function_range do_init_module)
[[ $to ]] || die 'no do_init_module in kallsyms'
may_fail "$from" "$to"
report load /run/failnth module /run/kvmrt.ko kvmrt gs_hc_host_enabled=1
check_status load-nothing-left 1 is_loaded kvmrt
load_host || die 'kvmrt.ko does not load after all that'
read -r from to < <(module_range kvmrt)
may_fail "$from" "$to"

# --- requests ---------------------------------------------------------------
tiny_start a || exit 0
check vm-1 wait_for 10 has_vms 1
same answer-before "$(tiny a query 0)" $ABI
report netlink /run/failnth netlink
same answer-after-netlink "$(tiny a query 0)" $ABI

# --- hypercalls -------------------------------------------------------------
kvmrt-nl gs set rate 1000000 data-rate 1000000 flush-rate 1000000
mkdir $TRACING/instances/kvmrt
report hypercalls /run/failnth vm
same answer-after-hypercalls "$(tiny a query 0)" $ABI
check log-after-hypercalls test "$(tiny a log fine)" == 0
check only-one-left wait_for 10 has_vms 1

# --- VMs that the registry has no memory for --------------------------------
for times in 1 2 4; do
	echo $times >$DEBUG/failslab/times
	echo 1 >$DEBUG/failslab/interval
	echo 100 >$DEBUG/failslab/probability
	tiny_start "m$times" -n 3 || exit 0
	sleep "$(patient 1)"
	echo 0 >$DEBUG/failslab/probability
	echo -1 >$DEBUG/failslab/times
	check "memory-back-$times" wait_for 10 has_vms 2
	same "memory-back-$times-vcpus" "$(kvmrt-nl -j vm show pid "${TINY_PID[m$times]}" | jq -r '.. | objects | select(has("start_time_ns")) | .vcpus')" 3
	same "memory-back-$times-answer" "$(tiny "m$times" on 2 query 0)" $ABI
	tiny_kill "m$times"
	check "memory-back-$times-gone" wait_for 10 has_vms 1
done
like missed "$(missed)" '^[1-9]'

tiny_kill a
check empty wait_for 10 has_vms 0
check unload unload_host
check kvm-goes unload_kvm
load_host || die 'kvmrt.ko does not load in the end'
check unload-again unload_host
