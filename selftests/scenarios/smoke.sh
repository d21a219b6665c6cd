#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the lab itself: stock KVM, a guest, its agent
# class: once
# kernels: all
# only: lab
# timeout: 120
. "$KVMRT_TOP/selftests/lib/l1.sh"

same release "$(uname -r)" "$KVMRT_RELEASE"
check kvm load_kvm
check dev-kvm test -c /dev/kvm
mark=$(dmesg_mark)
guest_start vm1 --guest-params none || exit 0
same exec-output "$(guest_exec vm1 'echo one; echo two >&2')" $'one\ntwo'
guest_exec vm1 'exit 7'
same exec-status $? 7
guest_exec -t 2 vm1 'sleep 1000' 2>/dev/null
same exec-time-out $? 125
like hypervisor "$(guest_exec vm1 'grep -c -w hypervisor /proc/cpuinfo')" '^[1-9]'
same running "$(guest_alive vm1 && echo yes)" yes
check stop guest_stop vm1
check_status gone 1 guest_alive vm1
same dmesg-since "$(dmesg_since "$mark" | grep -c 'kvmrt-lab mark')" 0
