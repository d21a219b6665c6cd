# SPDX-License-Identifier: GPL-2.0-only
# The emulated machine: which QEMU and kernel arguments a kernel flavour needs.
# Reads the variables that run sets from its options.
# shellcheck shell=bash disable=SC2034,SC2153

FLAVOURS=(6.1 6.1-rt 6.12 6.12-rt debug plain)

# machine_cpu FLAVOUR : CPU model.  kvm-amd of the PREEMPT_RT kernels insists on
# a constant TSC; without the xlevel such a machine divides by zero at boot.
# No XSAVE: the emulator does not intercept XSETBV, so that a guest would change
# L1's own XCR0 behind KVM's back.
machine_cpu() {
	case $1 in
	*-rt) echo max,-xsave,+invtsc,+topoext,xlevel=0x8000001e,x-force-features=on ;;
	*) echo max,-xsave ;;
	esac
}

# machine_append FLAVOUR : kernel arguments.  An oops ends the run; the watchdogs
# are patient, because on a busy machine an emulated CPU may not run for seconds.
machine_append() {
	local common="console=ttyS0 panic=-1 oops=panic no_timer_check
		random.trust_cpu=on net.ifnames=0 log_buf_len=4M
		rcupdate.rcu_cpu_stall_timeout=120 watchdog_thresh=60
		sysctl.kernel.printk_ratelimit_burst=100"
	# Mitigations cost time here and protect nobody; but what is counted is
	# counted as a distribution boots.
	[[ $OPT_ICOUNT ]] || common+=" mitigations=off"
	case $1 in
	*-rt) common+=" tsc=reliable" ;;
	debug) common+=" kasan_multi_shot kmemleak=on" ;;
	esac
	# One line of it.
	# shellcheck disable=SC2086
	echo $common
}

# machine_memory FLAVOUR : MB of L1.
machine_memory() {
	case $1 in
	debug) echo 3072 ;;
	*) echo 2048 ;;
	esac
}

# machine_patience FLAVOUR : by what every time limit is multiplied.
machine_patience() {
	case $1 in
	debug) echo 5 ;;
	*-rt) echo 2 ;;
	*) echo 1 ;;
	esac
}

# machine_arguments : QEMU's arguments, one per line, from the options of run.
machine_arguments() {
	local machine=q35
	[[ -z $OPT_INTEL_IOMMU ]] || machine=q35,kernel-irqchip=split
	printf '%s\n' -M "$machine" -cpu "$(machine_cpu "$FLAVOUR")" \
		-smp "$OPT_SMP" -m "${OPT_MEM}M" \
		-nodefaults -display none -monitor none -nic none -no-reboot
	if [[ $OPT_ICOUNT ]]; then
		printf '%s\n' -accel tcg,thread=single -icount shift=0
	else
		printf '%s\n' -accel tcg,thread=multi
	fi
	[[ -z $OPT_INTEL_IOMMU ]] || printf '%s\n' \
		-device intel-iommu,intremap=on,caching-mode=on
	[[ -z $OPT_AMD_IOMMU ]] || printf '%s\n' -device amd-iommu,intremap=on
	printf '%s\n' \
		-kernel "$KVMRT_CACHE/kernels/$FLAVOUR/vmlinuz" \
		-initrd "$INITRD" \
		-append "$(machine_append "$FLAVOUR") $OPT_LOGLEVEL $OPT_APPEND" \
		-virtfs "local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap" \
		-virtfs "local,path=$OUT,mount_tag=out,security_model=none" \
		-device virtio-serial-pci \
		-chardev "file,id=verdict,path=$OUT/verdict" \
		-device virtserialport,chardev=verdict,name=kvmrt.verdict
	case $MODE in
	shell) printf '%s\n' -chardev stdio,id=console,signal=off ;;
	*) printf '%s\n' -chardev "file,id=console,path=$OUT/console.log" ;;
	esac
	printf '%s\n' -serial chardev:console
}
