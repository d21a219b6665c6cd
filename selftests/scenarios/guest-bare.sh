#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the guest's module on bare metal, and beside the host's
# requires: N02 N18
# class: full
# kernels: all
# only: gs
# timeout: 180
# append: clearcpuid=hypervisor
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

# This machine looks like bare metal: no hypervisor bit, and the instruction
# raises #UD, with and without KVM loaded.
gsuser=$KVMRT_BUILD/selftests/guest/gsuser
both='gs_hc_guest_enabled=1 gs_syscall_enabled=1'
mark=$(dmesg_mark)
# shellcheck disable=SC2086 # one word per parameter
load_module kvmrt_guest $both || die 'kvmrt_guest.ko does not load'
same bare "$(gs_host_name "$(gs_local host)")" none
same bare-features "$(gs_local features)" 0x0
gs_relay bare < <("$gsuser" expect EOPNOTSUPP 2>&1)
like bare-load-line "$(dmesg_since "$mark")" 'kvmrt_guest: no hypervisor takes the hypercall; gates:'
same bare-load-lines "$(dmesg_since "$mark" | grep -c 'kvmrt_guest: ')" \
	"$(dmesg_since "$mark" | grep -cE 'kvmrt_guest: (no hypervisor|loading out-of-tree|module verif)')"
check kvm load_kvm
same bare-host "$(gs_host_name "$(gs_local host)")" none
gs_relay bare-host < <("$gsuser" expect EOPNOTSUPP 2>&1)

# Both modules share a trace system, and leave it in either order.
load_host || die 'kvmrt.ko does not load beside kvmrt_guest.ko'
events() { compgen -G "$TRACING/events/kvmrt/*_$1*" | wc -l; }
check both-events-guest test "$(events guest)" -ge 5
check both-events-host test "$(events host)" -ge 5
check both-guest-unload rmmod kvmrt_guest
same both-events-left "$(events guest) $(($(events host) > 0))" '0 1'
# shellcheck disable=SC2086
load_module kvmrt_guest $both || die 'kvmrt_guest.ko does not load again'
check both-host-unload unload_host
same both-events-left-too "$(events host) $(($(events guest) > 0))" '0 1'
check_status loaded-twice 1 insmod "$KMOD/kvmrt_guest.ko"

# The device is not to be pulled from under who has it open.
exec {device}<>/dev/kvmrt_gs
check_status busy 1 rmmod kvmrt_guest
exec {device}>&-
check unload rmmod kvmrt_guest
check device-gone test ! -e /dev/kvmrt_gs
