#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: requests about interrupts that are refused change nothing and say why
# requires: O01
# class: full
# only: irq
# smp: 4
# timeout: 240
# devices: irq
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/irq.sh"

irq_devices || die 'the devices do not appear'
irq_matrix_note
irq_aims >"$OUT/aims.before"
echo 0 >/sys/devices/system/cpu/cpu3/online
load_module kvmrt || die 'kvmrt.ko does not load'
managed=$("$ASK" irq-get dump | sed -n 's/^{"irq": \([0-9]*\), "name": "nvme0q3".*/\1/p')
pinned=0 idle=3

# refused NAME ERRNO TEXT REQUEST... : before 6.3 the text comes without the value.
refused() {
	local name=$1 wanted="$2: $3" said
	shift 3
	said=$("$ASK" "$@" 2>&1) && {
		fail "$name" "was not refused: $said"
		return
	}
	[[ $KVMRT_FLAVOUR != 6.1 && $KVMRT_FLAVOUR != 6.1-rt ]] || wanted=${wanted%: [0-9]*}
	same "$name" "$said" "$wanted"
}

none='list has a cpu that does not exist'
refused from-missing EINVAL 'from is missing: give the cpus to be freed' irq-evacuate 'do'
refused from-empty EINVAL 'no cpu to be freed is given' irq-evacuate 'do' from=
refused from-words EINVAL 'not a list of cpus like 0,2-5' irq-evacuate 'do' from=two
refused from-unknown EINVAL "$none" irq-evacuate 'do' from=2,64
refused from-far EINVAL "$none" irq-evacuate 'do' from=2,99999
refused from-offline ENODEV 'cpu to be freed is offline: 3' irq-evacuate 'do' from=2-3
refused from-all EINVAL 'no cpu is left to take the interrupts' irq-evacuate 'do' from=0-2
refused to-empty EINVAL 'no cpu to take interrupts is given' irq-evacuate 'do' from=2 to=
refused to-offline ENODEV 'cpu to take interrupts is offline: 3' irq-evacuate 'do' from=2 to=1,3
refused overlap EINVAL "cpu can't be freed and take interrupts: 1" irq-evacuate 'do' from=1-2 to=0-1
refused pinned EBUSY 'irq is pinned by its driver: 0' irq-evacuate 'do' from=0
refused move-missing EINVAL 'irq is missing' irq-move 'do' cpus=0
refused move-nowhere EINVAL 'cpus is missing: give where to' irq-move 'do' irq="$managed"
refused move-empty EINVAL 'no cpu to take interrupts is given' irq-move 'do' irq="$managed" cpus=
refused move-offline ENODEV 'cpu to take interrupts is offline: 3' irq-move 'do' irq="$managed" cpus=3
refused move-unknown ENOENT 'no irq with this number: 9999' irq-move 'do' irq=9999 cpus=0
refused move-pinned ENOTSUP 'irq is pinned by its driver: 0' irq-move 'do' irq=$pinned cpus=1
refused move-idle ENOTSUP 'irq is not in use: 3' irq-move 'do' irq=$idle cpus=1
refused get-missing EINVAL 'irq is missing' irq-get 'do'
refused get-unknown ENOENT 'no irq with this number: 9999' irq-get 'do' irq=9999
refused restore-unmoved ENOENT "irq was not moved: $managed" irq-restore 'do' irq="$managed"
refused guard-nothing EINVAL 'nothing to change' irq-guard-set 'do'
refused guard-all EINVAL 'no cpu is left to take the interrupts' irq-guard-set 'do' cpus=0-3
refused guard-overlap EINVAL "cpu can't be guarded and take interrupts: 1" irq-guard-set 'do' cpus=1-2 to=0-1
refused default-offline EINVAL 'none of the default cpus is online' irq-guard-set 'do' default-cpus=3
echo 1 >/sys/devices/system/cpu/cpu3/online
same nothing-moved "$("$ASK" irq-get dump | grep -c '"moved": 1')" 0

# A best-effort evacuation goes on where one stays, and says so.
like best-effort "$("$ASK" irq-evacuate 'do' from=0 best-effort=1 2>&1)" '"stayed": 1'
like best-effort-left "$(irq_aimed_at 0)" '"name": "timer"'
"$ASK" irq-restore 'do' >/dev/null

# Vectors: one too few, and nothing has moved; as many as are needed, and all has.
needed=$("$ASK" irq-evacuate dump from=2-3 to=1 | grep -c '"action": [23]')
moving=$("$ASK" irq-evacuate dump from=2-3 to=1 | grep -c '"target"')
irq_aims >"$OUT/aims.full"
insmod "$KMOD/kvmrt_vectors.ko" cpus=1 leave=$((needed - 1)) || die 'kvmrt_vectors.ko does not load'
refused vectors ENOSPC 'vectors are missing on the cpus that take interrupts: 1' \
	irq-evacuate 'do' from=2-3 to=1
same vectors-nothing-moved "$(irq_aims | diff "$OUT/aims.full" -)" ''
like vectors-best-effort "$("$ASK" irq-evacuate 'do' from=2-3 to=1 best-effort=1 2>&1)" \
	"\"moved\": $((moving - 1)), .*\"stayed\": 1"
check vectors-restore "$ASK" irq-restore 'do'
rmmod kvmrt_vectors
insmod "$KMOD/kvmrt_vectors.ko" cpus=1 leave="$needed" || die 'kvmrt_vectors.ko does not load again'
like vectors-enough "$("$ASK" irq-evacuate 'do' from=2-3 to=1 2>&1)" "\"moved\": $moving, .*\"stayed\": 0"
check vectors-enough-restore "$ASK" irq-restore 'do'
rmmod kvmrt_vectors

# Guarded CPUs take nothing, and nothing goes back to them alone.
"$ASK" irq-evacuate 'do' from=2-3 guard=1 >/dev/null || fail guard 'not taken'
refused to-guarded EPERM 'cpu to take interrupts is guarded: 3' irq-evacuate 'do' from=1 to=0,3
refused move-guarded EPERM 'cpu to take interrupts is guarded: 2' irq-move 'do' irq="$managed" cpus=2
refused restore-guarded EPERM "home is guarded, or device bound, of irq: $managed" irq-restore 'do' irq="$managed"
like restore-plan-guarded "$("$ASK" irq-restore dump irq="$managed")" "\"irq\": $managed.*\"action\": 5.*\"hold\": 11"
check guard-off "$ASK" irq-guard-set 'do' cpus=
like restore-plan "$("$ASK" irq-restore dump irq="$managed")" "\"irq\": $managed.*\"action\": 2.*\"target\": 2"
check restore-one "$ASK" irq-restore 'do' irq="$managed"
like restore-one-home "$("$ASK" irq-get 'do' irq="$managed")" '"effective": "2".*"moved": 0'
like move-plan "$("$ASK" irq-move dump irq="$managed" cpus=0)" "\"irq\": $managed.*\"effective\": \"2\", \"action\": 3, \"target\": 0"
like move-plan-idle "$("$ASK" irq-move dump irq=$idle cpus=0)" '"irq": 3.*"hold": 1.*"action": 5'
like restore-one-still-home "$("$ASK" irq-get 'do' irq="$managed")" '"effective": "2".*"moved": 0'
check restore-rest "$ASK" irq-restore 'do'
irq_matrix_same matrix irq_matrix_counts

# Without what is inside of the kernel only what an IOMMU remaps can be moved.
unload_host
load_module kvmrt ksym_deny=irq_do_set_affinity,vector_matrix || die 'kvmrt.ko does not load without'
like denied-forced "$("$ASK" info-get 'do')" '"irq-forced-moves", "state": 0, "reason": "this kernel has no irq_do_set_affinity"'
like denied-budget "$("$ASK" info-get 'do')" '"irq-vector-budget", "state": 0'
refused denied-managed ENOTSUP "irq is managed and forced moves are off, info-get says why: $managed" \
	irq-move 'do' irq="$managed" cpus=0
unload_host
