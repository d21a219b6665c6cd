#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: load and unload around KVM in every order, twice, without symbols; nothing stays behind
# requires: A10 B13
# class: core
# kernels: all
# only: load
# smp: 1
# timeout: 150
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

ABI=$((0x4b560001))

feature() { kvmrt-nl -j status | jq -r --arg f "$1" '.. | objects | select(.name? == $f) | .state'; }
reason() { kvmrt-nl -j status | jq -r --arg f "$1" '.. | objects | select(.name? == $f) | .reason // ""'; }
features() { echo "$(feature vm-registry) $(feature guest-services) $(feature trace-flush)"; }
kvm_loaded() { kvmrt-nl -j status | jq -r '.. | objects | .kvm_loaded? // empty | tostring'; }

# snapshot : everything of the machine where something of ours could be left.
snapshot() {
	awk '{ print $1 }' /proc/modules | sort
	grep -o '^kvm_[a-z_]*' $TRACING/enabled_functions 2>/dev/null
	find $TRACING/events -maxdepth 1 -name 'kvmrt*'
	find /sys/module -maxdepth 1 -name 'kvmrt*'
	cat /sys/kernel/debug/kprobes/list 2>/dev/null
	genl_families
}
genl_families() {
	# The kernel's controller is asked by iproute2's own tool.
	genl ctrl list 2>/dev/null | sed -n 's/^Name: \(.*\)/genl \1/p' | sort
}
# left_behind : the difference to the first snapshot.
left_behind() { diff <(echo "$BEFORE") <(snapshot); }

answers() { tinyvm 'query 0' | sed 's/.*-> //'; }

# --- without KVM ------------------------------------------------------------
# What KVM leaves behind when it goes is not ours.
modprobe irqbypass
BEFORE=$(snapshot)
mark=$(dmesg_mark)
load_host || die 'kvmrt.ko does not load without KVM'
same without-kvm-features "$(features)" 'waiting waiting on'
same without-kvm-reason "$(reason vm-registry)" 'kvm.ko is not loaded'
like without-kvm-message "$(dmesg_since "$mark")" 'kvmrt: version [0-9.]+, guest services on'
check_status loaded-twice 1 insmod "$KMOD/kvmrt.ko"
like loaded-twice-message "$(insmod "$KMOD/kvmrt.ko" 2>&1)" 'File exists'

# --- kvm.ko after kvmrt.ko, gone, back --------------------------------------
for round in 1 2; do
	check "kvm-after-$round" load_kvm
	same "kvm-after-$round-features" "$(features)" 'on on on'
	same "kvm-after-$round-answer" "$(answers)" $ABI
	check "kvm-goes-$round" unload_kvm
	same "kvm-gone-$round-features" "$(features)" 'waiting waiting on'
done
check unload-without-kvm unload_host
check left-behind-1 left_behind

# --- kvm.ko before kvmrt.ko -------------------------------------------------
load_kvm || die 'KVM does not load'
BEFORE=$(snapshot)
load_host || die 'kvmrt.ko does not load after KVM'
same kvm-before-features "$(features)" 'on on on'
same kvm-before-answer "$(answers)" $ABI
tiny_start holds || exit 0
check_status kvm-in-use 1 modprobe -r kvm-amd
check unload-under-vm unload_host
same unloaded-answer "$(tiny holds query 0)" -1000
check left-behind-2 left_behind
tiny_kill holds
load_host gs_hc_host_enabled=0
same gate-closed-answer "$(answers)" -1000
check unload-gate-closed unload_host

# --- symbols that this kernel does not have ---------------------------------
# missing SYMBOL FEATURES ANSWER NAME REASON
missing() {
	local since
	since=$(dmesg_mark)
	load_host gs_hc_host_enabled=1 ksym_deny="$1" || die "kvmrt.ko does not load without $1"
	same "no-$1-features" "$(features)" "$2"
	same "no-$1-answer" "$(answers)" "$3"
	same "no-$1-reason" "$(reason "$4")" "$5"
	like "no-$1-message" "$(dmesg_since "$since")" "kvmrt: $4 is off: $5"
	check "no-$1-unload" unload_host
}
missing kvm_emulate_hypercall 'on off on' -1000 guest-services 'kvm.ko has no symbol kvm_emulate_hypercall'
missing kvm_vcpu_read_guest 'on off on' -1000 guest-services 'kvm.ko has no symbol kvm_vcpu_read_guest'
missing vm_list 'off off on' -1000 vm-registry 'kvm.ko has no symbol vm_list'
missing kvm_arch_pre_destroy_vm 'off off on' -1000 vm-registry 'kvm.ko has no symbol kvm_arch_pre_destroy_vm'
missing trace_array_find_get 'on on off' $ABI trace-flush 'this kernel has no trace_array_find_get'
# Several at once, and words that only begin like one.
load_host gs_hc_host_enabled=1 ksym_deny=vm_lis,kvm_emulate_hypercall,trace_array_find_get
same no-two-features "$(features)" 'on off off'
# The registry alone does its work.
tiny_start counted || exit 0
check registry-alone wait_for 10 eval 'kvmrt-nl vm show id 1'
tiny_kill counted
check no-two-unload unload_host
# A second try, after all that, has everything.
load_host || die 'kvmrt.ko does not load again'
same again-features "$(features)" 'on on on'
same again-answer "$(answers)" $ABI
check again-unload unload_host
check left-behind-3 left_behind
check kvm-unload unload_kvm
same unclean-log "$(dmesg_since "$mark" | grep -Ec 'Oops|BUG|WARNING|Call Trace')" 0
