# SPDX-License-Identifier: GPL-2.0-only
# Questions to the machine or the image: is there what the set-up needs?
# shellcheck shell=bash

CLOCKSOURCE=/sys/devices/system/clocksource/clocksource0

# module_of RELEASE : where ptp_kvm is for that kernel; 1 if nowhere.
module_of() {
	local base file
	for base in "$ROOT/lib/modules/$1" "$ROOT/usr/lib/modules/$1"; do
		[[ -d $base && (-z $ROOT || ! -L ${base%/modules/*}) ]] || continue
		if grep -qs '/ptp_kvm\.ko$' "$base/modules.builtin"; then
			echo built-in
			return 0
		fi
		for file in "$base"/kernel/drivers/ptp/ptp_kvm.ko* "$base"/updates/ptp_kvm.ko*; do
			if [[ -f $file ]]; then
				printf '%s\n' "${file#"$ROOT"}"
				return 0
			fi
		done
	done
	return 1
}

# releases : kernels that matter: the running one, or all of an image.
releases() {
	local dir
	if [[ -z $ROOT ]]; then
		uname -r
		return
	fi
	for dir in "$ROOT"/lib/modules/*/ "$ROOT"/usr/lib/modules/*/; do
		dir=${dir%/}
		[[ ! -d $dir || -L ${dir%/modules/*} ]] || printf '%s\n' "${dir##*/}"
	done | sort -u
}

# ptp_state : "device", "module", "mixed" (some kernels of an image lack it) or
# "none".
ptp_state() {
	local release found='' lacking=''
	if [[ -z $ROOT && -e /dev/ptp_kvm ]]; then
		echo device
		return
	fi
	while IFS= read -r release; do
		if module_of "$release" >/dev/null; then
			found=1
		else
			lacking=1
		fi
	done < <(releases)
	case $found$lacking in
	1) if [[ $found ]]; then echo module; else echo none; fi ;;
	11) echo mixed ;;
	*) echo none ;;
	esac
}

# has_ptp_rule : does udev make /dev/ptp_kvm?  systemd's own rules do from 245.
has_ptp_rule() {
	local dir
	for dir in "$ROOT"/usr/lib/udev/rules.d "$ROOT"/lib/udev/rules.d "$ROOT"/etc/udev/rules.d; do
		[[ -d $dir && (-z $ROOT || ! -L ${dir%/udev/*}) ]] || continue
		grep -qs '^[^#]*ptp_kvm' "$dir"/*.rules && return 0
	done
	return 1
}

# has_chrony : is the daemon there?
has_chrony() {
	[[ -x $ROOT/usr/sbin/chronyd || -x $ROOT/usr/bin/chronyd ]] &&
		[[ -f $(tree_path "$CHRONY_CONF") ]]
}

# check_guest FORCE : what has to be so, before anything is changed.
check_guest() {
	local state sources
	state=$(ptp_state)
	case $state in
	none)
		if [[ $1 ]]; then
			warn "no ptp_kvm for ${ROOT:-this kernel, $(uname -r)}: chrony will have no source"
		elif [[ $ROOT ]]; then
			missing "no kernel in '$ROOT' has the module ptp_kvm: install one that does, or go on with --force"
		else
			missing "there is no /dev/ptp_kvm, and the kernel $(uname -r) has no module ptp_kvm: install the distribution's full kernel package, or go on with --force"
		fi
		;;
	mixed) warn "some kernels in '$ROOT' have no module ptp_kvm" ;;
	esac
	[[ -z $ROOT ]] || return 0
	read -r sources <"$CLOCKSOURCE/available_clocksource" || sources=
	case " $sources " in
	*' kvm-clock '*) ;;
	*)
		[[ ! -e /dev/ptp_kvm ]] && [[ -z $1 ]] &&
			missing "this machine has no kvm-clock (clock sources: ${sources:-none}): it is no KVM guest, or its host hides KVM, or no-kvmclock is on the kernel's command line; --force goes on"
		warn "no kvm-clock among the clock sources: ${sources:-none}"
		;;
	esac
}

# other_daemons : others that would set the clock, too.
other_daemons() {
	local unit
	[[ -z $ROOT ]] && has_systemctl || return 0
	for unit in systemd-timesyncd ntp ntpd ntpsec openntpd; do
		! systemctl -q is-active "$unit" 2>/dev/null ||
			warn "$unit is running and sets the clock, too: systemctl disable --now $unit"
	done
}

# host_check : for the machine under the guests: is its time synchronised, so
# that following it makes sense, and can ptp_kvm read it?
host_check() {
	local how=unknown state=unknown source leap ret=0
	if command -v chronyc >/dev/null && leap=$(chronyc -c tracking 2>/dev/null); then
		how=chrony
		state=no
		[[ ${leap##*,} == 'Not synchronised' ]] || state=yes
	elif command -v timedatectl >/dev/null &&
		leap=$(timedatectl show -p NTPSynchronized --value 2>/dev/null) && [[ $leap ]]; then
		how=timedatectl
		state=$leap
	fi
	read -r source <"$CLOCKSOURCE/current_clocksource" || source=unknown
	if [[ $JSON ]]; then
		printf '{"synchronised":"%s","by":"%s","clocksource":%s,"ptp_kvm_possible":%s}\n' \
			"$state" "$how" "$(json "$source")" \
			"$([[ $source == tsc ]] && echo true || echo false)"
	else
		printf 'time synchronised  %s (asked: %s)\nclock source       %s\n' "$state" "$how" "$source"
	fi
	if [[ $state != yes ]]; then
		[[ $JSON ]] || printf '%s: the time of this host is not known to be synchronised: set up chrony here first; guests can be no better than their host\n' "$PROG" >&2
		ret=$REFUSED
	fi
	if [[ $source != tsc ]]; then
		[[ $JSON ]] || printf "%s: the clock source of this host is %s, not tsc: KVM can't answer ptp_kvm of its guests\n" "$PROG" "$source" >&2
		ret=$REFUSED
	fi
	return "$ret"
}
