#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: KernelShark's own library opens a recording and exports of host and guest: every event, its time, one order
# requires: M08 M10 L04
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

PATH=$KVMRT_BUILD/selftests/viewer:$PATH
command -v kshark-list >/dev/null || die 'no kshark-list: make selftests-viewer'
SSH=$KVMRT_TOP/selftests/lib/serial-ssh
WORK=/run/kvmrt/kshark
mkdir -p "$WORK"
cd "$WORK" || die "no $WORK"

# kshark LIST FILE... : KernelShark's list of these files.  It names an event with
# its system; where events were lost it adds an entry of its own.
kshark() {
	local list=$1
	shift
	kshark-list "$@" >"$list"
}
# entries LIST : CPU, nanoseconds, event of each of its lines.
entries() {
	awk '$4 != "missed_events" { sub(".*/", "", $4); print $2, $3, $4 }' "$1"
}

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
guest_start g1 --qemu "-chardev socket,id=kt,path=$WORK/g1.port,server=on,wait=off -device virtserialport,chardev=kt,name=kvmrt.trace" || exit 0
# shellcheck disable=SC2016 # the guest's own variables
guest_exec g1 'for dir in /sys/class/virtio-ports/*; do
	[ "$(cat $dir/name)" = kvmrt.trace ] && port=/dev/${dir##*/}
done
(exec 3<>$port; while :; do kvmrt-trace agent --stdio <&3 >&3 2>>/tmp/agent.log; sleep 1; done) >/dev/null 2>&1 &'

kvmrt-trace run -b 1024 -o rec --ssh "$SSH" --guest "g1=ssh:$WORK/g1.port" -- \
	sh -c 'touch go; while [ ! -e stop ]; do sleep 0.2; done' >run.txt 2>&1 &
recorder=$!
wait_for 60 test -e go || die "no recording: $(tail -n 3 run.txt)"
# shellcheck disable=SC2016 # the guest's own variables
check calls guest_exec g1 'for i in 1 2 3 4 5; do kvmrt-gs ping 0x55$i; done'
touch stop
wait "$recorder" || die "kvmrt-trace run: $(tail -n 3 run.txt)"
host=$(jq -r '.sources[] | select(.kind == "host").name' rec/merged.json)
like machines "$host g1: $(ls rec)" "^[^ ]+ g1: .*merged.json"

# What the recorders wrote, as it is.  The stamps are the TSC's; KernelShark turns
# them to nanoseconds with a factor of 31 bits.
for machine in "$host" g1; do
	check "recording-opens-$machine" kshark "$machine.raw" "rec/$machine/trace.dat"
	kvmrt-trace view --chunks -F cpu,stamp,event "rec/$machine" |
		awk -v khz="$(jq .tsc_khz "rec/$machine/recording.json")" \
			'!/LOST/ { printf "%d %.0f %s\n", $1, $2 * 1000000 / khz, $3 }' >"$machine.ours"
	like "recording-has-events-$machine" "$(wc -l <"$machine.ours")" '^[1-9][0-9]{2,}$'
	same "recording-same-events-$machine" \
		"$(diff <(cut -d ' ' -f 1,3 "$machine.ours") <(entries "$machine.raw" | cut -d ' ' -f 1,3) | head -n 4)" ''
	like "recording-same-times-$machine" \
		"$(paste -d ' ' "$machine.ours" <(entries "$machine.raw") |
			awk '{ d = $2 - $5; if (d < 0) d = -d; if (d > worst) worst = d } END { print "at most " worst + 0 " ns apart" }')" \
		'^at most [0-9]{1,3} ns apart$'
done
like arguments "$(grep -m 1 'kvmrt/gs_ping_host .*cookie=0x553' "$host.raw")" \
	" vm=[0-9]+ vm_pid=$(guest_pid g1) vcpu=0 cookie=0x553\$"
like reasons-by-name "$(grep -m 1 'kvmrt/kvm_exit_vm_pid .*hypercall' "$host.raw")" ' vcpu=0 reason=hypercall$'

# Exported: nanoseconds of the common clock, so that both together are in order.
check export kvmrt-trace export --dat dats rec
check both-open kshark both "dats/$host.dat" dats/g1.dat
kvmrt-trace view --chunks -F host,abs,event rec |
	awk -v host="$host" '!/LOST/ { sub("[.]", "", $2); sub("^0+", "", $2); print $1 != host, $2, $3 }' | sort -k 2,2n -k 1,1n -k 3 >merged.ours
awk '$4 != "missed_events" { sub(".*/", "", $4); print $1, $3, $4 }' both | sort -k 2,2n -k 1,1n -k 3 >merged.theirs
same both-same-events-and-times "$(diff merged.ours merged.theirs | head -n 4)" ''
# Each call of the guest holds its host's half, in KernelShark's own order.
same both-in-one-order "$(awk '
	$4 == "kvmrt/kvm_guest_hc_start" { inside = 1; next }
	$4 == "kvmrt/gs_ping_host" && /cookie=0x55[1-5]$/ { order = order (inside ? "i" : "o") }
	$4 == "kvmrt/kvm_guest_hc_end" { inside = 0 }
	END { print order }' both)" iiiii

check stop guest_stop g1
check unload unload_host
