#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: without the kernel's inner functions, what an IOMMU remaps still moves
# requires: O01
# class: once
# only: irq
# smp: 4
# timeout: 240
# devices: irq
# intel-iommu: 1
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/irq.sh"

irq_devices || die 'the devices do not appear'
irq_aims >"$OUT/aims.before"
load_module kvmrt ksym_deny=irq_do_set_affinity || die 'kvmrt.ko does not load'
like off "$("$ASK" info-get 'do')" '"irq-forced-moves", "state": 0, "reason": "this kernel has no irq_do_set_affinity"'
like managed "$("$ASK" irq-get dump)" '"name": "nvme0q3"[^}]*"kind": 0, "hold": 0[^}]*"remapped": 1'
said=$("$ASK" irq-evacuate 'do' from=2-3 best-effort=1 2>&1)
like evacuate "$said" '"moved": [1-9]'
note "evacuate: $said"
# The IOMMU's own fault interrupt is what nothing remaps.
same left "$(irq_aimed_at 2-3 | grep -v '"name": "dmar')" ''
irq_mark
irq_load 2-3 200
same no-arrival "$(irq_arrivals 2 3)" 0
for ((i = 0; i < 10; i++)); do
	"$ASK" irq-restore 'do' >/dev/null || fail "restore-$i" 'refused'
	"$ASK" irq-evacuate 'do' from=2-3 best-effort=1 >/dev/null || fail "again-$i" 'refused'
done
check restore "$ASK" irq-restore 'do'
fault=$("$ASK" irq-get dump | sed -n 's/^{"irq": \([0-9]*\), "name": "dmar.*/\1/p')
same restored "$(diff <(grep -v "^$fault " "$OUT/aims.before") <(irq_aims | grep -v "^$fault "))" ''
check unload unload_host
irq_load 0-3 100
