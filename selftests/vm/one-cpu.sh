# SPDX-License-Identifier: GPL-2.0-only
# One CPU of this machine for each lab.
#
# QEMU before 10.2 changes a CPU's set of pending interrupts without an atomic
# instruction when a guest of its SVM exits (do_vmexit() in its svm_helper.c),
# while its main thread adds the timer's from another CPU.  A tick lost there is
# the last one: the host never wakes up again.  On one CPU the same instruction
# cannot be torn, and nothing else of its threads can.
# shellcheck shell=bash

# allowed_cpus : the CPUs that we may use, one per line.
allowed_cpus() {
	local range
	sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status | tr ',' '\n' |
		while IFS= read -r range; do
			seq "${range%-*}" "${range#*-}"
		done
}

# take_cpu : sets CPU to one that no other lab has, for as long as we live; with
# more labs than CPUs, to one that is shared.  ONE_CPU_LOCK is for its lock.
take_cpu() {
	local cpus cpu dir=$KVMRT_CACHE/locks
	mapfile -t cpus < <(allowed_cpus)
	mkdir -p "$dir"
	for cpu in "${cpus[@]}"; do
		exec {ONE_CPU_LOCK}>"$dir/lab-on-cpu-$cpu"
		if flock -n "$ONE_CPU_LOCK"; then
			CPU=$cpu
			return
		fi
		exec {ONE_CPU_LOCK}>&-
	done
	# shellcheck disable=SC2034 # for the caller
	CPU=${cpus[$((BASHPID % ${#cpus[@]}))]}
}
