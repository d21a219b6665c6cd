# SPDX-License-Identifier: GPL-2.0-only
# What a run was worth: the words on its own channel, and what the kernels said.
# shellcheck shell=bash

# A line of a kernel log that makes a run bad, after time stamp and caller.
BAD_LOG='WARNING: |BUG: |BUG at |Oops|Kernel panic|KASAN|KCSAN|UBSAN|general protection fault|divide error|kernel BUG|Unable to handle|unable to handle'
BAD_LOG+='|INFO: task .* blocked for more than|INFO: rcu|rcu: INFO: |rcu_.* detected .*stall|soft lockup|hard LOCKUP|NMI watchdog: Watchdog detected'
BAD_LOG+='|possible circular locking|possible recursive locking|possible irq lock inversion|inconsistent lock state|suspicious RCU usage|sleeping function called|scheduling while atomic|bad unlock balance|held lock freed|lock held when returning|DEADLOCK'
BAD_LOG+='|kmemleak: [1-9][0-9]* new|refcount_t: |list_(add|del) corruption|ODEBUG: |workqueue lockup|Bad page state|double fault|stack-protector'

# Harmless in an emulator, and not ours.
GOOD_LOG='hw-breakpoint|perf: interrupt took too long|Spectre|Speculative Return Stack Overflow|MDS CPU bug|spectre_v|retbleed|SRSO'

# scan_log FILE : prints the bad lines of a kernel log or console.  Lines that
# the script declared with allow_log (out/allow-log) do not count.
scan_log() {
	local allow=$GOOD_LOG line
	if [[ -s $OUT/allow-log ]]; then
		while read -r line; do
			allow+="|$line"
		done <"$OUT/allow-log"
	fi
	# What user space writes to the console has no time stamp.
	tr -d '\r' <"$1" | grep -aE '^(<[0-9]+>)?\[ *[0-9]+\.[0-9]+\]' |
		grep -aE "\](\[[^]]*\])? *(.*: )?($BAD_LOG)" | grep -avE "$allow"
}

# impossible_interrupt FILE : prints the registers of an interrupt that was taken
# with interrupts off.  No CPU does that: bit 9 of EFLAGS, IF, is what lets them in
# (Intel SDM 3, 7.8.1).  QEMU's emulation of SVM sometimes does, with several CPUs;
# what a kernel says of it then is not the fault of a kernel.
impossible_interrupt() {
	tr -d '\r' <"$1" | grep -aE -A3 '\] +asm_(sysvec_[a-z_]+|common_interrupt)\+' |
		grep -aE -m 1 'EFLAGS: [0-9a-f]{5}[014589cd][0-9a-f]{2}$'
}

channel_has() { grep -aq "^$1" "$OUT/verdict" 2>/dev/null; }

# How the machine ended, when it did not say DONE.
how_it_died() {
	local console=$OUT/console.log
	if grep -aq 'Kernel panic' "$console" 2>/dev/null; then
		grep -a 'Kernel panic' "$console" | head -n 1 | sed 's/^.*Kernel panic/kernel panic/'
	elif ((QEMU_STATUS == 124 || QEMU_STATUS == 137)); then
		echo "nothing more after ${ELAPSED} s (time limit)"
	elif ((QEMU_STATUS)); then
		echo "qemu ended with status $QEMU_STATUS"
	else
		echo "the machine went away without a word"
	fi
}

# judge : reads the channel and the logs, prints the verdict lines to stdout and
# into $OUT/result, returns 0 only for a good run.
judge() {
	local good=1 line file bad done_status
	{
		# Words cut short by a crash stay out.
		while IFS= read -r line; do
			line=${line%$'\r'}
			case $line in
			PASS\ * | SKIP\ * | NOTE\ *) echo "$line" ;;
			FAIL\ *) good= && echo "$line" ;;
			esac
		done < <(tr -d '\000' <"$OUT/verdict")
		done_status=$(sed -n 's/^DONE \([0-9]*\).*/\1/p' "$OUT/verdict" | tail -n 1)
		if [[ -z $done_status ]]; then
			good=
			echo "FAIL $NAME: $(how_it_died)"
		elif ((done_status)); then
			good=
			echo "FAIL $NAME: the script ended with status $done_status"
		elif ! channel_has PASS && ! channel_has SKIP && ! channel_has FAIL &&
			[[ $MODE == script ]]; then
			good=
			echo "FAIL $NAME: the script tested nothing"
		fi
		for file in "$OUT"/dmesg.log "$OUT"/console.log "$OUT"/guest-*.console; do
			[[ -s $file ]] || continue
			# The console repeats what dmesg has.
			[[ $file != */console.log || ! -s $OUT/dmesg.log ]] || continue
			bad=$(scan_log "$file") || true
			if [[ $bad ]]; then
				good=
				printf 'FAIL %s: kernel log %s: %s\n' "$NAME" \
					"$(basename "$file")" "$(head -n 1 <<<"$bad")"
				! bad=$(impossible_interrupt "$file") ||
					echo "NOTE emulator: took an interrupt with interrupts off: $bad"
			fi
		done
	} >"$OUT/result.new"
	mv "$OUT/result.new" "$OUT/result"
	cat "$OUT/result"
	[[ $good ]]
}
