#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a signal ends the waiting for guests that are slow, stopped or silent; what is there is kept
# requires: M08
# class: once
# kernels: 6.1 6.12 6.1-rt 6.12-rt
# only: trace
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

WORK=/tmp/interrupt
CID=11
mkdir -p $WORK
cd $WORK || exit 1

# silent NAME AT-START : a program in ssh's place that says no more than that, and
# doesn't want to end either.
silent() {
	cat >"$WORK/$1" <<-EOT
		#!/bin/bash
		trap '' TERM
		echo \$\$ >$WORK/$1.pid
		while read -r line; do
			[[ \$line == start ]] && $2
			[[ \$line == stop ]] && touch $WORK/$1.stopped
		done
		while :; do sleep 1; done
	EOT
	chmod +x "$WORK/$1"
}

# run_guests NAME ARG... : in the background; $RUN is its process.
run_guests() {
	local name=$1
	shift
	rm -f ran
	kvmrt-trace run -b 1024 -o "$name" "$@" >"$name.txt" 2>&1 &
	RUN=$!
}

# ends NAME SIGNAL STATUS ERE : the signal ends the waiting within two seconds,
# which is when it is said, and the rest soon after.
ends() {
	local name=$1 from status
	from=$(ms)
	kill -"$2" "$RUN"
	wait_for 20 grep -qE "$4" "$name.txt"
	local said=$(($(ms) - from))
	if ! wait_for 30 gone "$RUN"; then
		fail "$name-ends" "it hangs: $(<"$name.txt"); $(pstree -ap "$RUN" 2>&1 | head -n 8); $(cat "/proc/$RUN/stack")"
		kill -KILL "$RUN"
	fi
	wait "$RUN"
	status=$?
	note "$name: $said ms until it was said, $(($(ms) - from)) ms in all; $(<"$name.txt")"
	same "$name-status" $status "$3"
	like "$name-says" "$(<"$name.txt")" "$4"
	check "$name-at-once" test "$said" -le $(($(patient 2) * 1000))
	same "$name-not-run" "$(ls ran 2>/dev/null)" ''
	same "$name-undone" "$(ls -d "$TRACING"/instances/* "$name.parts" 2>/dev/null)" ''
}
ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
gone() { ! kill -0 "$1" 2>/dev/null; }
guest_tidy() {
	[[ -z $(guest_exec g1 'ls -d /tmp/kvmrt-trace* /var/tmp/kvmrt-trace* /sys/kernel/tracing/instances/* 2>/dev/null') ]]
}

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
check vsock trace_vsock_host
tiny_start a || exit 0
kvmrt-nl vm set id "$(tiny a query 4)" name quiet
guest_start g1 --qemu "-device vhost-vsock-pci,guest-cid=$CID" || exit 0
check vsock-in-guest trace_vsock_guest g1
guest_exec g1 'kvmrt-trace agent --vsock >/tmp/agent.log 2>&1 &'
silent mute true
silent deaf 'echo ready'

# One guest records, the other never says so: host and guest are kept.
run_guests starting --ssh $WORK/mute --guest g1 --guest quiet=ssh:x -- touch ran
wait_for 60 guest_records g1 || fail starting-records "$(<starting.txt)"
nap 1
ends starting INT 130 'interrupted before all guests recorded; the command was not run'
like starting-who "$(<starting.txt)" 'guest quiet had not begun'
same starting-kept "$(jq -r '[.sources[].kind] | sort | join(" ")' starting/merged.json)" 'guest host'
like starting-events "$(kvmrt-trace view starting -F host,event 2>/dev/null | awk '{ print $1 }' | sort | uniq -c | xargs)" \
	'^[1-9][0-9]* g1 [1-9][0-9]* [a-z]'
check starting-program-gone gone "$(<mute.pid)"
check starting-guest-tidy wait_for 20 guest_tidy

# Nobody but the host, by the other signal.
run_guests alone --ssh $WORK/mute --guest quiet=ssh:x -- touch ran
wait_for 60 trace_records || fail alone-records "$(<alone.txt)"
nap 1
ends alone TERM 130 'interrupted before all guests recorded'
same alone-kept "$(jq -r '.sources | length' alone/merged.json)" 1

# A guest that is stopped while the host connects to it.
pid=$(guest_pid g1)
kill -STOP "$pid"
run_guests stopped --guest g1 -- touch ran
wait_for 60 trace_records || fail stopped-records "$(<stopped.txt)"
nap 1
ends stopped INT 130 'interrupted before all guests recorded'
kill -CONT "$pid"
check stopped-guest-tidy wait_for 60 guest_tidy

# A guest that doesn't send what it recorded: the first signal ends the recording,
# the second the waiting for it.
run_guests ending --ssh $WORK/deaf --guest g1 --guest quiet=ssh:x --ready-fd 5 5>ending.ready
wait_for 60 test -s ending.ready || fail ending-records "$(<ending.txt)"
kill -INT "$RUN"
wait_for 20 test -e deaf.stopped || fail ending-stops "$(<ending.txt)"
wait_for 20 test -s ending.parts/g1/recording.json
nap 3
same ending-waits "$(gone "$RUN" || echo waits)" waits
ends ending INT 130 'guest quiet, ending its recording: a signal came before it answered'
same ending-kept "$(jq -r '[.sources[].kind] | sort | join(" ")' ending/merged.json)" 'guest host'
check ending-program-gone gone "$(<deaf.pid)"
check ending-guest-tidy wait_for 20 guest_tidy

guest_stop g1
tiny_kill a
check unload unload_host
