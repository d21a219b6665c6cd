#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: VMs and vCPUs as they come, live and go, the ones before the module included
# requires: A09
# class: core
# kernels: all
# only: registry
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

# vm WORDS JQ : what kvmrt-nl says of one VM.
# shellcheck disable=SC2086 # words
vm() { kvmrt-nl -j vm show $1 2>/dev/null | jq -r ".. | objects | select(has(\"start_time_ns\")) | $2"; }
vcpus() { kvmrt-nl -j vcpu show id "$1" | jq -r ".. | objects | select(has(\"tsc_offset\")) | $2"; }
ids() { kvmrt-nl -j vm show | jq -r '[.. | objects | select(has("start_time_ns")) | .id] | join(" ")'; }
has_ids() { [[ $(ids) == "$1" ]]; }
vms_counted() { kvmrt-nl -j status | jq -r '.. | objects | .vms? // empty'; }
# Threads of a tiny VM that are neither its first nor one of KVM's own.
threads_of() {
	local task
	for task in "/proc/${TINY_PID[$1]}/task"/*; do
		[[ ${task##*/} == "${TINY_PID[$1]}" || $(cat "$task/comm") != tinyvm ]] || echo "${task##*/}"
	done | sort | xargs
}

load_kvm || die 'KVM does not load'
tiny_start before -n 3 -t 123456789 || exit 0
started=$(awk '{ print $22 }' "/proc/${TINY_PID[before]}/stat")
load_host || die 'kvmrt.ko does not load'

# --- a VM that was there ----------------------------------------------------
check before-found wait_for 10 has_ids 1
same before-pid "$(vm 'id 1' .pid)" "${TINY_PID[before]}"
same before-by-pid "$(vm "pid ${TINY_PID[before]}" .id)" 1
same before-comm "$(vm 'id 1' .comm)" tinyvm
same before-vcpus "$(vm 'id 1' .vcpus)" 3
# Ticks of 10 ms since boot; the VM is as old as its process, as far as known.
same before-start "$(($(vm 'id 1' .start_time_ns) / 10000000))" "$started"
same before-vcpu-ids "$(vcpus 1 .id | xargs)" "0 1 2"
same before-tsc-offset "$(vcpus 1 .tsc_offset | sort -u)" 123456789
same before-never-ran "$(vcpus 1 '.tid // "none"' | sort -u)" none
same before-call "$(tiny before on 1 query 4)" 1
same before-ran "$(vcpus 1 '.tid // "none"' | xargs)" "none ${TINY_PID[before]} none"
same tsc-khz "$(vcpus 1 '.tsc_khz' | sort -u | grep -c '^[1-9]')" 1

# --- VMs that come ----------------------------------------------------------
tiny_start second -t -5 || exit 0
check second-found wait_for 10 has_ids "1 2"
same second-tsc-offset "$(vcpus 2 .tsc_offset)" -5
same second-query "$(tiny second query 4)" 2
now=$(awk '{ printf "%d", $1 * 1000 }' /proc/uptime)
age=$((now - $(vm 'id 2' .start_time_ns) / 1000000))
if ((age >= 0 && age < 30000 * KVMRT_PATIENCE)); then
	ok second-start
else
	fail second-start "created $age ms ago"
fi
# --- names ------------------------------------------------------------------
check name-set kvmrt-nl vm set id 1 name alpha
same name-shown "$(vm 'name alpha' .id)" 1
check_status name-taken 1 kvmrt-nl vm set id 2 name alpha
check name-own-again kvmrt-nl vm set id 1 name alpha
check name-other kvmrt-nl vm set id 2 name 'beta 2'
check name-with-blank kvmrt-nl vm show name 'beta 2'
check name-change kvmrt-nl vm set id 1 name gamma
check_status name-old-is-free 4 kvmrt-nl vm show name alpha
check name-free-again kvmrt-nl vm set id 2 name alpha
check_status unknown-id 4 kvmrt-nl vm show id 99
check_status unknown-pid 4 kvmrt-nl vm show pid 1

# --- VMs that go ------------------------------------------------------------
tiny_kill second
check killed-gone wait_for 10 has_ids 1
check_status killed-by-id 4 kvmrt-nl vm show id 2
tiny_start third || exit 0
check ids-not-reused wait_for 10 has_ids "1 3"
check name-of-the-dead-is-free kvmrt-nl vm set id 3 name alpha
same counted "$(vms_counted)" 2
tiny_kill third

hammer_start many -n 4 'ping 1' || exit 0
check many-found wait_for 10 has_ids "1 4"
same many-vcpus "$(vm 'id 4' .vcpus)" 4
# While they hammer, a list takes long enough for a thread to be missed.
threads_agree() { [[ $(vcpus 4 .tid | sort | xargs) == "$(threads_of many)" ]]; }
check many-threads wait_for 10 threads_agree ||
	note "ours: $(vcpus 4 .tid | xargs), the kernel's: $(threads_of many); $(<"$TINY/hammer-many")"
kill -KILL "${TINY_PID[many]}"
check killed-in-a-call wait_for 10 has_ids 1

# --- a real guest -----------------------------------------------------------
guest_start g --smp 2 && {
	check guest-found wait_for 10 has_ids "1 5"
	same guest-pid "$(vm 'id 5' .pid)" "$(guest_pid g)"
	same guest-vcpus "$(vm 'id 5' .vcpus)" 2
	# QEMU names its threads.
	same guest-threads "$(vcpus 5 .tid | while read -r tid; do cat "/proc/$(guest_pid g)/task/$tid/comm"; done | xargs)" \
		"CPU 0/KVM CPU 1/KVM"
	guest_kill g
	check guest-gone wait_for 10 has_ids 1
}
tiny_kill before TERM
check all-gone wait_for 10 has_ids ""
same counted-none "$(vms_counted)" 0
check unload unload_host

# --- the module goes and comes while VMs live -------------------------------
tiny_start last || exit 0
load_host || die 'kvmrt.ko does not load again'
check found-again wait_for 10 has_ids 1
check unload-with-vm unload_host
same after-unload "$(tiny last query 4)" -1000
tiny_kill last
