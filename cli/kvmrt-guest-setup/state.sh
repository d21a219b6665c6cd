# SPDX-License-Identifier: GPL-2.0-only
# The state: a folder with the files as they were and a list of what was done, so
# that every step can be undone, by us at an error, by the next run if we are
# killed, by the user later.
#
# $STATE/phase     applying, applied or undoing
# $STATE/list      one line a file: number, action, sum before, sum after, path,
#                  separated by tabs; "-" is the sum of no file
# $STATE/dirs      folders that we made, the deepest last
# $STATE/service   name, enabled, active; of the time before
# $STATE/NUMBER    the file as it was
# shellcheck shell=bash

STATE=/var/lib/kvmrt/guest-setup
APPLYING=

state_dir() { printf '%s\n' "$ROOT$STATE"; }
state_phase() { cat "$ROOT$STATE/phase" 2>/dev/null || echo none; }

# state_phase_set PHASE : at once, or not at all.
state_phase_set() {
	echo "$1" >"$ROOT$STATE/phase.new" && mv -T "$ROOT$STATE/phase.new" "$ROOT$STATE/phase"
}

# sum FILE
sum() {
	local digest
	if [[ ! -e $1 ]]; then
		echo -
		return
	fi
	digest=$(sha256sum <"$1") && echo "${digest%% *}"
}

# make_dirs PATH : the folder with those above it; new ones are listed.
make_dirs() {
	local path=$1
	[[ ! -d $ROOT$path ]] || return 0
	make_dirs "${path%/*}" || return
	mkdir -m 755 "$ROOT$path" || return
	# The list may be in what is only being made.
	[[ " ${NEW_DIRS[*]} " == *" $path "* ]] || NEW_DIRS+=("$path")
}
NEW_DIRS=()

# state_lock : one of us at a time for a tree; the lock leaves nothing behind.
state_lock() {
	exec {LOCK}<"$ROOT/etc" || refuse "'${ROOT:-/}' has no /etc" ENOENT
	flock -n "$LOCK" || refuse "another $PROG is at work on '${ROOT:-/}'" EBUSY
}

# state_prepare : everything that is needed to undo, on disk, under its final
# name at once.
state_prepare() {
	local dir=$ROOT$STATE n target before after
	tree_check "$STATE"
	rm -rf "$dir.new" || return
	make_dirs "${STATE%/*}" || return
	mkdir -m 700 "$dir.new" || return
	for n in "${!FILE[@]}"; do
		target=$(tree_path "${FILE[n]}")
		after=-
		[[ ${ACTION[n]} == remove ]] || after=$(sum "$WORK/$n") || return
		[[ ${ACTION[n]} == create ]] || cp --preserve=all "$target" "$dir.new/$n" || return
		before=$(sum "$dir.new/$n") || return
		printf '%s\t%s\t%s\t%s\t%s\n' "$n" "${ACTION[n]}" "$before" "$after" "${FILE[n]}" \
			>>"$dir.new/list" || return
		# Its folder is made later, but known now.
		state_missing_dirs "${FILE[n]%/*}"
	done
	printf '%s\n' "${NEW_DIRS[@]}" >"$dir.new/dirs" || return
	echo "$SERVICE $(service_state)" >"$dir.new/service" || return
	echo applying >"$dir.new/phase" || return
	sync -f "$dir.new" || return
	mv -T "$dir.new" "$dir"
}

# state_missing_dirs PATH : adds those that will be made.
state_missing_dirs() {
	[[ $1 && ! -d $ROOT$1 ]] || return 0
	state_missing_dirs "${1%/*}"
	[[ " ${NEW_DIRS[*]} " == *" $1 "* ]] || NEW_DIRS+=("$1")
}

# put_file N : the new contents into their place, with the old one's owner, mode
# and attributes.
put_file() {
	local target part
	target=$(tree_path "${FILE[$1]}") || return
	part=$target.kvmrt-new
	case ${ACTION[$1]} in
	remove)
		rm "$target"
		return
		;;
	create)
		make_dirs "${FILE[$1]%/*}" && rm -f "$part" && cp "$WORK/$1" "$part" &&
			chmod 644 "$part" || return
		;;
	write)
		cp --preserve=all --remove-destination "$target" "$part" && cat "$WORK/$1" >"$part" || return
		;;
	esac
	mv -T "$part" "$target" && label "$target"
}

# restore_all : every file of the list as it was; may be repeated.
restore_all() {
	local dir=$ROOT$STATE n action before after path target ret=0
	while IFS=$'\t' read -r n action before after path; do
		tree_check "$path"
		target=$(tree_path "$path") || { ret=1; continue; }
		rm -f "$target.kvmrt-new" || ret=1
		if [[ $before == - ]]; then
			rm -f "$target" || ret=1
			continue
		fi
		[[ -f $dir/$n && ! -L $dir/$n && $(sum "$dir/$n") == "$before" ]] ||
			refuse "the copy of $path in $STATE is damaged: $path was not restored" EIO
		cp --preserve=all --remove-destination "$dir/$n" "$target.kvmrt-new" &&
			mv -T "$target.kvmrt-new" "$target" || ret=1
	done <"$dir/list"
	return "$ret"
}

# state_drop : the state and the folders that were made, if nobody uses them.
state_drop() {
	# Under another name first: half of a state is none.
	mv -T "$ROOT$STATE" "$ROOT$STATE.old" && state_finish
}

# state_finish : the rest of that, also of one that was killed at it.
state_finish() {
	local dir=$ROOT$STATE.old dirs=() n
	[[ -d $dir ]] || return 0
	if [[ -f $dir/dirs ]]; then
		mapfile -t dirs <"$dir/dirs"
	fi
	# The list goes last but for our own folder, which holds it.
	for ((n = ${#dirs[@]} - 1; n >= 0; n--)); do
		[[ ${dirs[n]} && -d $ROOT${dirs[n]} ]] || continue
		tree_check "${dirs[n]}"
		rmdir --ignore-fail-on-non-empty "$ROOT${dirs[n]}" || return
	done
	{ find "$dir" -mindepth 1 ! -name dirs -delete && rm -rf "$dir"; } || return
	if [[ " ${dirs[*]} " == *" ${STATE%/*} "* ]]; then
		rmdir --ignore-fail-on-non-empty "$ROOT${STATE%/*}"
	fi
}

# roll_back : what was begun is undone.
roll_back() {
	local service enabled active n
	APPLYING=
	[[ -z $MODULE_LOADED ]] || modprobe -r ptp_kvm 2>/dev/null || true
	rm -rf "$ROOT$STATE.new"
	if [[ -d $ROOT$STATE ]]; then
		read -r service enabled active <"$ROOT$STATE/service" || true
		{ restore_all && state_drop; } ||
			refuse "what was begun could not be undone completely; '$PROG undo' tries again" EIO
		if [[ $service ]]; then
			SERVICE=$service
			service_back "$enabled" "$active" || warn "the service $SERVICE is not as it was"
		fi
	fi
	for ((n = ${#NEW_DIRS[@]} - 1; n >= 0; n--)); do
		[[ ! -d $ROOT${NEW_DIRS[n]} ]] ||
			rmdir --ignore-fail-on-non-empty "$ROOT${NEW_DIRS[n]}"
	done
}

# state_recover : of one that was killed before.
state_recover() {
	tree_check "$STATE"
	state_finish || refuse "can't remove $STATE.old" EIO
	case $(state_phase) in
	applying | undoing)
		warn "an earlier $PROG did not come to its end: undoing what it began"
		roll_back
		NEW_DIRS=()
		;;
	esac
}

# state_changed : paths of the list that are neither as we left them nor as they
# were, one a line.  A drift file is the daemon's to write.
state_changed() {
	local n action before after path now
	while IFS=$'\t' read -r n action before after path; do
		[[ $action != remove ]] || continue
		tree_check "$path"
		now=$(sum "$(tree_path "$path")")
		[[ $now == "$before" || $now == "$after" ]] || printf '%s\n' "$path"
	done <"$ROOT$STATE/list"
}

# state_paths : of the list.
state_paths() { cut -f 5 "$ROOT$STATE/list"; }
