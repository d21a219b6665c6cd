#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the recorder: both modes, flushes of guests and of ctl, words of ctl, refusals, a full disk, SIGKILL; tracefs as before
# requires: M08 M11 M14 N09 N17
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

WORK=/run/kvmrt/run

# tracefs : what of it a recorder might leave changed.  The size of the kernel's own
# ring is the one that it has once it is used, which is in whole pages.
tracefs() {
	(cd "$TRACING" && find instances -mindepth 1 -maxdepth 1 &&
		head current_tracer tracing_on trace_clock buffer_size_kb set_event saved_cmdlines_size tracing_cpumask) |
		sed 's/^[0-9]* (expanded: \([0-9]*\))$/\1/; s/^1410$/1408/'
}

# record DIR OPTION... : in the background until stopped; $RECORDER is its process.
record() {
	local dir=$1
	shift
	kvmrt-trace run -o "$dir" "$@" >"$dir.log" 2>&1 &
	RECORDER=$!
	wait_for 30 kvmrt-trace ctl "$dir" status || die "no recorder: $(tail -n 3 "$dir.log")"
}

# stopped NAME DIR : ends it, and nothing of it is left in the kernel.
stopped() {
	check "$1-stop" kvmrt-trace ctl "$2" stop
	wait "$RECORDER"
	same "$1-status" $? 0 || note "$(<"$2.log")"
	same "$1-tracefs-as-before" "$(tracefs)" "$BEFORE"
}

pings() {
	local cookie
	for cookie; do tiny a ping "$cookie" >/dev/null; done
}

# cookies FILE : those of the pings in it, in order.
cookies() { trace-cmd report -i "$1" 2>/dev/null | sed -n 's/.*gs_ping_host:.*cookie=0x\([0-9a-f]*\).*/\1/p' | xargs; }
trace_cmd_events() { trace-cmd report -i "$1" 2>/dev/null | grep -c '\[0'; }
view_events() { kvmrt-trace view "$1" 2>"$OUT/view.err" | grep -vc ' LOST '; }
meta() { jq -r "$2" "$1/recording.json"; }

# refused NAME STATUS ERE ARG... : of kvmrt-trace, with nothing changed.
refused() {
	local name=$1 wanted=$2 why=$3 output status=0
	shift 3
	output=$(kvmrt-trace "$@" 2>&1 >/dev/null) || status=$?
	same "$name-status" "$status" "$wanted"
	like "$name-reason" "$output" "$why"
	same "$name-tracefs-as-before" "$(tracefs)" "$BEFORE"
}

mkdir -p "$WORK"
cd "$WORK" || die "no $WORK"
load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
tiny_start a || exit 0
A=$(tiny a query 4)
kvmrt-nl gs set id "$A" flush-rate 1000000
BEFORE=$(tracefs)

# --- stream -----------------------------------------------------------------

record stream
pings 0x11 0x12
same guest-flushes "$(tiny a flush 2)" 0
pings 0x13
check ctl-flush kvmrt-trace ctl stream flush
pings 0x14
same socket-is-root-s "$(stat -c '%a %u' stream/control)" '600 0'
like ctl-nobody "$(setpriv --reuid 65534 --clear-groups kvmrt-trace ctl status 2>&1)" 'as root'
check ctl-pause kvmrt-trace ctl pause
pings 0x15
like ctl-status-paused "$(kvmrt-trace ctl -j status | jq -r '.[0] | .state, .recording' | xargs)" "paused .*/stream"
check ctl-several kvmrt-trace ctl resume status
pings 0x16
check ctl-pause-cpu kvmrt-trace ctl --cpus 0 pause
pings 0x17
same ctl-paused-cpus "$(kvmrt-trace ctl -j status | jq -c '.[0].paused_cpus')" '[0]'
same ctl-lines "$(printf '%s\n' '--cpus 0 resume' status flush quit | kvmrt-trace ctl -i -j 2>&1 | jq -c '[.[].word]' | xargs)" \
	'[resume] [status] [flush]'
pings 0x18
check_status ctl-word 2 kvmrt-trace ctl flush halt
check_status ctl-cpus 2 kvmrt-trace ctl --cpus 0 stop
check_status ctl-cpus-list 2 kvmrt-trace ctl --cpus 0- pause
check_status ctl-no-such-cpu 2 kvmrt-trace ctl --cpus 4000 pause
check_status ctl-elsewhere 1 kvmrt-trace ctl "$WORK" status
check_status second-recorder 1 kvmrt-trace run -o second true
like second-recorder-says "$(kvmrt-trace run -o second true 2>&1)" "process $RECORDER records already, to .*/stream"
stopped stream stream
same stream-pings "$(cookies stream/trace.dat)" '11 12 13 14 16 18'
same stream-same-count "$(view_events stream)" "$(trace_cmd_events stream/trace.dat)"
like stream-has-events "$(trace_cmd_events stream/trace.dat)" '^[1-9][0-9]{2,}$'
same stream-flushes "$(meta stream '[.flushes[].by | "\(.kind) \(.vm_id)"] | join(", ")')" "guest $A, ctl null, ctl null"
same stream-json "$(meta stream '"\(.state) \(.kind) \(.clock) \(.error) \(.vms[0].id) \(.vms[0].vcpus[0].tid > 0)"')" \
	"complete host x86-tsc null $A true"
same stream-lost "$(meta stream '[.lost[]] | add')" 0
same stream-tidy "$(find stream -type f -printf '%f\n' | sort | xargs)" 'recording.json trace.dat'

# --- flight recorder --------------------------------------------------------

record flight -m overwrite -b 64 -e kvmrt,raw_syscalls
pings 0x20
dd if=/dev/zero of=/dev/null bs=1 count=20000 2>/dev/null
pings 0x21 0x22
check flight-flush kvmrt-trace ctl flush
pings 0x23
same flight-guest-flushes "$(tiny a flush 2)" 0
wait_for 10 test -s flight/flush-002.dat
pings 0x24
stopped flight flight
same flight-first "$(cookies flight/flush-001.dat)" '21 22'
same flight-second "$(cookies flight/flush-002.dat)" 23
same flight-rest "$(cookies flight/trace.dat)" 24
same flight-by "$(meta flight '[.flushes[] | "\(.file) \(.by.kind)"] | join(", ")')" 'flush-001.dat ctl, flush-002.dat guest'
like flight-overwritten "$(meta flight '[.overwritten[]] | add')" '^[1-9]'
same flight-lost "$(meta flight '[.lost[]] | add')" 0

# --- the command ------------------------------------------------------------

check_status command-status 7 kvmrt-trace run -o c7 sh -c 'exit 7'
# shellcheck disable=SC2016 # the command's
check_status command-signal 143 kvmrt-trace run -o c143 sh -c 'kill $$'
check_status command-absent 127 kvmrt-trace run -o c127 /nowhere/command
same command-json "$(kvmrt-trace run -j -o cj echo words 2>/dev/null | jq -c '[.complete, .status, .lost]')" '[true,0,0]'
same ready "$(kvmrt-trace run -o ready --ready-fd 5 true 5>&1 2>/dev/null)" ready
kvmrt-trace run -o term -t tod >term.log 2>&1 &
RECORDER=$!
wait_for 30 trace_records
kill -TERM "$RECORDER"
wait "$RECORDER"
same term-status $? 0
same term-clock "$(meta term '"\(.clock) \(.time_of_day) \(.state)"')" 'x86-tsc true complete'
same commands-tracefs-as-before "$(tracefs)" "$BEFORE"
# In guests there may be no flushes; other clocks can't be merged, but shown.
check clock-mono kvmrt-trace run -t mono -o mono -e sched sleep 0.2
like clock-mono-readable "$(trace_cmd_events mono/trace.dat)" '^[1-9]'

# --- refusals ---------------------------------------------------------------

refused no-event 2 "no event 'sched_swich', did you mean 'sched:sched_switch'" run -o no -e sched_swich true
refused no-clock 2 "unknown trace clock 'sundial'" run -o no -t sundial true
refused small-ring 2 'at least 8' run -o no -b 4 true
refused huge-ring 1 'give less with -b' run -o no -b 4000000000 true
refused no-mode 2 "unknown mode" run -m backwards true
refused full-folder 1 'not empty' run -o stream true
refused no-folder 1 'No such file' run -o no/no true
check dry-run kvmrt-trace run -n -o no true
same dry-run-nothing "$(find . -maxdepth 1 -name no) $(tracefs)" " $BEFORE"
refused nobody 1 'nobody records' ctl status
refused recover-complete 1 'it is complete' recover stream
refused recover-foreign 1 'recording.json' recover .

# Somebody's own instance is borrowed and given back.
mkdir "$TRACING/instances/kvmrt"
mine() {
	(cd "$TRACING/instances/kvmrt" && head trace_clock buffer_size_kb set_event tracing_on options/overwrite)
}
echo mono >"$TRACING/instances/kvmrt/trace_clock"
echo 123 >"$TRACING/instances/kvmrt/buffer_size_kb"
echo sched:sched_switch >"$TRACING/instances/kvmrt/set_event"
was=$(mine)
check borrow kvmrt-trace run -o borrowed true
same borrowed-as-before "$(mine)" "$was"
echo >"$TRACING/instances/kvmrt/set_event"
rmdir "$TRACING/instances/kvmrt"

# --- lost events ------------------------------------------------------------

record slow -b 64 -e kvmrt,raw_syscalls
kill -STOP "$RECORDER"
dd if=/dev/zero of=/dev/null bs=1 count=20000 2>/dev/null
kill -CONT "$RECORDER"
stopped slow slow
like slow-lost "$(meta slow '[.lost[]] | add')" '^[1-9][0-9]{3,}$'
like slow-lost-shown "$(kvmrt-trace view slow 2>&1 | grep -m 1 LOST)" 'LOST [0-9]+ events'

# --- SIGKILL ----------------------------------------------------------------

record killed
pings 0x31
kvmrt-trace ctl flush
pings 0x32
kill -KILL "$RECORDER"
wait "$RECORDER" 2>/dev/null
refuses_half=$(kvmrt-trace view killed 2>&1)
like killed-view-says "$refuses_half" 'recover'
check recover kvmrt-trace recover killed
# What was in the ring, too.
same recover-pings "$(cookies killed/trace.dat)" '31 32'
same recover-count "$(view_events killed)" "$(trace_cmd_events killed/trace.dat)"
same recover-state "$(meta killed .state)" recovered
same recover-tidy "$(find killed -type f -printf '%f\n' | sort | xargs)" 'recording.json trace.dat'
same recover-tracefs-as-before "$(tracefs)" "$BEFORE"
record flown -m overwrite
pings 0x33
kill -KILL "$RECORDER"
wait "$RECORDER" 2>/dev/null
check recover-flight kvmrt-trace recover flown
same recover-flight-pings "$(cookies flown/trace.dat)" 33
record late
pings 0x34
kvmrt-trace ctl flush
kill -KILL "$RECORDER"
wait "$RECORDER" 2>/dev/null
like next-says "$(kvmrt-trace run -o next true 2>&1)" 'recover .*/late'
same next-tracefs-as-before "$(tracefs)" "$BEFORE"
check recover-late kvmrt-trace recover late
same recover-late-pings "$(cookies late/trace.dat)" 34

# --- a full disk ------------------------------------------------------------

mkdir small
mount -t tmpfs -o size=16m small small
output=$(kvmrt-trace run -o small/rec -e kvmrt,raw_syscalls dd if=/dev/zero of=/tmp/went-on bs=1 count=60000 2>&1)
same full-disk-status $? 1
like full-disk-says "$output" 'No space left.*is kept'
same full-disk-command-went-on "$(stat -c %s /tmp/went-on)" 60000
like full-disk-kept "$(trace_cmd_events small/rec/trace.dat)" '^[1-9][0-9]{3,}$'
same full-disk-count "$(view_events small/rec)" "$(trace_cmd_events small/rec/trace.dat)"
like full-disk-json "$(meta small/rec '"\(.state) \(.error)"')" 'cut short .*No space'
same full-disk-tracefs-as-before "$(tracefs)" "$BEFORE"
umount small
mount -t tmpfs -o size=4m small small
refused no-room 1 'No space left' run -o small/rec true
same no-room-nothing-left "$(find small -mindepth 1)" ''
umount small

cd /
tiny_kill a
check unload unload_host
