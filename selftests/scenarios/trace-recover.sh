#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a recording of a killed recorder, completed in the end although that fails or is killed on the way
# requires: M08
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

WORK=/run/kvmrt/recover
# What is moved before it is given back to the disk, see dat_write_pages.c.
PART_KB=4096

# record DIR OPTION... : in the background until killed; $RECORDER is its process.
record() {
	local dir=$1
	shift
	kvmrt-trace run -o "$dir" "$@" >"$dir.log" 2>&1 &
	RECORDER=$!
	wait_for 30 kvmrt-trace ctl "$dir" status || die "no recorder: $(tail -n 3 "$dir.log")"
}
killed() {
	kill -KILL "$RECORDER"
	wait "$RECORDER" 2>/dev/null
}
meta() { jq -r "$2" "$1/recording.json"; }
# kb FILE : what it takes on the disk.
kb() { du -k "$1" | cut -f 1; }
# limited KB COMMAND... : no file of it grows above that.
limited() (
	ulimit -f "$1"
	shift
	"$@"
)
# limited_refused KB COMMAND... : the same, and it is told instead of killed.
limited_refused() (
	trap '' XFSZ
	limited "$@"
)

mkdir -p "$WORK"
cd "$WORK" || die "no $WORK"
load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
tiny_start a || exit 0

mkdir small
mount -t tmpfs -o size=100m small small
record small/rec -e kvmrt,raw_syscalls
tiny a ping 0x41 >/dev/null
same frozen "$(tiny a flush 2)" 0
dd if=/dev/zero of=/dev/null bs=1 count=60000 2>/dev/null
tiny a ping 0x42 >/dev/null
# A flush reads the rest of the ring: that its own calls fill it again must not keep
# it from ending.
same own-calls "$(($(kb small/rec/cpu0.raw) < 60000))" 1
killed

# --- no room for what the kernel still holds ---------------------------------

fallocate -l "$(($(stat -f -c '%a * %S' small)))" small/filler
output=$(kvmrt-trace recover small/rec 2>&1)
same ring-full-status $? 1
like ring-full-says "$output" 'kernel still holds [0-9]+ bytes.*nothing is lost.*run this again'
same ring-full-state "$(meta small/rec .state)" recording
rm small/filler

# --- killed, and refused, half way -------------------------------------------

# trace.dat has its head before the pages, so that it is the one that grows too large,
# when parts of it have been moved.  From what was left then, one is completed without
# trouble, as the truth.
head_kb=$(($(meta small/rec .head_bytes) / 1024))
whole=$(stat -c %s small/rec/cpu0.raw)
limit=$((whole / 1024 + 1024))
note "head $head_kb KB, pages $((whole / 1024)) KB"
limited $limit kvmrt-trace recover small/rec >/dev/null 2>&1
same killed-status $? 153
same killed-state "$(meta small/rec .state)" incomplete
check killed-has-moved test $((whole / 1024 - $(kb small/rec/cpu0.raw))) -ge $((PART_KB / 2))
check killed-has-more test "$(kb small/rec/cpu0.raw)" -gt 1024
cp -a small/rec truth
check truth kvmrt-trace recover truth
trace-cmd report -i truth/trace.dat >truth.txt 2>/dev/null
same truth-pings "$(sed -n 's/.*gs_ping_host:.*cookie=0x//p' truth.txt | xargs)" '41 42'
check truth-count test "$(grep -c 'sys_exit.*NR 1 ' truth.txt)" -ge 60000

output=$(limited_refused $limit kvmrt-trace recover small/rec 2>&1)
same refused-status $? 1
like refused-says "$output" 'File too large; nothing is lost, make room and run this again'
# What is there so far can be read.
like refused-can-be-read "$(kvmrt-trace view small/rec 2>&1 | grep -c gs_ping_host)" '^[1-9]'

# --- a disk that is full, and somebody else's lock -----------------------------

fallocate -l "$(($(stat -f -c '%a * %S' small)))" small/filler
output=$(kvmrt-trace recover small/rec 2>&1)
same disk-full-status $? 1
like disk-full-says "$output" 'No space left.*make room'
rm small/filler
output=$(flock small/rec/trace.dat kvmrt-trace recover small/rec 2>&1)
same busy-status $? 1
like busy-says "$output" 'another process completes'

# --- and all of it in the end --------------------------------------------------

check completed kvmrt-trace recover small/rec
same completed-state "$(meta small/rec '"\(.state) \(.error)"')" 'recovered the recorder was killed'
check completed-the-same cmp small/rec/trace.dat truth/trace.dat
same completed-tidy "$(find small/rec -type f -printf '%f\n' | sort | xargs)" 'recording.json trace.dat'
output=$(kvmrt-trace recover small/rec 2>&1)
same again-status $? 1
like again-says "$output" 'needs no recovery: it is recovered'
same nothing-in-tracefs "$(find "$TRACING/instances" -mindepth 1 -maxdepth 1)" ''
rm -r small/rec truth truth.txt

# --- a recorder that had no room itself ----------------------------------------

# trace.dat has the head before the pages, so that it is first to be too large.
trap '' XFSZ
record small/own -e kvmrt,raw_syscalls
trap - XFSZ
dd if=/dev/zero of=/dev/null bs=1 count=40000 2>/dev/null
check own-pause kvmrt-trace ctl small/own pause
nap 1
own=$(kb small/own/cpu0.raw)
check own-is-large test "$own" -ge $PART_KB
prlimit --pid "$RECORDER" --fsize=$(((own + 512) * 1024))
kvmrt-trace ctl small/own stop >/dev/null 2>&1
wait "$RECORDER"
same own-status $? 1
like own-says "$(<small/own.log)" "File too large; what was recorded is kept, make room.*recover .*/small/own'"
same own-state "$(meta small/own .state)" incomplete
check own-completed kvmrt-trace recover small/own
check own-count test "$(trace-cmd report -i small/own/trace.dat 2>/dev/null | grep -c 'sys_exit.*NR 1 ')" -ge 40000

# --- a flight recorder's ring is gone with it -------------------------------

mkdir lost
jq '.state = "incomplete" | .mode = "overwrite"' small/own/recording.json >lost/recording.json
cp small/own/trace.dat lost/
output=$(kvmrt-trace recover lost 2>&1)
same lost-status $? 1
like lost-says "$output" 'nothing to be completed from'
check lost-kept cmp lost/trace.dat small/own/trace.dat

cd /
umount "$WORK/small"
tiny_kill a
check unload unload_host
