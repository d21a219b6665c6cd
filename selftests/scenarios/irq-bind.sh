#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a device's interrupts stay on the CPU that it is bound to
# requires: B12 G05
# class: full
# only: irq
# smp: 4
# timeout: 240
# devices: irq
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/irq.sh"

irq_devices || die 'the devices do not appear'
irq_matrix_note
load_module kvmrt || die 'kvmrt.ko does not load'
device=$(basename "$(readlink -f /sys/class/nvme/nvme0/device)")

# bound_elsewhere : those of the device that are in use and not on CPU 3.
bound_elsewhere() {
	"$ASK" irq-get dump | grep "\"device\": \"$device\"" | grep -v '"hold": 1' |
		grep -v '"effective": "3"'
}
all_bound() { [[ -z $(bound_elsewhere) ]]; }

check bind "$ASK" irq-bind-set 'do' device="$device" cpus=3
same bound "$(bound_elsewhere)" ''
like listed "$("$ASK" irq-bind-get dump)" "^{\"device\": \"$device\", \"cpus\": \"3\"}$"
like said "$("$ASK" irq-get dump cpus=3)" "\"device\": \"$device\"[^}]*\"hold\": 10"

# Neither an evacuation nor the guard takes them from there; all others leave.
like evacuate "$("$ASK" irq-evacuate 'do' from=2-3 guard=1 2>&1)" '"stayed": 0'
same still-bound "$(bound_elsewhere)" ''
same others-left "$(irq_aimed_at 2-3 | grep -v "\"device\": \"$device\"")" ''
irq_mark
irq_load 0-1 200
like arrivals "$(irq_arrivals 3)" '^[1-9]'

# Somebody takes an ordinary one away; the driver comes again with new ones.
admin=$("$ASK" irq-get dump | sed -n 's/^{"irq": \([0-9]*\), "name": "nvme0q0".*/\1/p')
echo 0 >"/proc/irq/$admin/smp_affinity_list"
check taken-back wait_for 5 all_bound
echo "$device" >/sys/bus/pci/drivers/nvme/unbind
echo "$device" >/sys/bus/pci/drivers/nvme/bind
wait_for 20 irq_nvme_up 2 || fail rebind 'the disk does not come back'
check new-ones wait_for 5 all_bound

# Its CPU goes and comes.
echo 0 >/sys/devices/system/cpu/cpu3/online
irq_load 0-1 50
echo 1 >/sys/devices/system/cpu/cpu3/online
check cpu-back wait_for 5 all_bound

check bind-ends "$ASK" irq-bind-set 'do' device="$device" cpus=
check_status bind-ended-before 1 "$ASK" irq-bind-set 'do' device="$device" cpus=
check_status not-bound 1 "$ASK" irq-bind-get 'do' device="$device"
check restore "$ASK" irq-restore 'do'
same none-moved "$("$ASK" irq-get dump | grep -c '"moved": 1')" 0
irq_matrix_same matrix irq_matrix_counts

# Ordinary ones that appear later begin on the default CPUs.
default=$(cat /proc/irq/default_smp_affinity)
check default "$ASK" irq-guard-set 'do' default-cpus=0-1
same default-kernel "$(cat /proc/irq/default_smp_affinity)" 3
if [[ -d /sys/bus/pci/drivers/e1000e ]]; then
	card=$(basename "$(echo /sys/bus/pci/drivers/e1000e/0000:*)")
	echo "$card" >/sys/bus/pci/drivers/e1000e/unbind
	echo "$card" >/sys/bus/pci/drivers/e1000e/bind
	for link in "/sys/bus/pci/devices/$card/net/"*; do
		ip link set "${link##*/}" up
	done
	like default-born "$("$ASK" irq-get dump cpus=0-1)" "\"device\": \"$card\""
	same default-none-elsewhere "$("$ASK" irq-get dump cpus=2-3 | grep -c "\"device\": \"$card\"")" 0
fi
check unload unload_host
same default-unload "$(cat /proc/irq/default_smp_affinity)" "$default"
load_module kvmrt irq_default_cpus=0 || die 'kvmrt.ko does not load with irq_default_cpus'
same default-parameter "$(cat /proc/irq/default_smp_affinity)" 1
unload_host
check_status default-parameter-bad 1 insmod "$KMOD/kvmrt.ko" irq_default_cpus=nine
irq_load 0-3 50
