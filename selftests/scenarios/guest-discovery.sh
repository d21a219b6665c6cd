#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a guest's gates, and a host whose services come and go
# requires: N02 N18 B13 B14 B15
# class: once
# kernels: all
# only: gs
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

gsuser=$KVMRT_BUILD/selftests/guest/gsuser
both='gs_hc_guest_enabled=1 gs_syscall_enabled=1'

# The host itself as a guest: the emulator says in CPUID that it is no KVM.
load_module kvmrt_guest
same local-gates-closed "$(gs_host_name "$(gs_local host)")" unasked
gs_relay local-gates-closed < <("$gsuser" expect EPERM 2>&1)
rmmod kvmrt_guest
# shellcheck disable=SC2086 # one word per parameter
load_module kvmrt_guest $both
same local-other "$(gs_host_name "$(gs_local host)")" other
gs_relay local-other < <("$gsuser" expect EOPNOTSUPP 2>&1)
check local-unload rmmod kvmrt_guest

check kvm load_kvm

# KVM of which nobody serves the hypercall; then somebody does, then no more.
guest_start vm1 || exit 0
like load-line "$(guest_exec vm1 'dmesg | grep kvmrt_guest:')" 'KVM without guest services; gates:'
same no-service "$(gs_host vm1)" kvm
gs_test vm1 no-service gsuser expect EOPNOTSUPP
load_host gs_hc_host_enabled=0 || die 'kvmrt.ko does not load'
same host-gate-closed "$(gs_host vm1)" kvm
gs_test vm1 host-gate-closed gsuser expect EOPNOTSUPP
unload_host
load_host || die 'kvmrt.ko does not load again'
# The first call finds the host; nobody asked for the status.
gs_test vm1 host-came gsuser expect ok
same host-came "$(gs_host vm1)" serves
like host-came-features "$(gs_status vm1 features)" '^0x1f$'
unload_host
gs_test vm1 host-went gsuser expect EOPNOTSUPP
same host-went "$(gs_host vm1)" kvm
load_host || die 'kvmrt.ko does not load again'
gs_test vm1 host-came-back gsuser expect ok

# The guest's gates, at run time, one by one.
guest_exec vm1 'gsnl listen 4 >/tmp/heard 2>&1 &'
wait_for 5 guest_exec vm1 'grep -q listening /tmp/heard'
check gate-syscall-close guest_exec vm1 gsnl gate syscall=0
gs_test vm1 gate-syscall-closed gsuser expect EPERM
same gate-syscall-closed "$(gs_host vm1)" serves
check gate-hc-close guest_exec vm1 gsnl gate hc=0 syscall=1
gs_test vm1 gate-hc-closed gsuser expect EPERM
same gate-hc-closed "$(gs_host vm1)" unasked
same gate-parameter "$(guest_exec vm1 'cat /sys/module/kvmrt_guest/parameters/gs_hc_guest_enabled')" N
like gate-closed-text "$(guest_exec vm1 gsnl ping 1)" '^EPERM: gate .* is closed'
check gates-open guest_exec vm1 gsnl gate hc=1 syscall=1
gs_test vm1 gates-open gsuser expect ok
like gate-bad "$(guest_exec vm1 gsnl gate hc=2)" '^ERANGE: '
like gate-none "$(guest_exec vm1 gsnl gate)" '^EINVAL: neither'
check gate-again guest_exec vm1 gsnl gate syscall=0
wait_for 5 guest_exec vm1 'grep -c ^host /tmp/heard | grep -q 4'
same gate-notifications "$(guest_exec vm1 'grep -c "^host" /tmp/heard')" 4
guest_stop vm1
check unload unload_host
