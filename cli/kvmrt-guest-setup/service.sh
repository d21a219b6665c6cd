# SPDX-License-Identifier: GPL-2.0-only
# What runs: the daemon, the module, packages.  Of this machine only, never of an
# image.
# shellcheck shell=bash

has_systemctl() { [[ -z $ROOT && -d /run/systemd/system ]] && command -v systemctl >/dev/null; }

# service_state : "enabled active", as systemd says it; "none none" without it.
service_state() {
	local enabled active
	if ! has_systemctl; then
		echo none none
		return
	fi
	enabled=$(systemctl is-enabled "$SERVICE" 2>/dev/null) || true
	active=$(systemctl is-active "$SERVICE" 2>/dev/null) || true
	echo "${enabled:-unknown} ${active:-unknown}"
}

# The daemon writes its drift file when it stops: it must not run while that is
# taken away.
service_stop() { ! has_systemctl || systemctl stop "$SERVICE"; }

service_start() {
	has_systemctl || return 0
	systemctl enable -q "$SERVICE" && systemctl restart "$SERVICE"
}

# service_back ENABLED ACTIVE : as it was.
service_back() {
	has_systemctl || return 0
	[[ $1 != disabled ]] || systemctl disable -q "$SERVICE" || return
	if [[ $2 == active ]]; then
		systemctl restart "$SERVICE"
	else
		systemctl stop "$SERVICE"
	fi
}

MODULE_LOADED=
# module_load : now; the file in modules-load.d does it at the next boot.
module_load() {
	local n
	[[ -z $ROOT && ! -e /dev/ptp_kvm ]] || return 0
	modprobe ptp_kvm || return
	MODULE_LOADED=1
	if command -v udevadm >/dev/null; then
		udevadm trigger --subsystem-match=ptp 2>/dev/null || true
		udevadm settle 2>/dev/null || true
	fi
	for n in {1..20}; do
		[[ ! -e /dev/ptp_kvm ]] || return 0
		sleep 0.1
	done
	return 1
}

package_install() {
	say "installing: ${INSTALLER[*]}"
	if [[ $LAYOUT == debian ]]; then
		DEBIAN_FRONTEND=noninteractive "${INSTALLER[@]}" >&2
	else
		"${INSTALLER[@]}" >&2
	fi
}

# label PATH : a new file's SELinux label, where there is such a thing.
label() {
	[[ $ROOT ]] || ! command -v restorecon >/dev/null || restorecon "$1" 2>/dev/null || true
}
