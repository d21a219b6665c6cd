#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: recordings of a host and its guest merge exactly, or not at all: pings prove it, wrong clocks and bad files are refused
# requires: M09 L04 N17
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"

PINGS=30
WORK=/run/kvmrt/merge

# record_both : both sides by trace-cmd, so that these readers are
# tested with files that are not our own recorder's.
record_both() {
	local tools=(/usr/bin/trace-cmd) lib
	while read -r lib; do
		tools+=("$lib")
	done < <(ldd /usr/bin/trace-cmd | awk '/libtrace|libzstd/ { print $3 }')
	for lib in "${tools[@]}"; do
		cp -L "$lib" "$WORK/" && guest_put vm1 "$WORK/${lib##*/}" "/tmp/${lib##*/}" || return 1
	done
	(cd "$WORK" && exec trace-cmd record --file-version 6 -C x86-tsc -e kvmrt -e kvm:kvm_exit \
		-o host/trace.dat sleep "$(patient 12)") >"$OUT/trace-cmd.host" 2>&1 &
	wait_for 20 grep -q 1 $TRACING/events/kvmrt/gs_ping_host/enable || return 1
	guest_exec -t 90 vm1 "mkdir -p /var/run; cd /tmp; LD_LIBRARY_PATH=/tmp:/usr/lib /tmp/trace-cmd record \
--file-version 6 -C x86-tsc -e kvmrt -o /tmp/g.dat sh -c 'i=0; while [ \$i -lt $PINGS ]; do gsuser ping \$((1000+i)); i=\$((i+1)); done'" \
		>"$OUT/trace-cmd.guest" 2>&1 || return 1
	wait $!
	guest_exec -t 60 vm1 'gzip -c /tmp/g.dat | base64' | base64 -d | gunzip >"$WORK/g1/trace.dat"
}

# describe DELTA : recording.json of both; the guest's offset is wrong by DELTA.
describe() {
	kvmrt-nl -j vcpu show | jq --argjson delta "$1" '{format: 1, host: "l1", kind: "host",
		clock: "x86-tsc", tsc_khz: .[0].tsc_khz, vms: [{id: .[0].vm_id, vcpus: [.[] |
		{id, tid, tsc: [{at_tsc: 0, offset: (.tsc_offset + $delta), ratio: .tsc_ratio,
		frac_bits: .tsc_ratio_frac_bits}]}]}]}' >"$WORK/host/recording.json"
	jq -n --argjson vm "$VM" --argjson khz "$(jq .tsc_khz "$WORK/host/recording.json")" \
		'{format: 1, host: "vm1", kind: "guest", clock: "x86-tsc", tsc_khz: $khz, vm_id: $vm}' \
		>"$WORK/g1/recording.json"
}

merge() { kvmrt-trace merge "$@"; }
# refused NAME ERE CMD... : status 1, a message, and nothing left behind.
refused() {
	local name=$1 why=$2 output status=0
	shift 2
	output=$("$@" 2>&1 >/dev/null) || status=$?
	same "$name-status" "$status" 1
	like "$name-reason" "$output" "$why"
	[[ ! -e $WORK/out ]] || fail "$name" 'something was left behind'
}

mkdir -p $WORK/host $WORK/g1
load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
guest_start vm1 || exit 0
VM=$(kvmrt-nl -j vm show | jq '.[0].id')
check record record_both || exit 0
describe 0

cd $WORK || die "no $WORK"
check merge merge -j -o out host g1
merge -j -o again host g1 >found.json
note "$(jq -c '.sources[] | del(.cpus)' found.json)"
same pairs "$(jq '.sources[] | select(.name == "vm1").pairs' found.json)" $PINGS
same violations "$(jq '.sources[] | select(.name == "vm1").violations' found.json)" 0
same proven "$(jq .proven found.json)" true
same events-as-trace-cmd "$(jq '[.sources[].events] | add' found.json)" \
	"$(($(trace-cmd report -i host/trace.dat 2>/dev/null | grep -c '\[0') + $(trace-cmd report -i g1/trace.dat 2>/dev/null | grep -c '\[0')))"
same linked "$(stat -c %i out/vm1/trace.dat)" "$(stat -c %i g1/trace.dat)"
rm -rf out
refused exists 'no empty directory' merge -o again host g1
rm -rf again

# What every ping allows is the bound: a clock that is off by more is found out.
bound=$(jq '.sources[] | select(.name == "vm1") | [.early_ns, .late_ns] | max' found.json)
for delta in $((bound * 4)) $((-bound * 4)); do
	describe $delta
	refused "wrong-offset$delta" 'not proved: .*pairs disagree by up to' merge -o out host g1
	check "unproven$delta" merge --unproven -o out host g1
	same "unproven-said$delta" "$(jq .proven out/merged.json)" false
	rm -rf out
done
describe 0

# Clocks and files that can't be right.
refused no-host 'no recording of the host' merge -o out g1 g1
refused no-times-of-day 'time of day is not known' merge -t tod -o out host g1
cp g1/recording.json keep.json
jq '.vm_id = 77' keep.json >g1/recording.json
refused other-vm 'VM 77' merge -o out host g1
jq '.clock = "local"' keep.json >g1/recording.json
refused other-clock 'trace clock "local"' merge -o out host g1
cp keep.json g1/recording.json
cp g1/trace.dat keep.dat
truncate -s -1 g1/trace.dat
refused truncated 'g1/trace.dat.*truncated' merge -o out host g1
head -c 5000 keep.dat >g1/trace.dat
refused cut 'g1/trace.dat' merge -o out host g1
cp /etc/passwd g1/trace.dat
refused foreign 'not a trace.dat' merge -o out host g1
cp keep.dat g1/trace.dat
refused absent 'nowhere: No such file' merge -o out host nowhere

# A full disk: said, and nothing half-made stays.
mkdir -p small
mount -t tmpfs -o size=64k small small
output=$(merge -o small/out host g1 2>&1 >/dev/null)
same full-disk-status $? 1
like full-disk-reason "$output" 'No space left'
[[ ! -e small/out ]] || fail full-disk 'something was left behind'
umount small

cd /
check stop guest_stop vm1
check unload unload_host
