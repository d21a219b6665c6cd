# SPDX-License-Identifier: GPL-2.0-only
# What `time` will change: found out completely before anything is touched.
# shellcheck shell=bash

# One entry for each file: what happens to it (create, write, remove), its path
# inside of the tree, why; new contents are in $WORK/<index>.
ACTION=() FILE=() WHY=()
WORK=

# plan_file PATH WHY : new contents on stdin; nothing when they are there already.
plan_file() {
	local path=$1 n=${#FILE[@]} target
	tree_check "$path"
	target=$(tree_path "$path") || refuse "$path: where that link leads can't be told"
	cat >"$WORK/$n"
	if [[ -e $target ]]; then
		[[ -f $target ]] || refuse "$path is no ordinary file"
		! cmp -s "$WORK/$n" "$target" || return 0
		ACTION+=(write)
	else
		ACTION+=(create)
	fi
	FILE+=("$path")
	WHY+=("$2")
}

# plan_remove PATH WHY
plan_remove() {
	tree_check "$1"
	[[ -e $ROOT$1 ]] || return 0
	[[ -f $ROOT$1 ]] || refuse "$1 is no ordinary file"
	ACTION+=(remove)
	FILE+=("$1")
	WHY+=("$2")
}

MODULES_LOAD=/etc/modules-load.d/ptp_kvm.conf
UDEV_RULE=/etc/udev/rules.d/60-kvmrt-ptp.rules
SYSCONFIG=/etc/sysconfig/network

plan_modules() {
	if [[ -f $ROOT$MODULES_LOAD ]] && grep -Eqx '[[:space:]]*ptp_kvm[[:space:]]*' "$ROOT$MODULES_LOAD"; then
		return
	fi
	plan_file "$MODULES_LOAD" 'the module is loaded at every boot' < <(
		[[ ! -f $ROOT$MODULES_LOAD ]] || cat "$ROOT$MODULES_LOAD"
		echo ptp_kvm
	)
}

plan_udev() {
	[[ -z $ROOT && -e /dev/ptp_kvm ]] || has_ptp_rule ||
		plan_file "$UDEV_RULE" 'no rule of this system makes /dev/ptp_kvm' <<-'EOT'
			SUBSYSTEM=="ptp", ATTR{clock_name}=="KVM virtual PTP", SYMLINK+="ptp_kvm"
		EOT
}

plan_chrony() {
	local file main target
	while IFS= read -r file; do
		tree_check "$file"
		main=0
		[[ $file != "$CHRONY_CONF" ]] || main=1
		target=$(tree_path "$file")
		[[ -r $target ]] || refuse "$file can't be read; run $PROG as root"
		plan_file "$file" "the clock of the host is chrony's only source" \
			< <(chrony_edit "$main" <"$target")
	done < <(chrony_files)
	chrony_drift
	plan_remove "$DRIFT" 'it tells the drift of a clock that is no longer followed'
}

plan_peerntp() {
	[[ $LAYOUT == redhat ]] || return 0
	local old=/dev/null
	[[ ! -f $ROOT$SYSCONFIG ]] || old=$ROOT$SYSCONFIG
	plan_file "$SYSCONFIG" 'DHCP gives chrony no servers' < <(peerntp_edit <"$old")
}

# plan_time : fills the arrays.  Without a change in a file, the drift file of a
# daemon that follows the right clock is none to take away.
plan_time() {
	local n others=
	tree_check "$CHRONY_CONF"
	tree_check "$MODULES_LOAD"
	tree_check "$SYSCONFIG"
	plan_modules
	plan_udev
	plan_chrony
	plan_peerntp
	for n in "${!FILE[@]}"; do
		[[ ${ACTION[n]} == remove || ${FILE[n]} == "$MODULES_LOAD" ]] || others=1
	done
	if [[ -z $others ]]; then
		for n in "${!FILE[@]}"; do
			[[ ${ACTION[n]} != remove ]] || unset 'ACTION[n]' 'FILE[n]' 'WHY[n]'
		done
	fi
}

# steps : what will be done beside the files, for people and programs; before and
# after them.
steps_before() {
	[[ $ROOT || -e /dev/ptp_kvm ]] || echo 'load the module ptp_kvm'
	! has_systemctl || echo "stop the service $SERVICE"
}
steps_after() { ! has_systemctl || echo "enable and start the service $SERVICE"; }

# plan_diff N : of one file.
plan_diff() {
	local old new=$WORK/$1
	old=$(tree_path "${FILE[$1]}")
	case ${ACTION[$1]} in
	create) diff -u --label /dev/null --label "b${FILE[$1]}" /dev/null "$new" ;;
	write) diff -u --label "a${FILE[$1]}" --label "b${FILE[$1]}" "$old" "$new" ;;
	remove) ;;
	esac
	return 0
}

# plan_show DONE : the plan, or with DONE=1 what was done.
plan_show() {
	local n step separator='' before=() after=()
	if ((${#FILE[@]})); then
		mapfile -t before < <(steps_before)
		mapfile -t after < <(steps_after)
	fi
	if [[ $JSON ]]; then
		printf '{"root":%s,"layout":"%s","dry_run":%s,"changed":%s,"file":[' \
			"$(json "${ROOT:-/}")" "$LAYOUT" "$([[ $1 ]] && echo false || echo true)" \
			"$( ((${#FILE[@]})) && echo true || echo false)"
		for n in "${!FILE[@]}"; do
			printf '%s{"action":"%s","path":%s,"why":%s,"diff":%s}' "$separator" "${ACTION[n]}" \
				"$(json "${FILE[n]}")" "$(json "${WHY[n]}")" "$(json_or_null "${DIFFS[n]}")"
			separator=,
		done
		printf '],'
		json_list before "${before[@]}"
		printf ','
		json_list after "${after[@]}"
		printf ','
		json_list warning "${WARNINGS[@]}"
		printf '}\n'
		return
	fi
	[[ -z $1 ]] || return 0
	if ((${#FILE[@]} == 0)); then
		say "nothing to do: ${ROOT:-this machine} is set up ($LAYOUT)"
		return
	fi
	say "${ROOT:-this machine} ($LAYOUT):"
	for step in "${before[@]}"; do say "  $step"; done
	for n in "${!FILE[@]}"; do say "  ${ACTION[n]} ${FILE[n]}: ${WHY[n]}"; done
	for step in "${after[@]}"; do say "  $step"; done
	for n in "${!FILE[@]}"; do
		[[ -z ${DIFFS[n]} ]] || printf '\n%s\n' "${DIFFS[n]}"
	done
}

# plan_diffs : while the old files are still there.
DIFFS=()
plan_diffs() {
	local n
	for n in "${!FILE[@]}"; do DIFFS[n]=$(plan_diff "$n"); done
}
