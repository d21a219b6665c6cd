#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: 200,000 and more netlink messages, wrong in all ways, VMs coming and going
# class: full
# kernels: all
# only: netlink
# timeout: 500
# smp: 1
. "$KVMRT_TOP/selftests/lib/l1.sh"

# How many to the host's family, to the guest's where no host serves, and in a
# guest.  KASAN, lockdep and kmemleak make one message cost as much as ten.
# With KASAN and coverage a message takes milliseconds: all of them are for
# make check-all, and make check sends some.
if [[ $KVMRT_FLAVOUR == debug && -z ${CHECK_ALL:-} ]]; then
	HOST_MESSAGES=${HOST_MESSAGES:-40000}
	ALONE_MESSAGES=${ALONE_MESSAGES:-10000}
	GUEST_MESSAGES=${GUEST_MESSAGES:-1000}
elif [[ $KVMRT_FLAVOUR == debug ]]; then
	HOST_MESSAGES=${HOST_MESSAGES:-160000}
	ALONE_MESSAGES=${ALONE_MESSAGES:-40000}
	GUEST_MESSAGES=${GUEST_MESSAGES:-5000}
else
	HOST_MESSAGES=${HOST_MESSAGES:-200000}
	ALONE_MESSAGES=${ALONE_MESSAGES:-200000}
	GUEST_MESSAGES=${GUEST_MESSAGES:-20000}
fi
FUZZ=$KVMRT_BUILD/selftests/host/nlfuzz

# judge FAMILY STATUS WANTED : by what the fuzzer wrote.  The verdict on the
# kernel's log is the run's own.
judge() {
	local log=$OUT/nlfuzz-$1.log sent
	cat "$log"
	same "fuzz-$1" "$2" 0
	sent=$(sed -n 's/^nlfuzz: kvmrt[a-z_]* messages \([0-9]*\) .*/\1/p' "$log")
	same "messages-$1" "${sent:-0}" "$3"
}

# fuzz FAMILY MESSAGES
fuzz() {
	local status=0
	"$FUZZ" -n "$2" ${SEED:+-s "$SEED"} "$1" >"$OUT/nlfuzz-$1.log" 2>&1 || status=$?
	judge "$1" "$status" "$2"
}

mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
load_kvm || die "no KVM"
load_host || die "kvmrt.ko does not load"
fuzz kvmrt "$HOST_MESSAGES"

# The guest's family where no host serves it: this is the kernel that checks most.
check load-guest-module load_module kvmrt_guest gs_hc_guest_enabled=1 gs_syscall_enabled=1
fuzz kvmrt_guest "$ALONE_MESSAGES"
check unload-guest-module rmmod kvmrt_guest

# And where one does; the first fuzzer may have closed its gate.
unload_host
check load-again load_host
if guest_start vm1; then
	status=0
	guest_exec -t 120 vm1 "nlfuzz -n $GUEST_MESSAGES ${SEED:+-s $SEED} kvmrt_guest" \
		>"$OUT/nlfuzz-guest.log" 2>&1 || status=$?
	judge guest "$status" "$GUEST_MESSAGES"
	check guest-lives guest_exec vm1 true
	guest_stop vm1
fi
unload_kvm
check unload unload_host
