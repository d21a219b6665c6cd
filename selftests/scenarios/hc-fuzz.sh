#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a million random hypercalls get an answer that the ABI documents
# requires: N01 N07 N08 N09 N10
# class: full
# kernels: all
# only: gs
# timeout: 900
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

# Under the debug kernel a million takes long: there, only make check-all does.
calls=1000000
[[ $KVMRT_FLAVOUR != debug || ${CHECK_ALL:-} ]] || calls=50000
calls=${HCFUZZ_CALLS:-$calls}
# Another run, other calls; the number that failed is in the log.
seed=${HCFUZZ_SEED:-$RANDOM}

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
mkdir -p $TRACING/instances/kvmrt
mark=$(dmesg_mark)
guest_start vm1 --mem 256 || exit 0
vm=$(gs_status vm1 vm_id)

start=$SECONDS
said=$(gs_hcfuzz vm1 700 "test=fuzz calls=$calls seed=$seed mem_mb=256") ||
	fail fuzz-time "$calls calls take more than 700 s"
seconds=$((SECONDS - start))
note "seed $seed, $calls calls in $seconds s:"$'\n'"$said"
gs_relay kernel <<<"$said"

# The host printed what the rate allowed, in one line each, and nothing else.
log=$(dmesg_since "$mark" | sed 's/^\[[^]]*\] //')
printed=$(grep -c "^kvmrt: vm $vm " <<<"$log")
most=$((50 * (seconds + 2)))
check log-rate test "$printed" -le "$most"
# The kernel's own words, of KVM on MSRs that the guest tries and of others on a
# machine that is slow, are known by their beginning.
own='kvm( \[[0-9]+\])?|clocksource|hrtimer|sched|perf|workqueue|evm'
same log-foreign "$(grep -Evc "^(kvmrt: vm $vm \"[^\"]*\" vcpu 0: |($own): |$)" <<<"$log")" 0
same log-printable "$(LC_ALL=C grep -acv '^[ -~]*$' <<<"$log")" 0

# What the guest counted is what the host counted.
kvmrt-nl -j gs show id "$vm" >$OUT/gs.json
note "$(cat $OUT/gs.json)"
total=$(python3 -c 'import json, sys
vm = json.load(open(sys.argv[1]))[0]
print(vm["unknown"] + sum(c[k] for c in vm["counter"]
                          for k in ("accepted", "refused", "dropped")))' $OUT/gs.json)
check counted test "$total" -ge "$calls"
check alive guest_exec vm1 gsuser ping 1
guest_stop vm1
check unload unload_host
