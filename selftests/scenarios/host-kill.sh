#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: VMMs killed at any moment, inside calls too; the registry is empty in the end
# requires: A09
# class: full
# kernels: all
# only: kill
# smp: 1
# timeout: 400
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

ROUNDS=${ROUNDS:-50}
ABI=$((0x4b560001))

vms() { kvmrt-nl -j status | jq -r '.. | objects | .vms? // empty'; }
has_vms() { [[ $(vms) == "$1" ]]; }

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
kvmrt-nl gs set rate 200 data-rate 1000000 flush-rate 1000000
tiny_start stays || exit 0
# The seed is told, so that a bad run can be had again.
seed=${SEED:-$RANDOM}
RANDOM=$seed
note "seed $seed"
mkdir $TRACING/instances/kvmrt
echo 1 >$TRACING/instances/kvmrt/events/kvmrt/enable
bad=
for ((round = 1; round <= ROUNDS; round++)); do
	# From before the VM exists to well inside its calls.
	delay=$(printf '0.%03d' $((RANDOM % 400)))
	case $((RANDOM % 4)) in
	0) set -- 'log killed in the middle' ;;
	1) set -- 'data-size 4096' ;;
	2) set -- 'log-size 256' 'data-size 4096' 'ping 1' ;;
	3) set -- 'flush 2' 'ping 2' ;;
	esac
	tinyvm -H -n $((1 + RANDOM % 3)) "$@" -a "0,-11,-16,$ABI" >"$TINY/killed" 2>&1 </dev/null &
	victim=$!
	sleep "$delay"
	kill -KILL "$victim" || bad="round $round: $* was dead already: $(cat "$TINY/killed")"
	wait "$victim" 2>/dev/null
	[[ $(tiny stays query 0) == "$ABI" ]] || bad="round $round: the other VM suffered"
	[[ -z $bad ]] || break
	((round % 10)) || { wait_for 10 has_vms 1 || bad="$(vms) VMs after round $round"; }
done
if [[ $bad ]]; then
	fail "kill-$ROUNDS" "$bad (seed $seed)"
else
	ok "kill-$ROUNDS"
fi
check only-one-left wait_for 10 has_vms 1
tiny_kill stays
check none-left wait_for 10 has_vms 0
same nothing-listed "$(kvmrt-nl -j vm show | jq '[.. | objects | select(has("start_time_ns"))] | length')" 0
# A real guest, in the middle of its boot.
guest_start g --no-wait && {
	check guest-seen wait_for 20 has_vms 1
	sleep 1
	guest_kill g
	check guest-gone wait_for 10 has_vms 0
}
check unload unload_host
check kvm-goes unload_kvm
