#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the report against KVM's own counters, the guest's own count, and a disturber
# requires: S01 S05
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

RECORDING=/tmp/recording
STATS=(exits halt_exits irq_exits io_exits mmio_exits)

# counters NAME : KVM's own counters of the VM into NAME, between two marks in the
# trace.  Nobody else runs meanwhile: this is a FIFO task without children, and
# the machine has one CPU.
counters() {
	# shellcheck disable=SC2034 # it is another name
	local -n into=$1
	local stat
	chrt -f -p 70 $BASHPID
	echo "$1 begin" >"$TRACING/instances/kvmrt/trace_marker"
	for stat in "${STATS[@]}"; do
		read -r "into[$stat]" <"$KVM/$stat"
	done
	echo "$1 end" >"$TRACING/instances/kvmrt/trace_marker"
	chrt -o -p 0 $BASHPID
}

# report_json FILTER [OPTION]... : one value of the report of the recording.
report_json() {
	local filter=$1
	shift
	kvmrt-trace report -j "$@" "$RECORDING" >"$OUT/report.json" &&
		jq -r "$filter" "$OUT/report.json"
}

# mark TEXT : when the mark was written, counted as the report does.
mark() { kvmrt-trace view -F time,args --host l1 -e ftrace:print "$RECORDING" | awk -v t="$1" 'index($0, t) { print $1; exit }'; }

exits() { report_json "[.vcpus[].exits[] | select(.exit | test(\"$1\"; \"i\")) | .count] | add // 0" --from "$from" --to "$to"; }

# reason NAME EXIT STAT : as many exits as KVM counted.
reason() {
	local got want=$((last[$3] - first[$3]))
	got=$(exits "$2")
	# Before 6.12 KVM counts an exit before it looks at the reason; it may lose
	# the CPU in between, to whoever reads the counters: one at either mark.
	if [[ $KVMRT_FLAVOUR == 6.1 || $KVMRT_FLAVOUR == 6.1-rt ]] && ((got >= want - 1 && got <= want + 1)); then
		got=$want
	fi
	same "$1" "$got" "$want"
}

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
check vsock trace_vsock_host
guest_start vm1 --qemu '-device vhost-vsock-pci,guest-cid=11' || exit 0
trace_vsock_guest vm1 >/dev/null || die 'no vsock in the guest'
KVM=$(echo "/sys/kernel/debug/kvm/$(guest_pid vm1)"-*)
trace_agent vm1 || die "no agent in the guest: $(guest_exec vm1 cat /tmp/agent.txt)"

kvmrt-trace run -o "$RECORDING" --guest vm1 >"$OUT/run.txt" 2>&1 &
recorder=$!
records() { trace_records && guest_records vm1; }
wait_for 60 records || die "it does not record: $(tail -n 5 "$OUT/run.txt")"

# A guest that sleeps on its timer, and answers on a device.
declare -A first last
guest_exec vm1 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 0.02; done >/dev/null 2>&1 &'
counters first
for _ in 1 2 3; do
	guest_exec vm1 true
	nap 0.3
done
counters last
# And one that computes while somebody takes its CPU.
# shellcheck disable=SC2016 # the guest's
guest_exec vm1 'i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done >/dev/null 2>&1 &'
disturb 0.1
guest_exec vm1 'kvmrt-gs ping 1; kvmrt-gs xtrace_flush 2'
kvmrt-trace ctl "$RECORDING" stop
wait "$recorder"
same recorder $? 0

# --- exits: exactly KVM's own numbers -----------------------------------------
from=$(mark 'first end') to=$(mark 'last begin')
like marks "$from $to" '^[0-9.]+ [0-9.]+$'
same exits "$(exits .)" "$((last[exits] - first[exits]))"
if [[ $KVMRT_FLAVOUR == 6.1* ]]; then
	# The event of an exit by an interrupt comes late there, but it comes.
	note "without an event: $(exits 'no event')"
fi
reason halts '^hlt$' halt_exits
reason interrupts '^(interrupt|EXTERNAL_INTERRUPT)$' irq_exits
reason io-exits '^(io|IO_INSTRUCTION)$' io_exits

# --- time: all of it, and the stages add up -----------------------------------
report_json . >/dev/null
same no-lost-events "$(jq '[.vcpus[].not_reconstructed[] | select(.why == "events were lost") | .count] | add // 0' "$OUT/report.json")" 0
same time-is-all "$(jq '[.vcpus[0].time[].time_ns] | add' "$OUT/report.json")" "$(jq '.to_ns - .from_ns' "$OUT/report.json")"
same six-stages "$(jq -r '[.vcpus[0].interrupts[0].stages[].stage] | join(",")' "$OUT/report.json")" \
	'VM exit,after exit,host ISR,host scheduling,before entry,entry,total'
same stages-add-up "$(jq '[.vcpus[].interrupts[] | (.stages[:6] | map(.in_worst_ns) | add) == .worst[0].total_ns] | all' "$OUT/report.json")" true
same paths-add-up "$(jq '[.vcpus[].interrupts[] | ([.paths[].count] | add) == .count] | all' "$OUT/report.json")" true
same guest-handler "$(jq -r '[.vcpus[].interrupts[].ends_with] | unique | join(",")' "$OUT/report.json")" "guest's handler"
# Each handler of the guest is a delivery, or is counted as not reconstructed.
handlers=$(kvmrt-trace view --host vm1 -e irq_vectors:local_timer_entry,irq:irq_handler_entry "$RECORDING" | wc -l)
told=$(jq '[.vcpus[] | (.interrupts[].count), (.not_reconstructed[] |
	select(.why | test("no interrupt seen|no entry|out of its guest|too many steps|host did not record")) | .count)] | add' "$OUT/report.json")
same handlers "$told" "$handlers"
# The guest goes on to record for a moment when the host has ended.
unseen=$(jq '[.vcpus[].not_reconstructed[] | select(.why | test("host did not record")) | .count] | add // 0' "$OUT/report.json")
reached=$(jq '[.vcpus[].interrupts[].count] | add' "$OUT/report.json")
if ((reached * 100 >= (handlers - unseen) * 99)); then
	ok reconstructed
else
	fail reconstructed "$reached of $handlers - $unseen: $(jq -c '[.vcpus[].not_reconstructed]' "$OUT/report.json")"
	cp -r "$RECORDING" "$OUT"
fi
check halted jq -e '[.vcpus[].interrupts[].paths[] | select(.path == "halted: wake-up") | .count] | add > 0' "$OUT/report.json"
check device jq -e '[.vcpus[].interrupts[] | select(.interrupt == "device") | .count] | add > 0' "$OUT/report.json"

# --- who took the CPU, and the moment before the flush ------------------------
check disturber jq -e '[.vcpus[].preemption[] | select(.by == "disturber") | .worst_ns] | max >= 50000000' "$OUT/report.json"
# Each moment of it is somebody's.
same preempted-adds-up "$(jq '[.vcpus[] | ([.time[] | select(.state == "preempted") | .time_ns] | add // 0) ==
	([.preemption[] | select(.vcpu_was == "running") | .total_ns] | add // 0)] | all' "$OUT/report.json")" true
same waits-add-up "$(jq '[.vcpus[] | ([.time[] | select(.state | test("preempted|woken")) | .time_ns] | add // 0) ==
	([.waits[].total_ns] | add // 0)] | all' "$OUT/report.json")" true
check lost-nowhere jq -e '.lost == []' "$OUT/report.json"
kvmrt-trace report "$RECORDING" >"$OUT/report.txt" 2>&1
same text $? 0
like text-stages "$(<"$OUT/report.txt")" 'host scheduling +[0-9.]+ +[0-9.]+ +[0-9.]+'
like text-disturber "$(<"$OUT/report.txt")" 'disturber +[0-9]+ +running'
kvmrt-trace report --around gs_flush_host --window 5ms "$RECORDING" >"$OUT/around.txt" 2>&1
same around $? 0
like around-ends "$(tail -n 1 "$OUT/around.txt")" '^ +0\.000 .*gs_flush_host'
like around-both "$(<"$OUT/around.txt")" 'vm1 .*kvm_guest_hc_start'

# --- refusals -----------------------------------------------------------------
check_status no-vm 4 kvmrt-trace report --vm 4711 "$RECORDING"
check_status two-moments 2 kvmrt-trace report --at 1 --around x "$RECORDING"
check_status no-window 2 kvmrt-trace report --window 1ms "$RECORDING"
check_status outside 1 kvmrt-trace report --from 3600 "$RECORDING"
cp -r "$RECORDING" /tmp/damaged
truncate -s -5000 "$(find /tmp/damaged -name trace.dat | head -n 1)"
check_status damaged 1 kvmrt-trace report /tmp/damaged

check stop guest_stop vm1
check unload unload_host
