#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: kvmrt.ko reloaded 100 times under hammering guests
# requires: A10
# class: full
# kernels: 6.12 6.1 debug
# only: reload
# smp: 1
# timeout: 900
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

# A round takes the debug kernel half a minute: there, the checkers count.
rounds=100
[[ $KVMRT_FLAVOUR != debug ]] || rounds=5
ROUNDS=${ROUNDS:-$rounds}
ABI=$((0x4b560001))

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
kvmrt-nl gs set rate 1000000 data-rate 1000000
# Right answers only: service, none, or too fast.
hammer_start calls -n 2 -a "0,-1000,$ABI,-11" 'ping 1' 'query 0' || exit 0
hammer_start data -n 1 -a 0,-1000,-11 'data-size 4096' || exit 0
tiny_start calm || exit 0
bad=
for ((round = 1; round <= ROUNDS; round++)); do
	unload_host || bad="rmmod in round $round"
	[[ $(tiny calm query 0) == -1000 ]] || bad="calm guest without the module in round $round"
	insmod "$KMOD/kvmrt.ko" gs_hc_host_enabled=1 || bad="insmod in round $round"
	[[ $(tiny calm query 0) == "$ABI" ]] || bad="calm guest with the module in round $round"
	for name in calls data; do
		hammer_alive $name || bad="hammer $name died in round $round: $(cat "$TINY/hammer-$name")"
	done
	[[ -z $bad ]] || break
	((round % 10)) || note "round $round"
done
if [[ $bad ]]; then
	fail "reload-$ROUNDS" "$bad"
else
	ok "reload-$ROUNDS"
fi
hammer_stop calls
same calls-status $? 0
note "calls: ${COUNTS//$'\n'/, }"
like calls-served "$(hammer_count "$COUNTS" 0)" '^[1-9]'
like calls-not-served "$(hammer_count "$COUNTS" -1000)" '^[1-9]'
like calls-queried "$(hammer_count "$COUNTS" $ABI)" '^[1-9]'
hammer_stop data
same data-status $? 0
note "data: ${COUNTS//$'\n'/, }"
tiny_kill calm
check unload unload_host
