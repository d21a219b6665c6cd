# SPDX-License-Identifier: GPL-2.0-only
# Devices of the emulated machine beyond what every machine has: profiles that
# --devices of run names.  Disks are sparse files in the run's folder.
# shellcheck shell=bash

DEVICE_PROFILES=(irq)

# disk NAME MB : a blockdev of that name, and its arguments.
disk() {
	local file=$OUT/$1.img
	rm -f "$file"
	truncate -s "$2M" "$file"
	printf '%s\n' -blockdev \
		"driver=raw,node-name=$1,file.driver=file,file.filename=$file,file.locking=off"
}

# devices_irq : every kind of interrupt.  Managed ones: a controller with more
# queues than CPUs and one with fewer, virtio-blk; messages that are not: e1000e,
# AHCI, virtio-net; and the machine's own wires.
devices_irq() {
	disk many 64
	disk few 64
	disk vblk 64
	disk sata 64
	printf '%s\n' \
		-device nvme,serial=many,drive=many,max_ioqpairs=16,msix_qsize=17 \
		-device nvme,serial=few,drive=few,max_ioqpairs=2,msix_qsize=3 \
		-device virtio-blk-pci,drive=vblk,num-queues=4 \
		-device ide-hd,drive=sata,bus=ide.0 \
		-netdev user,id=net0,restrict=on -device e1000e,netdev=net0 \
		-netdev user,id=net1,restrict=on -device virtio-net-pci,netdev=net1
}

# device_arguments PROFILE... : QEMU's arguments, one per line.
device_arguments() {
	local profile
	for profile; do
		"devices_$profile"
	done
}
