#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the tutorial of the missed deadline, its commands taken from the text
# requires: M08 M09 M10 M11 M12 S05
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

TEXT=$KVMRT_TOP/Documentation/tutorial-missed-deadline.rst

# steps : "host COMMAND", "vm1 COMMAND", "expect ERE" and "expect-file PATH", one
# a line, in the order of the text.
steps() {
	sed -nE 's/^    (host|vm1)# (.*)/\1 \2/p; s/^\.\. (expect|expect-file): (.*)/\1 \2/p' "$TEXT"
}

# records : the recorder that was started is at work.
records() { trace_records && guest_records vm1; }

# run_step WHERE COMMAND : leaves what it said in $said; in this very shell, for
# its jobs and variables.
said=/tmp/said
run_step() {
	local where=$1 command=$2 status=0
	case $where in
	host)
		# A job in the background goes on when this file is another's.
		if [[ $command == *'&' ]]; then
			: >$said
			eval "${command%&} >'$OUT/job.txt' 2>&1 &"
		else
			eval "$command" >$said 2>&1 || status=$?
		fi
		;;
	vm1)
		[[ $command != *'&' ]] || command="{ ${command%&}; } >/tmp/job.txt 2>&1 &"
		guest_exec vm1 "cd /root; $command" >$said 2>&1 || status=$?
		;;
	esac
	cat $said >>"$OUT/tutorial.txt"
	return "$status"
}

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
check vsock trace_vsock_host
guest_start vm1 --qemu '-device vhost-vsock-pci,guest-cid=11' || exit 0
trace_vsock_guest vm1 >/dev/null || die 'no vsock in the guest'

number=0 last_where='' last=''
while read -r -u 7 kind words; do
	case $kind in
	host | vm1)
		number=$((number + 1))
		echo "$kind# $words" >>"$OUT/tutorial.txt"
		run_step "$kind" "$words"
		same "step-$number" $? 0 || note "$(tail -n 5 $said)"
		last_where=$kind last=$words
		if [[ $words == 'kvmrt-trace run'*'&' ]]; then
			wait_for 60 records || die "it does not record: $(tail -n 5 "$OUT/job.txt")"
		fi
		;;
	expect)
		# What runs in the background may need a moment.
		for _ in {1..40}; do
			[[ ! $(<$said) =~ $words ]] || break
			nap 0.5
			run_step "$last_where" "$last"
		done
		like "step-$number-says" "$(<$said)" "$words"
		;;
	expect-file) check "step-$number-file" test -s "$words" ;;
	esac
done 7< <(steps)
same steps-found $((number > 10)) 1
check stop guest_stop vm1
check unload unload_host
