# SPDX-License-Identifier: GPL-2.0-only
# What `make lab` has ready on its host: KVM, kvmrt.ko and a guest vm1.  The rc
# file of the interactive shell; lab-batch.sh reads it too.
# shellcheck shell=bash
. "$KVMRT_TOP/selftests/lib/l1.sh"
set +uo pipefail

lab_hint() {
	cat <<-EOT

		This is the host: $(uname -sr), kvmrt.ko loaded, a guest "vm1" running.
		  kvmrt-nl status                  the host's module
		  kvmrt-nl vm show                 its VMs
		  kvmrt-nl monitor                 events, until Ctrl-C
		  guest_exec vm1 kvmrt-gs ping 1   a command in the guest
		  guest_start vm2 --smp 2          another guest; guest_stop vm2
		  dmesg, trace-cmd, $TRACING
		  exit                             powers off
		The machine's own files are all here; what you write goes away with the host.

	EOT
}

echo "loading KVM and kvmrt.ko, starting a guest ..."
load_kvm && load_host && guest_start vm1
if [[ $- == *i* ]]; then
	[[ -z ${LAB_SIZE:-} ]] || stty rows "${LAB_SIZE% *}" cols "${LAB_SIZE#* }"
	lab_hint
	PS1='host# '
fi
