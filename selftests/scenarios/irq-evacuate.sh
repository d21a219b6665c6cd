#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: every interrupt off two CPUs and back, and kept off by the guard
# requires: G04 G06 O01 O03 O04 O07 T04
# class: core
# only: irq
# smp: 4
# timeout: 240
# devices: irq
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/irq.sh"

# The debug kernel keeps account of all vectors in debugfs, and takes its time.
moves=100
[[ $KVMRT_FLAVOUR != debug ]] || moves=20

irq_devices || die 'the devices do not appear'
irq_matrix_note
irq_aims >"$OUT/aims.before"
load_module kvmrt || die 'kvmrt.ko does not load'
"$ASK" info-get 'do' >"$OUT/info"
for feature in irq-forced-moves irq-vector-budget irq-guard irq-default-cpus; do
	like "feature-$feature" "$(cat "$OUT/info")" "\"name\": \"$feature\", \"state\": 2"
done
"$ASK" irq-get dump >"$OUT/irqs" || fail irq-get "$(cat "$OUT/irqs")"
like table-managed "$(cat "$OUT/irqs")" '"name": "nvme0q1"[^}]*"kind": 0'

like table-pinned "$(cat "$OUT/irqs")" '"name": "timer"[^}]*"hold": 3'

# Managed ones refuse what an administrator can do without us.
like proc-refuses "$(irq_proc_refusals 2-3)" '^[1-9]'

"$ASK" irq-evacuate dump from=2-3 >"$OUT/plan" || fail plan "$(cat "$OUT/plan")"
like plan-reserves "$(cat "$OUT/plan")" '"action": 3'
same plan-changes-nothing "$(irq_aims | diff - "$OUT/aims.before")" ''

evacuated=$("$ASK" irq-evacuate 'do' from=2-3 2>&1)
like evacuate "$evacuated" '"stayed": 0'
note "evacuate: $evacuated"
"$ASK" irq-get dump >"$OUT/irqs.evacuated"
same none-left "$(irq_aimed_at 2-3)" ''
irq_mark
irq_load 2-3 200
same no-arrival "$(irq_arrivals 2 3)" 0
like same-load-arrives-elsewhere "$(irq_arrivals 0 1)" '^[1-9]'

like restore "$("$ASK" irq-restore 'do' 2>&1)" '"stayed": 0'
same restored "$(irq_aims | diff - "$OUT/aims.before")" ''
irq_matrix_same matrix-restored

# Again and again, quiet, then under load.
check moves-quiet irq_moves "$moves"
irq_load 0-3 2000 &
check moves-under-load irq_moves "$moves"
wait $!
same moves-restored "$(irq_aims | diff - "$OUT/aims.before")" ''
irq_matrix_same moves-matrix

# The guard: a driver comes again, a controller is reset, a CPU goes.
"$ASK" irq-evacuate 'do' from=2-3 guard=1 >"$OUT/guard" || fail guard "$(cat "$OUT/guard")"
device=$(basename "$(readlink -f /sys/class/nvme/nvme0/device)")
echo "$device" >/sys/bus/pci/drivers/nvme/unbind
echo "$device" >/sys/bus/pci/drivers/nvme/bind
wait_for 20 irq_nvme_up 2 || fail rebind 'the disk does not come back'
check guard-after-rebind wait_for 5 irq_none_at 2-3
echo 1 >/sys/class/nvme/nvme1/reset_controller
check guard-after-reset wait_for 5 irq_none_at 2-3
echo 0 >/sys/devices/system/cpu/cpu1/online
check guard-after-offline wait_for 5 irq_none_at 2-3
echo 1 >/sys/devices/system/cpu/cpu1/online
check guard-after-online wait_for 5 irq_none_at 2-3
note "guard: $("$ASK" irq-guard-get 'do')"
irq_mark
irq_load 2-3 200
same guard-no-arrival "$(irq_arrivals 2 3)" 0

check unload unload_host
# Interrupts that a driver asked for again are elsewhere, but none is counted twice.
irq_matrix_same unload-matrix irq_matrix_counts
irq_load 0-3 100
