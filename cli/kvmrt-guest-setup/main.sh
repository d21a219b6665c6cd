# SPDX-License-Identifier: GPL-2.0-only
# kvmrt-guest-setup: see kvmrt-guest-setup(8).
# shellcheck shell=bash

OPTIONS='--root --layout --dry-run --json --force --install-packages --help --version'
COMMANDS='time undo status host help'

help() {
	cat <<-EOT
		Usage: $PROG [OPTION]... COMMAND
		Makes a guest follow the clock of its host: chrony with ptp_kvm.

		Commands:
		  time    set the guest up; does nothing where that is done
		  undo    everything as it was before
		  status  what is set up, and whether it works
		  host    on the host: can guests follow its clock?

		Options:
		  -r, --root DIR          work on the tree of an image, start nothing
		  -l, --layout NAME       debian or redhat, instead of looking
		  -n, --dry-run           show what would be changed
		  -j, --json              print JSON
		  -f, --force             go on where a check refuses
		      --install-packages  install chrony if it is missing
		  -h, --help              print this help
		  -V, --version           print the version
	EOT
}

# complete WORD... : candidates for the last word, one a line.
complete_words() {
	local last=${*: -1} before=${*: -2:1} words word
	case $before in
	-l | --layout) words='debian redhat' ;;
	-r | --root) return ;;
	*)
		words=$COMMANDS
		[[ $last != -* ]] || words=$OPTIONS
		;;
	esac
	for word in $words; do
		[[ $word != "$last"* ]] || echo "$word"
	done
}

DRY_RUN='' FORCE='' INSTALL='' WANTED_LAYOUT='' COMMAND=''
parse() {
	while (($#)); do
		case $1 in
		-r | --root | -l | --layout)
			(($# > 1)) || usage_error "$1 needs a value"
			case $1 in
			-r | --root)
				[[ -d $2 ]] || usage_error "--root '$2' is no folder"
				ROOT=$(readlink -f "$2")
				ROOT=${ROOT%/}
				;;
			*) WANTED_LAYOUT=$2 ;;
			esac
			shift
			;;
		-n | --dry-run) DRY_RUN=1 ;;
		-j | --json) JSON=1 ;;
		-f | --force) FORCE=1 ;;
		--install-packages) INSTALL=1 ;;
		-h | --help) COMMAND=help ;;
		-V | --version) COMMAND=version ;;
		-*) usage_error "unknown option '$1'" ;;
		*)
			[[ -z $COMMAND ]] || usage_error "one command at a time, not '$COMMAND' and '$1'"
			[[ " $COMMANDS " == *" $1 "* ]] || usage_error "unknown command '$1'"
			COMMAND=$1
			;;
		esac
		shift
	done
	[[ $COMMAND ]] || usage_error 'a command is missing'
	if [[ $WANTED_LAYOUT ]]; then
		layout_set "$WANTED_LAYOUT"
	fi
}

find_layout() { [[ $LAYOUT ]] || layout_detect; }

# need_root : before the first change.
need_root() {
	[[ $ROOT ]] || ((EUID == 0)) || refuse 'only root may change this; --dry-run shows it to everybody'
}

run_time() {
	local n changed
	find_layout
	# A dry run changes nothing, also no state that was left.
	if [[ -z $DRY_RUN ]]; then
		need_root
		state_lock
		state_recover
	fi
	check_guest "$FORCE"
	if ! has_chrony; then
		[[ $INSTALL ]] || missing "chrony is not installed in '${ROOT:-/}': --install-packages does that (${INSTALLER[*]})"
		[[ -z $ROOT ]] || missing "chrony is not installed in '$ROOT': install it there, --install-packages works on the running system only"
		if [[ $DRY_RUN ]]; then
			say "would install chrony first (${INSTALLER[*]}); what changes in its files is known after that"
			[[ -z $JSON ]] || printf '{"root":"/","layout":"%s","dry_run":true,"changed":true,"install":true}\n' "$LAYOUT"
			return
		fi
		package_install || refuse "'${INSTALLER[*]}' failed" EIO
		has_chrony || missing "chrony is still not there after '${INSTALLER[*]}'"
	fi
	other_daemons
	plan_time
	plan_diffs
	if [[ $DRY_RUN ]] || ((${#FILE[@]} == 0)); then
		plan_show "$([[ $DRY_RUN ]] || echo 1)"
		[[ $DRY_RUN || $JSON ]] || say "nothing to do: ${ROOT:-this machine} is set up ($LAYOUT)"
		return
	fi
	if [[ $(state_phase) == applied ]]; then
		changed=$(state_changed)
		refuse "it was set up before, but differs now in ${FILE[*]}${changed:+ (changed since then: ${changed//$'\n'/ })}: '$PROG undo${changed:+ --force}' first, then set up again" EEXIST
	fi
	[[ $JSON ]] || DRY_RUN=1 plan_show ''
	apply
	plan_show 1
	say 'done'
}

# apply : all, or nothing.
apply() {
	local n
	APPLYING=1
	module_load ||
		give_up 'the module ptp_kvm does not work here: the host must be KVM with the clock source tsc (kvmrt-guest-setup host, there)'
	state_prepare || give_up "can't write $STATE"
	service_stop || give_up "the service $SERVICE does not stop"
	for n in "${!FILE[@]}"; do
		put_file "$n" || give_up "can't ${ACTION[n]} ${FILE[n]}"
	done
	service_start || give_up "the service $SERVICE does not start"
	{ sync -f "$ROOT$STATE" && state_phase_set applied; } || give_up "can't write $STATE"
	APPLYING=
}

# give_up TEXT : everything back, then the error.
give_up() {
	roll_back
	refuse "$1: nothing was changed" EIO
}

run_undo() {
	local changed path target service enabled active
	tree_check "$STATE"
	[[ $DRY_RUN ]] || need_root
	if [[ $(state_phase) == none ]]; then
		if [[ -z $DRY_RUN && -d $ROOT$STATE.old ]]; then
			state_finish || refuse "files are restored, but $STATE.old could not be removed" EIO
			say 'restored before; the rest of the state is gone now'
			return
		fi
		refuse "nothing was set up by $PROG in '${ROOT:-/}'" ENOENT
	fi
	changed=$(state_changed)
	if [[ $changed && -z $FORCE ]]; then
		refuse "changed since it was set up: ${changed//$'\n'/ }; --force restores it all the same and keeps the changed file as FILE.before-undo" EEXIST
	fi
	if [[ $DRY_RUN ]]; then
		if [[ $JSON ]]; then
			mapfile -t FILE < <(state_paths)
			printf '{"root":%s,"dry_run":true,%s}\n' "$(json "${ROOT:-/}")" "$(json_list restore "${FILE[@]}")"
		else
			state_paths | sed 's/^/would restore /'
		fi
		return
	fi
	need_root
	state_lock
	read -r service enabled active <"$ROOT$STATE/service"
	SERVICE=$service
	mapfile -t FILE < <(state_paths)
	state_phase_set undoing || refuse "can't write $STATE" EIO
	while IFS= read -r path; do
		[[ $path ]] || continue
		target=$(tree_path "$path")
		[[ ! -e $target ]] || cp --preserve=all --remove-destination "$target" "$target.before-undo" ||
			refuse "can't keep $path as $path.before-undo" EIO
	done <<<"$changed"
	service_stop || warn "the service $SERVICE does not stop"
	restore_all || refuse "could not restore everything; '$PROG undo' tries again" EIO
	state_drop || refuse "files are restored, but $STATE could not be removed" EIO
	service_back "$enabled" "$active" || warn "the service $SERVICE is not as it was ($enabled, $active)"
	if [[ $JSON ]]; then
		printf '{"root":%s,"dry_run":false,%s,%s}\n' "$(json "${ROOT:-/}")" \
			"$(json_list restore "${FILE[@]}")" "$(json_list warning "${WARNINGS[@]}")"
	else
		printf 'restored %s\n' "${FILE[@]}"
	fi
}

run_status() {
	local phase changed='' ptp source='' selected='' state ret=0
	find_layout
	tree_check "$STATE"
	phase=$(state_phase)
	[[ $phase == none ]] || changed=$(state_changed)
	ptp=$(ptp_state)
	state=$(service_state)
	if [[ -z $ROOT ]]; then
		read -r source <"$CLOCKSOURCE/current_clocksource" || source=
		# "#,*,PHC0,...": a reference clock that is followed.
		selected=$(chronyc -c sources 2>/dev/null | awk -F, '$2 == "*" { print $3 }') || true
	fi
	[[ $phase == applied && -z $changed ]] || ret=$REFUSED
	if [[ $JSON ]]; then
		mapfile -t FILE <<<"$changed"
		[[ $changed ]] || FILE=()
		printf '{"root":%s,"layout":"%s","state":"%s",%s,"ptp_kvm":"%s","service":"%s","enabled":"%s","active":"%s","clocksource":%s,"follows":%s}\n' \
			"$(json "${ROOT:-/}")" "$LAYOUT" "$phase" "$(json_list changed "${FILE[@]}")" "$ptp" \
			"$SERVICE" "${state% *}" "${state#* }" "$(json_or_null "$source")" "$(json_or_null "$selected")"
	else
		printf '%-14s%s\n' layout "$LAYOUT" state "$phase" ptp_kvm "$ptp" \
			service "$SERVICE ($state)" 'clock source' "${source:--}" follows "${selected:--}"
		[[ -z $changed ]] || printf '%-14s%s\n' changed "${changed//$'\n'/ }"
	fi
	return "$ret"
}

# shellcheck disable=SC2317 # the trap calls it
at_exit() {
	local status=$?
	trap - EXIT
	[[ -z $WORK ]] || rm -rf "$WORK"
	[[ -z $APPLYING ]] || roll_back
	exit "$status"
}

main() {
	umask 022
	if [[ ${1:-} == --complete ]]; then
		shift
		complete_words "$@"
		return
	fi
	# Errors of a command line that asks for JSON are JSON, too.
	[[ " $* " != *' --json '* && " $* " != *' -j '* ]] || JSON=1
	parse "$@"
	trap at_exit EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	case $COMMAND in
	help) help ;;
	version) if [[ $JSON ]]; then echo "{\"tool\":\"$VERSION\"}"; else echo "$PROG $VERSION"; fi ;;
	host) host_check ;;
	*)
		WORK=$(mktemp -d) || refuse 'no place for temporary files' EIO
		case $COMMAND in
		time) run_time ;;
		undo) run_undo ;;
		status) run_status ;;
		esac
		;;
	esac
}

main "$@"
exit
