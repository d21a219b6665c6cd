# SPDX-License-Identifier: GPL-2.0-only
# Guests (L2) of a scenario: real nested KVM guests, driven over a virtio port by
# the agent in selftests/vm/guest-init.  Part of l1.sh.
# shellcheck shell=bash

GUESTS=/run/kvmrt
GUEST_CALLS=0

guest_console() { echo "$OUT/guest-$1.console"; }
guest_pid() {
	local pid
	read -r pid <"$GUESTS/$1.pid" && echo "$pid"
}

guest_tail() {
	tail -n "${2:-8}" "$(guest_console "$1")" 2>/dev/null | tr -d '\r\000'
	tail -n 3 "$GUESTS/$1.qemu" 2>/dev/null
}

# guest_start NAME [OPTION]... : boots a guest and waits for its agent.
#   --smp N  --mem M        default 1 CPU, 256 MB
#   --cpu MODEL             default host
#   --kernel FLAVOUR        one that the run was told of (--guests)
#   --append ARGS           kernel arguments
#   --guest-params 'P=V..'  for kvmrt_guest.ko; "none" = do not load it.  Default:
#                           both services on, loaded if it was built
#   --qemu 'ARGS'           further arguments
#   --no-wait               return at once; guest_wait comes later
# A guest that does not answer in time is a failure, told with the end of its
# console; returns 1 then.
guest_start() {
	local name=$1 smp=1 mem=256 cpu=host kernel=$KVMRT_GUEST_FLAVOUR append='' extra=''
	local params='gs_hc_guest_enabled=1 gs_syscall_enabled=1' wait=1 pipe image bios=()
	shift
	while (($#)); do
		case $1 in
		--smp) smp=$2 ;;
		--mem) mem=$2 ;;
		--cpu) cpu=$2 ;;
		--kernel) kernel=$2 ;;
		--append) append=$2 ;;
		--guest-params) params=$2 ;;
		--qemu) extra=$2 ;;
		--no-wait)
			wait=
			shift
			continue
			;;
		*) die "guest_start: unknown option '$1'" ;;
		esac
		shift 2
	done
	# The uncompressed image saves most of a nested boot's time.
	image=$KVMRT_CACHE/kernels/$kernel/vmlinux
	[[ -e $image ]] || image=$KVMRT_CACHE/kernels/$kernel/vmlinuz
	[[ -e /dev/kvm ]] || { fail "guest $name" "no /dev/kvm"; return 1; }
	pipe=$GUESTS/$name.agent
	rm -f "$pipe.in" "$pipe.out"
	mkfifo "$pipe.in" "$pipe.out"
	# Four of five exits of a boot were the probing of PCI buses that are not
	# there, and half of the time was the firmware's.
	[[ ! -e /usr/share/qemu/qboot.rom ]] || bios=(-bios /usr/share/qemu/qboot.rom)
	# shellcheck disable=SC2086 # extra is a list of words
	qemu-system-x86_64 -name "$name,debug-threads=on" -M q35 -accel kvm -cpu "$cpu" \
		-smp "$smp" -m "${mem}M" -nodefaults -no-user-config -display none \
		-no-reboot -nic none "${bios[@]}" \
		-kernel "$image" \
		-initrd "$KVMRT_BUILD/vm/guest-$kernel.cpio.gz" \
		-append "console=ttyS0 loglevel=5 panic=-1 oops=panic random.trust_cpu=on \
rcupdate.rcu_cpu_stall_timeout=120 watchdog_thresh=60 tsc=reliable pci=noearly,lastbus=0 ${KVMRT_MITIGATIONS:-} \
kvmrt.name=$name kvmrt.params=${params// /,} $append" \
		-serial "file:$(guest_console "$name")" \
		-device virtio-serial-pci -chardev "pipe,id=agent,path=$pipe" \
		-device virtserialport,chardev=agent,name=kvmrt.agent \
		$extra </dev/null >"$GUESTS/$name.qemu" 2>&1 &
	echo "$!" >"$GUESTS/$name.pid"
	# No word from bash when it is killed.
	disown "$!"
	[[ -z $wait ]] || guest_wait "$name" "$params"
}

# agent_line FD SECONDS : reads on to the end of a line, into the caller's "line".
# bash gives up in the middle when the time is over; what has come is kept then,
# and the next call goes on behind it.
agent_line() {
	local part status=0
	IFS= read -r -t "$2" part <&"$1" || status=1
	line+=$part
	return "$status"
}

# guest_wait NAME [PARAMS] : until the agent says READY.
guest_wait() {
	local name=$1 params=${2:-none} start=$SECONDS end line='' fd
	end=$((start + $(patient 90)))
	exec {fd}<>"$GUESTS/$name.agent.out"
	while ((SECONDS < end)) && guest_alive "$name"; do
		agent_line "$fd" 3 && break
	done
	exec {fd}<&-
	case $line in
	'READY refused')
		if [[ $params != none ]]; then
			fail "guest $name" "kvmrt_guest.ko did not load: $(guest_tail "$name")"
			return 1
		fi
		;;
	READY\ *) ;;
	*)
		fail "guest $name" "no word from it in $((SECONDS - start)) s: $(guest_tail "$name")"
		return 1
		;;
	esac
	note "guest $name is up (${line#READY }, pid $(guest_pid "$name"))"
}

# guest_alive NAME : its QEMU runs; one that nobody has waited for yet does not.
guest_alive() {
	local pid state
	{
		read -r pid <"$GUESTS/$1.pid" && read -r state <"/proc/$pid/stat"
	} 2>/dev/null || return 1
	[[ ${state##*) } != Z* ]]
}

# guest_exec [-t SECONDS] NAME CMD... : runs a shell command in the guest, prints
# its output (text: no NUL bytes), returns its status; 125 when it did not end in
# time (default 30 s) or the guest is gone.  One call at a time per guest, others
# wait; a background job of the guest ("cmd >/tmp/log 2>&1 &") goes on after the
# call.
guest_exec() {
	local limit=30 name id call status
	if [[ $1 == -t ]]; then
		limit=$2
		shift 2
	fi
	name=$1
	shift
	limit=$((limit * ${KVMRT_PATIENCE:-1}))
	id=$BASHPID.$RANDOM.$((++GUEST_CALLS))
	if ! guest_alive "$name"; then
		echo "guest $name is not running" >&2
		return 125
	fi
	printf -v call '%s %s %q' "$id" "$limit" "$*"
	guest_lock "$name" $((limit * 2 + 60)) || return 125
	status=0
	# A guest that reads no more makes the pipe fill up, at 64 KB.
	if ((${#call} < 30000)); then
		echo "$call" >"$GUESTS/$name.agent.in"
	else
		echo "$call" >"$GUESTS/$name.call"
		timeout "$limit" cp "$GUESTS/$name.call" "$GUESTS/$name.agent.in" || status=125
	fi
	((status)) || guest_answer "$name" "$id" "$limit" || status=$?
	guest_unlock "$name"
	return "$status"
}

# guest_answer NAME ID SECONDS : answers to earlier calls that were given up are
# thrown away.  QEMU holds both ends of the pipes, so that nothing is lost between
# two readers.
guest_answer() {
	local name=$1 id=$2 start=$SECONDS end got status size output LC_ALL=C fd line=''
	end=$((start + $3 + 15 * ${KVMRT_PATIENCE:-1}))
	exec {fd}<>"$GUESTS/$name.agent.out"
	while ((SECONDS < end)) && guest_alive "$name"; do
		agent_line "$fd" 2 || continue
		read -r got status size <<<"$line"
		line=
		[[ $size =~ ^[0-9]+$ ]] || continue
		output=
		if ((size > 2000)); then
			# bash reads a pipe byte by byte.
			timeout 60 head -c "$size" <&"$fd" >"$GUESTS/$name.output.$id"
			[[ $got != "$id" ]] || cat "$GUESTS/$name.output.$id"
			rm -f "$GUESTS/$name.output.$id"
		elif ((size)); then
			IFS= read -r -d '' -t 20 -N "$size" output <&"$fd"
		fi
		[[ $got == "$id" ]] || continue
		exec {fd}<&-
		printf %s "$output"
		# Killed by the agent, for its time was over.
		((status != 137 || SECONDS - start < $3)) || status=125
		return "$status"
	done
	exec {fd}<&-
	echo "guest $name: no answer in $((SECONDS - start)) s: $(guest_tail "$name")" >&2
	return 125
}

# guest_lock NAME SECONDS : without a process of its own.
guest_lock() {
	local lock=$GUESTS/$1.lock end=$((SECONDS + $2)) owner
	while :; do
		set -o noclobber
		if { echo "$BASHPID" >"$lock"; } 2>/dev/null; then
			set +o noclobber
			return 0
		fi
		set +o noclobber
		# Somebody who was killed leaves it.
		if read -r owner 2>/dev/null <"$lock" && [[ $owner && ! -d /proc/$owner ]]; then
			rm -f "$lock"
			continue
		fi
		((SECONDS < end)) || return 1
		nap 0.1
	done
}
guest_unlock() { rm -f "$GUESTS/$1.lock"; }

# guest_put NAME FILE PATH : a file of L1 into the guest, with its mode.
guest_put() {
	local name=$1 file=$2 path=$3
	guest_exec -t 60 "$name" "base64 -d >'$path' <<'END'
$(base64 "$file")
END
chmod $(stat -c %a "$file") '$path'"
}

# guest_stop NAME : powers it off and waits for QEMU; 1 and a failure when it
# does not end by itself.
guest_stop() {
	local name=$1
	guest_exec -t 5 "$name" '(sleep 0.2; poweroff -f) >/dev/null 2>&1 &' >/dev/null || true
	if ! wait_for 30 guest_is_gone "$name"; then
		fail "guest $name" "does not power off: $(guest_tail "$name")"
		guest_kill "$name"
		return 1
	fi
}

# guest_kill NAME [SIGNAL] : ends QEMU the hard way and waits for it.
guest_kill() {
	kill -"${2:-KILL}" "$(guest_pid "$1")" 2>/dev/null
	wait_for 30 guest_is_gone "$1"
}

guest_is_gone() { ! guest_alive "$1"; }
