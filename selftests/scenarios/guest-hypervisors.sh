#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: a guest tells KVM, hidden KVM and Hyper-V apart
# requires: N02 N18
# class: once
# kernels: all
# only: gs
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'

# A KVM that hides, without and with the bit that says hypervisor.
guest_start hidden --cpu host,kvm=off,-hypervisor || exit 0
same hidden "$(gs_host hidden)" serves-hidden
gs_test hidden hidden gsuser expect ok
guest_kill hidden
guest_start bit --cpu host,kvm=off || exit 0
same hidden-with-bit "$(gs_host bit)" serves-hidden
guest_kill bit

# Hyper-V's interface beside KVM's: Linux prefers KVM's.  And alone: then the
# guest speaks Hyper-V with this host, and must not be called.
guest_start hv --cpu host,hv_relaxed,hv_vapic,hv_time || exit 0
same hyperv-beside-kvm "$(gs_host hv)" serves
gs_test hv hyperv-beside-kvm gsuser expect ok
guest_kill hv
guest_start hvonly --cpu host,kvm=off,hv_relaxed,hv_vapic,hv_time || exit 0
same hyperv "$(gs_host hvonly)" other
gs_test hvonly hyperv gsuser expect EOPNOTSUPP
guest_kill hvonly
check unload unload_host
