#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the report names the devices of QEMU that a guest went to user space for and those that its command line gives it, and warns of its global lock
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

# row FILTER : what the report says of the VM's device, as JSON: jq's condition.
row() { jq -c ".vms[].devices[] | select($1)" report.json; }

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
# Two disks, one of them with a thread of its own, and a password.
truncate -s 1M plain.img threaded.img
blockdev() {
	printf -- ' -blockdev {"driver":"file","node-name":"%s","filename":"%s"}' "$1" "$WORK/$1.img"
}
guest_start g1 --smp 1 --qemu "-object iothread,id=io0 -object secret,id=s0,data=hush,,hush \
-object {\"qom-type\":\"secret\",\"id\":\"s1\",\"data\":\"hush\"}$(blockdev plain)$(blockdev threaded) \
-device {\"driver\":\"virtio-blk-pci\",\"id\":\"plain0\",\"drive\":\"plain\"} \
-device virtio-blk-pci,id=threaded0,drive=threaded,iothread=io0" || exit 0

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

# What its command line says, beside what was seen: real words of a real QEMU.
same words "$(jq -r '.vms[0].command[]' used/recording.json | grep -cxF virtio-blk-pci,id=threaded0,drive=threaded,iothread=io0)" 1
same no-secret "$(grep -c hush used/recording.json)" 0
same hidden "$(jq -r '.vms[0].command[]' used/recording.json | grep -cF '(hidden)')" 3
same vmm "$(jq -r '.vms[] | "\(.name) \(.vmm) \(.vm_pid)"' report.json)" "g1 qemu-system-x86_64 $(guest_pid g1)"
like row-disk "$(row '.device == "plain0"')" '"model":"virtio-blk-pci","class":"disk",.*"way_out":"iothread="'
same row-iothread "$(row '.device == "threaded0"')" ''
like row-serial "$(row '.device == "serial0"')" '"class":"terminal",.*"touched_what":"serial port",.*: file"'
# As often as the part about exits says.
same row-touched "$(row '.device == "serial0"' | jq .touched)" \
	"$(jq '[.vcpus[].user_exits[] | select(.device == "serial port") | .count] | add' report.json)"
like row-agent "$(row '.model == "virtserialport"')" '"class":"terminal",.*: pipe"'
like row-hpet "$(row '.model == "hpet"')" '"class":"clock","touched":[1-9]'
same row-display "$(row '.class == "display" or .class == "net"')" ''
kvmrt-trace report used >report.txt 2>&1
like text-lock "$(<report.txt)" "UNDER-QEMU'S-GLOBAL-LOCK +MODEL +CLASS"
like text-disk "$(<report.txt)" 'plain0 +virtio-blk-pci +disk .*iothread= +no iothread'
like text "$(<report.txt)" 'EXIT-TO-USER-SPACE +CAUSE .*DEVICE +CLASS'
like text-row "$(<report.txt)" 'KVM_EXIT_IO +in port 0x71 .* RTC +clock'

# Of a window without such exits there is no warning.
kvmrt-trace report -j --from 0 --to 1ns used >none.json 2>/dev/null
same no-warning "$(warnings none.json)" ''

guest_stop g1
check unload unload_host
