#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: interrupts moved, drivers, controllers and CPUs coming and going, and I/O, all at once
# requires: O01
# class: full
# only: irq
# smp: 4
# timeout: 400
# devices: irq
# Twice the same: once without kvmrt.ko, so that what the kernel itself gets wrong
# is told from what we do, and once with.  STRESS_S: seconds of each.
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/irq.sh"

STRESS_S=${STRESS_S:-60}
[[ ${CHECK_ALL:-} ]] && STRESS_S=600
irq_devices || die 'the devices do not appear'
disk=$(basename "$(readlink -f /sys/class/nvme/nvme1/device)")
stop=$OUT/stop

# Content that a lost or doubled interrupt would not change, but a lost request does.
head -c 8M /dev/urandom >/run/content
for device in /dev/nvme0n1 /dev/vda; do
	dd if=/run/content of=$device bs=64k oflag=direct status=none || die "no write to $device"
done
sum=$(sha256sum </run/content)

# Each of these goes on until $stop is there, and says what it found wrong.
reads() {
	local cpu device=$1 got
	while [[ ! -e $stop ]]; do
		for cpu in 0 1 2 3; do
			# One that is away just now is no place to read on.
			taskset -c "$cpu" true 2>/dev/null || continue
			got=$(taskset -c "$cpu" dd if="$device" bs=64k count=128 iflag=direct status=none |
				sha256sum)
			[[ $got == "$sum" ]] || ! taskset -c "$cpu" true 2>/dev/null ||
				echo "content of $device read on CPU $cpu"
		done
	done
}
resets() {
	while [[ ! -e $stop ]]; do
		echo 1 >/sys/class/nvme/nvme0/reset_controller || echo 'a reset failed'
		nap 0.7
	done
}
binds() {
	while [[ ! -e $stop ]]; do
		echo "$disk" >/sys/bus/pci/drivers/nvme/unbind
		nap 0.2
		echo "$disk" >/sys/bus/pci/drivers/nvme/bind || echo 'the driver does not bind'
		nap 0.5
	done
}
hotplug() {
	local cpu
	while [[ ! -e $stop ]]; do
		for cpu in 1 2 3; do
			echo 0 >/sys/devices/system/cpu/cpu$cpu/online
			nap 0.3
			echo 1 >/sys/devices/system/cpu/cpu$cpu/online || echo "CPU $cpu does not come back"
		done
	done
}
affinity() {
	local irq irqs
	while [[ ! -e $stop ]]; do
		mapfile -t irqs < <(awk '/virtio|eth|ahci|ttyS0/ { sub(":", "", $1); print $1 }' /proc/interrupts)
		for irq in "${irqs[@]}"; do
			echo $((RANDOM % 4)) >"/proc/irq/$irq/smp_affinity_list"
		done 2>/dev/null
		nap 0.2
	done
}

# all_at_once NAME [MOVER...] : STRESS_S seconds of it.
all_at_once() {
	local name=$1 pids=() mark pid
	shift
	rm -f "$stop"
	mark=$(dmesg_mark)
	for job in 'reads /dev/nvme0n1' 'reads /dev/vda' resets binds hotplug affinity "$@"; do
		# shellcheck disable=SC2086 # a function and its argument
		$job >>"$OUT/$name.wrong" 2>>"$OUT/$name.err" &
		pids+=($!)
	done
	nap "$STRESS_S"
	touch "$stop"
	for pid in "${pids[@]}"; do
		wait "$pid"
	done
	same "$name-content" "$(sort "$OUT/$name.wrong" | uniq -c | head -n 4)" ''
	same "$name-log" "$(dmesg_since "$mark" | grep -E 'WARNING:|BUG:|timeout, |Affinity broken|hung task' | head -n 4)" ''
	for cpu in 1 2 3; do
		echo 1 >/sys/devices/system/cpu/cpu$cpu/online 2>/dev/null
	done
	wait_for 20 irq_nvme_up 2 || fail "$name-disks" 'a disk has not come back'
}

moves() { "$KVMRT_TOP/selftests/scenarios/irq-moves.py" --until "$stop" 2-3 0; }

all_at_once control
irq_matrix_note
load_module kvmrt || die 'kvmrt.ko does not load'
all_at_once moving moves
note "moving: $(tail -n 2 "$OUT/moving.err")"
check restore "$ASK" irq-restore 'do'
same none-moved "$("$ASK" irq-get dump | grep -c '"moved": 1')" 0
check unload unload_host
irq_matrix_same matrix irq_matrix_counts
irq_load 0-3 100
