#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: exits accounted by reason, against KVM's own count; switching, reset, killed VMMs
# requires: S01
# class: core
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

RING=$TRACING/instances/exit-accounting
ASK=$KVMRT_TOP/selftests/netlink/nlask.py

attached() { cat /sys/module/kvmrt/parameters/tracepoints; }
is_gone() { ! "$ASK" exit-get dump vm-id="$1"; }
# exits [VM] EXPRESSION : of the dump x, a list.
exits() { "$ASK" exit-get dump vm-id="$1" | python3 -c 'import json, sys, time
x = [json.loads(line) for line in sys.stdin]
print(eval(sys.argv[1]))' "$2"; }

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
mkdir "$RING" || die 'no trace instance'
echo 20000 >"$RING/buffer_size_kb"
tiny_start a -n 2 || exit 0
A=$(tiny a query 4)

check_status off-at-first 1 "$ASK" exit-get dump vm-id="$A"
same nothing-attached "$(attached)" ''
check_status unknown-vm 1 "$ASK" account-set 'do' vm-id=4000 enabled=1
check_status nothing-to-change 1 "$ASK" account-set 'do' vm-id="$A"
check_status both 1 "$ASK" account-set 'do' vm-id="$A" enabled=1 reset=1
check_status reset-what-is-off 1 "$ASK" account-set 'do' vm-id="$A" reset=1
check on "$ASK" account-set 'do' vm-id="$A" enabled=1
same attached "$(attached)" 'kvm_userspace_exit kvm_exit kvm_entry'
tiny a ping 1 >/dev/null

# KVM's own events of the same time are the truth.
echo 1 >"$RING/events/kvm/kvm_exit/enable"
echo 1 >"$RING/events/kvm/kvm_userspace_exit/enable"
check reset "$ASK" account-set 'do' vm-id="$A" reset=1
echo >"$RING/trace"
for ((i = 0; i < 50; i++)); do tiny a ping 1 >/dev/null; done
echo 0 >"$RING/tracing_on"
# 0x81, VMMCALL.
kvms=$(grep -c 'kvm_exit: .* reason hypercall' "$RING/trace")
ours=$(exits "$A" 'sum(e["count"] for e in x if e["reason"] == 0x81)')
same as-many-as-kvm "$ours" "$kvms"
same histogram-is-complete "$(exits "$A" 'all(e["count"] == sum(b["count"] for b in e["bucket"]) for e in x)')" True
same total-and-worst "$(exits "$A" 'all(e["worst-ns"] <= e["total-ns"] <= e["count"] * e["worst-ns"] + e["count"] for e in x)')" True
same worst-in-histogram "$(exits "$A" 'all(max(b["log2-ns"] for b in e["bucket"]) == min(39, max(e["worst-ns"], 1).bit_length() - 1) for e in x)')" True
same isa "$(exits "$A" '{e["isa"] for e in x}')" '{2}'
like to-user-space "$(exits "$A" 'sum(u["count"] for e in x for u in e.get("user", []))')" '^[1-9]'
same worst-was-before-now "$(exits "$A" '(lambda now: [(e["worst-at-ns"], now) for e in x
	if not 0 < e["worst-at-ns"] <= now])(time.clock_gettime_ns(time.CLOCK_BOOTTIME))')" '[]'
check one-of-them "$ASK" exit-get 'do' vm-id="$A" vcpu-id=0 reason=0x81
check_status no-such-reason 1 "$ASK" exit-get 'do' vm-id="$A" vcpu-id=0 reason=0x7fff
check_status no-such-vcpu 1 "$ASK" exit-get 'do' vm-id="$A" vcpu-id=77 reason=0x81

# All, and those to come; one killed while it is accounted and read.
check all-on "$ASK" account-set 'do' enabled=1
hammer_start busy -n 2 'ping 1' || exit 0
tiny_start victim && tiny victim query 0 >/dev/null
V=$(kvmrt-nl -j vm show pid "${TINY_PID[victim]}" | grep -oE '"id": *[0-9]+' | grep -oE '[0-9]+' | head -n 1)
like new-vm-is-accounted "$(exits "$V" 'sum(e["count"] for e in x)')" '^[1-9]'
pids=()
for request in 'exit-get dump' 'account-set do enabled=0' 'account-set do enabled=1' 'account-set do reset=1'; do
	# shellcheck disable=SC2086 # words
	"$ASK" --repeat 20 $request >/dev/null 2>"$OUT/${request//[ =]/-}" &
	pids+=($!)
done
nap 1
kill -KILL "${TINY_PID[victim]}"
wait "${pids[0]}" || note "the dump was refused: $(cat "$OUT/exit-get-dump")"
for pid in "${pids[@]:1}"; do
	wait "$pid" || fail switching-under-load "a request was refused: $(cat "$OUT"/account-set*)"
done
check on-after-all "$ASK" account-set 'do' enabled=1
check busy-lives hammer_alive busy
wait_for 10 is_gone "$V" || fail victim-gone "it is still there"

# kvm.ko goes: the wish stays, and holds for the VM that comes with the next.
hammer_stop busy
tiny_kill a
wait_for 10 unload_kvm || fail kvm-goes "$(lsmod | head -n 8)"
same detached "$(attached)" ''
check kvm-comes load_kvm
same attached-again "$(attached)" 'kvm_userspace_exit kvm_exit kvm_entry'
tiny_start c && tiny c ping 1 >/dev/null
like counts-again "$(exits "$(tiny c query 4)" 'sum(e["count"] for e in x)')" '^[1-9]'
check unload-while-accounting unload_host
same guest-lives "$(tiny c query 0)" -1000
tiny_kill c
