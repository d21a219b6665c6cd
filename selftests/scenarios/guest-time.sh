#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: kvmrt-guest-setup time in a guest: chrony follows the host's clock by ptp_kvm
# requires: L01 L02 L03
# class: full
# kernels: 6.1 6.1-rt 6.12 6.12-rt
# only: trace time
# smp: 1
# append: tsc=reliable
# timeout: 200
. "$KVMRT_TOP/selftests/lib/l1.sh"

CHRONY=$KVMRT_CACHE/chrony
[[ -e $CHRONY/.ready ]] || die "no chrony in the cache: run 'scripts/setup chrony'"
ROOT=/tmp/guest-root
IMAGE=$GUESTS/time.cpio.gz

# program FILE PATH : a program of this machine, with its libraries.
program() {
	local lib
	install -D "$1" "$ROOT$2"
	while read -r lib; do
		[[ -e $ROOT$lib ]] || install -D "$lib" "$ROOT$lib"
	done < <(ldd "$1" | grep -o '/[^ ]*')
}

# The guest of every scenario, and over it Debian's tools in the place of
# busybox's, chrony as its package has it, and the modules of the kernel.
fill() {
	local tool module dir=$ROOT/lib/modules/$KVMRT_RELEASE
	# A folder of the base image that is a link there must not become one here.
	for tool in awk cat chmod cmp cp cut diff find flock grep iconv mkdir mktemp mv \
		readlink rm rmdir sed sha256sum sleep sort stat sync tail uname; do
		program "$(readlink -f "$(command -v "$tool")")" "/usr/bin/$tool"
	done
	program /bin/bash /bin/bash
	program "$CHRONY/usr/sbin/chronyd" /usr/sbin/chronyd
	program "$CHRONY/usr/bin/chronyc" /usr/bin/chronyc
	install -D "$KVMRT_BUILD/cli/kvmrt-guest-setup" "$ROOT/usr/sbin/kvmrt-guest-setup"
	mkdir -p "$ROOT"/etc/{chrony/conf.d,modules-load.d} "$ROOT"/var/{lib,log,tmp} "$ROOT/run" \
		"$ROOT"/var/lib/chrony "$ROOT/lib/udev/rules.d"
	install -m 644 "$CHRONY/usr/share/chrony/chrony.conf" "$ROOT/etc/chrony/chrony.conf"
	install -m 644 /etc/os-release "$ROOT/etc/os-release"
	echo '1.5 0.5' >"$ROOT/var/lib/chrony/chrony.drift"
	echo '# ptp_kvm: see the scenario' >"$ROOT/lib/udev/rules.d/50-udev-default.rules"
	echo 'SYMLINK+="ptp_kvm"' >>"$ROOT/lib/udev/rules.d/50-udev-default.rules"
	mkdir -p "$dir/kernel/drivers/ptp"
	while read -r _ module; do
		case $module in
		*.xz) xz -dc "$module" >"$dir/kernel/drivers/ptp/$(basename "${module%.xz}")" ;;
		*.ko) cp "$module" "$dir/kernel/drivers/ptp/" ;;
		esac
	done < <(modprobe --show-depends ptp_kvm)
	cp "/lib/modules/$KVMRT_RELEASE"/modules.{order,builtin} "$dir/"
	depmod -b "$ROOT" "$KVMRT_RELEASE"
}

in_guest() { guest_exec -t 60 vm1 "export PATH=/usr/sbin:/usr/bin:/sbin:/bin; $*"; }
setup() { in_guest "kvmrt-guest-setup $*"; }
follows() { [[ $(in_guest 'chronyc -c sources') == '#,*,PHC0,'* ]]; }
# The guest's time of day less ours, in ms, and how far that may be off.
difference() {
	local before after guest
	before=${EPOCHREALTIME/./}
	guest=$(in_guest "bash -c 'echo \${EPOCHREALTIME/./}'")
	after=${EPOCHREALTIME/./}
	echo "$(((guest - (before + after) / 2) / 1000)) $(((after - before) / 2000 + 1))"
}

same host-clocksource "$(cat /sys/devices/system/clocksource/clocksource0/current_clocksource)" tsc
# Nobody sets the clock of this host: it says so.
like host-unsynchronised "$("$KVMRT_BUILD/cli/kvmrt-guest-setup" host 2>&1; echo "status $?")" \
	'not known to be synchronised.*status 1'

mkdir -p "$ROOT"
fill >/dev/null 2>"$OUT/fill.log" || die "the image: $(tail -n 3 "$OUT/fill.log")"
cp "$KVMRT_BUILD/vm/guest-$KVMRT_GUEST_FLAVOUR.cpio.gz" "$IMAGE"
(cd "$ROOT" && find . -mindepth 1 | cpio --quiet -o -H newc | gzip -1) >>"$IMAGE"
load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
guest_start vm1 --mem 512 --qemu "-initrd $IMAGE" || exit 0
in_guest 'echo _chrony:x:100:100::/var/lib/chrony:/bin/false >>/etc/passwd
echo _chrony:x:100: >>/etc/group
echo 127.0.0.1 localhost >/etc/hosts
# A clock that is wrong by far.
date -s 2001-02-03 >/dev/null
# What udev does where there is one.
(until [ -e /dev/ptp0 ]; do sleep 0.1; done; ln -s ptp0 /dev/ptp_kvm) >/dev/null 2>&1 &'
like kvm-clock "$(in_guest 'cat /sys/devices/system/clocksource/clocksource0/available_clocksource')" kvm-clock
before=$(in_guest 'sha256sum /etc/chrony/chrony.conf /var/lib/chrony/chrony.drift')

like dry-run "$(setup --dry-run time 2>&1)" 'load the module ptp_kvm.*refclock PHC /dev/ptp_kvm poll 3 dpoll -2 offset 0'
same dry-run-no-module "$(in_guest 'ls /dev/ptp_kvm 2>/dev/null | wc -l')" 0
check time setup time || exit 0
check device in_guest 'test -e /dev/ptp_kvm'
same clock-name "$(in_guest 'cat /sys/class/ptp/ptp0/clock_name')" 'KVM virtual PTP'
same drift-file-gone "$(in_guest 'ls /var/lib/chrony' 2>&1)" ''

# As Debian's service starts it, system call filter and all.
check chronyd in_guest 'chronyd -F 1'
if wait_for 90 follows; then
	ok follows-the-host
else
	fail follows-the-host "$(in_guest 'chronyc -n sources; chronyc tracking' 2>&1)"
fi
like no-other-source "$(in_guest 'chronyc -c sources | wc -l')" '^1$'
read -r off uncertain < <(difference)
note "the guest is $off ms from its host, give or take $uncertain"
if ((off <= uncertain + 50 && off >= -uncertain - 50)); then
	ok same-time-of-day
else
	fail same-time-of-day "$off ms off, known to $uncertain ms"
fi
like status "$(setup status)" 'state +applied.*follows +PHC0'
same again "$(setup time)" 'nothing to do: this machine is set up (debian)'

in_guest 'chronyc shutdown' >/dev/null 2>&1 || true
check undo setup undo
same as-before "$(in_guest 'sha256sum /etc/chrony/chrony.conf /var/lib/chrony/chrony.drift')" "$before"
check stop guest_stop vm1
check unload unload_host
