# SPDX-License-Identifier: GPL-2.0-only
# chrony's configuration: the host's clock becomes its only source.
# shellcheck shell=bash

REFCLOCK='refclock PHC /dev/ptp_kvm poll 3 dpoll -2 offset 0'
MARK='#kvmrt-guest-setup: '

# chrony_files : the main file and those it includes, paths inside of the tree,
# one a line.  Directives are known by chrony in any case, comments by !;#%.
chrony_files() {
	local directive values value file
	echo "$CHRONY_CONF"
	while read -r directive values; do
		case ${directive,,} in
		include | confdir) ;;
		*) continue ;;
		esac
		set -f
		for value in $values; do
			[[ $value == /* ]] || continue
			[[ ${directive,,} == include ]] || value="${value%/}/*.conf"
			set +f
			# shellcheck disable=SC2231 # a pattern, without blanks
			for file in "$ROOT"$value; do
				[[ ! -f $file ]] || printf '%s\n' "${file#"$ROOT"}"
			done
			set -f
		done
		set +f
	done <"$(tree_path "$CHRONY_CONF")"
}

# chrony_drift : the file that the directive names, else the layout's.
chrony_drift() {
	local directive value
	while read -r directive value _; do
		if [[ ${directive,,} == driftfile && $value == /* ]]; then
			DRIFT=$value
		fi
	done <"$(tree_path "$CHRONY_CONF")"
}

# chrony_edit MAIN : filter.  Every source but ours becomes a comment; MAIN=1
# adds ours unless it is there.  "sourcedir" is where NetworkManager and DHCP
# put servers, the peer-NTP of this file.
chrony_edit() {
	awk -v main="$1" -v ours="$REFCLOCK" -v mark="$MARK" '
		BEGIN {
			n = split("refclock server pool peer sourcedir initstepslew", list, " ")
			for (i = 1; i <= n; i++)
				source[list[i]] = 1
		}
		{
			line = $0
			$1 = $1
			if ($0 == ours && main && !seen) {
				seen = 1
				print line
			} else if (tolower($1) in source) {
				print mark line
			} else {
				print line
			}
		}
		END {
			if (main && !seen) {
				print mark "the clock of the host, by ptp_kvm"
				print ours
			}
		}'
}

# peerntp_edit : filter for /etc/sysconfig/network.
peerntp_edit() {
	awk -v mark="$MARK" '
		/^[ \t]*PEERNTP=no[ \t]*$/ { seen = 1; print; next }
		/^[ \t]*(export[ \t]+)?PEERNTP=/ { print mark $0; next }
		{ print }
		END { if (!seen) print "PEERNTP=no" }'
}
