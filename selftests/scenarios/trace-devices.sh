#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the report names the devices of QEMU that a guest went to user space for, and warns of its global lock
# requires: S01 S03
# class: once
# kernels: 6.1 6.12 6.1-rt 6.12-rt
# only: trace
# smp: 1
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

WORK=/tmp/devices
CLOCK=/sys/devices/system/clocksource/clocksource0
mkdir -p $WORK
cd $WORK || exit 1

# port NUMBER : reads one byte there, in the guest.
port() { echo "dd if=/dev/port bs=1 skip=$(($1)) count=1 of=/dev/null 2>/dev/null;"; }
# causes : what the report says of exits to user space: cause, device, class.
causes() {
	jq -r '.vcpus[].user_exits[] | select(.cause != null) | "\(.cause): \(.device), \(.device_class)"' report.json
}
warnings() { jq -r '.notes[].note | select(test("global lock"))' "$1"; }

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
guest_start g1 --smp 1 || exit 0

record() {
	local dir=$1
	shift
	kvmrt-trace run -o "$dir" -e kvmrt,sched "$@" >"$dir.txt" 2>&1 &
	RECORDER=$!
	wait_for 60 trace_records || fail "$dir-records" "$(<"$dir.txt")"
}
stopped() {
	kill -TERM "$RECORDER"
	wait "$RECORDER"
	same "$1-recorded" $? 0 || note "$(<"$1.txt")"
	check "$1-reported" sh -c "kvmrt-trace report -j $1 >report.json"
}

record used
check touched guest_exec g1 "$(port 0x3fd) $(port 0x71) $(port 0x64) $(port 0x608) cat /sys/bus/pci/devices/*/config >/dev/null"
# A clock that lies in memory.
check clock guest_exec g1 "cd $CLOCK && echo hpet >current_clocksource && sleep 0.1; echo tsc >current_clocksource"
stopped used
for wanted in 'in port 0x3fd: serial port, terminal' 'in port 0x71: RTC, clock' \
	'in port 0x64: keyboard controller, input' 'in port 0x608: ACPI timer, clock' \
	'out port 0xcf8: PCI configuration, PCI' 'read 0xfed000f0: HPET, clock'; do
	check "names-${wanted%%:*}" grep -qxF "$wanted" <(causes)
done
note "$(jq -c ".vcpus[].user_exits[]" report.json | head -n 20)"
like warns "$(warnings report.json)" '^[1-9][0-9]* exits to user space were accesses to devices \(.*serial port.*\), the longest [0-9]+\.[0-9]{3} us; QEMU serves them under its global lock'
# As many as KVM itself went to user space for, counted apart from the events.
same counts "$(warnings report.json | cut -d ' ' -f 1)" \
	"$(kvmrt-trace view -j -e kvm_exit_handler used | jq -r 'select(.args.to_user == 1 or .args.to_user == true) | .args.user_reason' | grep -cE '^(2|6|IO|MMIO|KVM_EXIT_IO|KVM_EXIT_MMIO)$')"
kvmrt-trace report used >report.txt 2>&1
like text "$(<report.txt)" 'EXIT-TO-USER-SPACE +CAUSE .*DEVICE +CLASS'
like text-row "$(<report.txt)" 'KVM_EXIT_IO +in port 0x71 .* RTC +clock'

# Of a window without such exits there is no warning.
kvmrt-trace report -j --from 0 --to 1ns used >none.json 2>/dev/null
same no-warning "$(warnings none.json)" ''

guest_stop g1
check unload unload_host
