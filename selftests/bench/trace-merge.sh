#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs on the host of the lab, in real time: records the host and three real
# guests that ping it, for selftests/bench/trace-merge to merge.  Leaves, each with
# one folder for each machine:
#   /out/boot   more than 10,000 pings; times of day as the guests' boot left them
#   /out/set    the same, but the guests have just set them from the host's by
#               ptp_kvm, which is the best that a merge by time of day can have
#   /out/long   on 6.12 only: more than 10 million events, clocks set likewise
# judge: trace-merge
# clock: real
# smp: 1
# mem: 3072
# append: tsc=reliable
# timeout: 1500
# takes: about two minutes, on 6.12 six
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

NAMES=(g1 g2 g3)
# Pings of each guest in the short recording; 10,000 in all are asked for.
PINGS=3500
# In the long one, of all machines.
EVENTS=10200000
# Cookies of guests differ.
APART=100000000

progress() { echo "$*" >"$OUT/progress" && note "$*"; }

# set_clocks : the guests' times of day.
set_clocks() {
	local name off
	for name in "${NAMES[@]}"; do
		off=$(guest_exec "$name" 'tracebench clock /dev/ptp0 2>&1') ||
			die "the time of day of $name can't be set: $off"
		note "the time of day of $name was set; it is $off ns off"
	done
}

# begin NAME : records the host and its guests, in /tmp/NAME.
begin() {
	local name words=()
	for name in "${NAMES[@]}"; do words+=(--guest "$name"); done
	kvmrt-trace run -o "/tmp/$1" "${words[@]}" >"$OUT/run-$1.txt" 2>&1 &
	RECORDER=$!
	wait_for 60 records || die "it does not record: $(tail -n 5 "$OUT/run-$1.txt")"
}
records() {
	local name
	trace_records || return
	for name in "${NAMES[@]}"; do guest_records "$name" || return; done
}

# finish NAME : ends it and hands it out.
finish() {
	check "stop-$1" kvmrt-trace ctl "/tmp/$1" stop
	wait "$RECORDER"
	same "recorder-ends-$1" "$?" 0
	rm -rf "${OUT:?}/$1"
	check "copy-$1" cp -r "/tmp/$1" "$OUT/$1"
	rm -rf "/tmp/$1"
}

# events : what all have recorded so far.
COUNT="awk '/^entries:|^read events:/ { n += \$NF } END { print n + 0 }' $TRACING/instances/kvmrt/per_cpu/cpu*/stats"
events() {
	local name sum
	sum=$(eval "$COUNT")
	for name in "${NAMES[@]}"; do
		((sum += $(guest_exec "$name" "$COUNT")))
	done
	echo "$sum"
}

# ping_short NAME : a recording of PINGS pings of each guest.
ping_short() {
	local i pids=()
	progress "recording '$1': three guests ping their host, $PINGS times each"
	begin "$1"
	for i in "${!NAMES[@]}"; do
		guest_exec -t 120 "${NAMES[i]}" "tracebench ping $((i * APART + 1)) $PINGS" \
			>"$OUT/ping.${NAMES[i]}" 2>&1 &
		pids+=($!)
	done
	for i in "${!NAMES[@]}"; do
		wait "${pids[i]}"
		same "pings-$1-${NAMES[i]}" "$? $(<"$OUT/ping.${NAMES[i]}")" '0 '
	done
	finish "$1"
}

# ping_long NAME : likewise, until there are EVENTS.
ping_long() {
	local i name n
	begin "$1"
	for i in "${!NAMES[@]}"; do
		guest_exec "${NAMES[i]}" "i=$((i * APART + 1)); while [ ! -e /tmp/enough ]; do
			tracebench ping \$i 5000 || break; i=\$((i + 5000)); done >/tmp/pings 2>&1 &" >/dev/null
	done
	until ((n = $(events), n >= EVENTS)); do
		((SECONDS < 1200)) || die "only $n events were recorded in all that time"
		progress "recording '$1': $((n / 1000)) of $((EVENTS / 1000)) thousand events"
		nap 10
	done
	for name in "${NAMES[@]}"; do
		guest_exec "$name" 'touch /tmp/enough' >/dev/null
		same "pings-$1-$name" "$(guest_exec "$name" 'cat /tmp/pings')" ''
	done
	finish "$1"
}

progress 'booting the guests'
check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
check vsock trace_vsock_host
for i in "${!NAMES[@]}"; do
	guest_start "${NAMES[i]}" --no-wait --qemu "-device vhost-vsock-pci,guest-cid=$((11 + i))"
done
for name in "${NAMES[@]}"; do
	guest_wait "$name" default || exit 0
	trace_vsock_guest "$name" >/dev/null || die "no vsock in $name"
	guest_modules "$name" ptp_kvm >/dev/null || die "no ptp_kvm in $name"
	trace_agent "$name" || die "no agent in $name"
done

ping_short boot
set_clocks
ping_short set
if [[ $KVMRT_FLAVOUR == 6.12 ]]; then
	set_clocks
	ping_long long
fi

for name in "${NAMES[@]}"; do check "stop-$name" guest_stop "$name"; done
check unload unload_host
