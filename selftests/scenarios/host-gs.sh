#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: every guest service with good and bad input, permission, rates, flood, forged log lines
# requires: N01 N07 N08 N09 N10 N17 N18 B13
# class: core
# kernels: all
# only: gs
# timeout: 150
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

NO_SERVICE=-1000 EPERM=-1 EAGAIN=-11 EFAULT=-14 ENODEV=-19 EINVAL=-22 ENOSYS=-38 EMSGSIZE=-90
ABI=$((0x4b560001))
HC=0x4b525400
MEM_END=$((0x100000))

# answer NAME WANTED VM CALL... : one call, one verdict.
answer() {
	local name=$1 wanted=$2
	shift 2
	same "$name" "$(tiny "$@")" "$wanted"
}

# counter VM FUNCTION KIND : accepted, refused or dropped calls, by kvmrt-nl.
counter() {
	kvmrt-nl -j gs show id "$1" |
		jq -r --arg f "$2" --arg k "$3" '.. | objects | select(.name? == $f) | .[$k]'
}
unknown_count() { kvmrt-nl -j gs show id "$1" | jq -r '.. | objects | .unknown? // empty'; }
lines_of() { dmesg_since "$2" | grep -c "kvmrt: vm $1 "; }

load_kvm || die 'KVM does not load'
tiny_start a -n 2 || exit 0
answer unhooked-ours $NO_SERVICE a query 0
answer unhooked-77 $NO_SERVICE a raw 77

# --- gate -------------------------------------------------------------------
load_host gs_hc_host_enabled=0 || die 'kvmrt.ko does not load'
answer gate-closed-query $NO_SERVICE a query 0
answer gate-closed-ping $NO_SERVICE a ping 1
check gate-open kvmrt-nl gs set enabled 1
answer gate-opened $ABI a query 0
same gate-parameter "$(cat /sys/module/kvmrt/parameters/gs_hc_host_enabled)" Y
A=$(tiny a query 4)
check rates-wide kvmrt-nl gs set id "$A" rate 1000000 data-rate 1000000 flush-rate 1000000

# --- good input -------------------------------------------------------------
answer query-features 31 a query 1
answer query-msg-max 256 a query 2
answer query-data-max 4096 a query 3
like query-vm-id "$A" '^[1-9][0-9]*$'
answer ping 0 a ping 0x2a
answer ping-other-vcpu 0 a on 1 ping 0xffffffffffffffff
mark=$(dmesg_mark)
answer log-msg 0 a on 1 log hello from the guest
same log-msg-line "$(dmesg_since "$mark" | grep -o 'kvmrt: vm .*')" \
	"kvmrt: vm $A \"\" vcpu 1: hello from the guest"
answer log-msg-1-byte 0 a log-size 1
answer log-msg-full 0 a log-size 256
answer log-msg-across-pages 0 a log-at 0x8ff0 64
answer log-msg-end-of-memory 0 a log-at $((MEM_END - 16)) 16
answer log-data-1-byte 0 a data-size 1
answer log-data-full 0 a data-size 4096
answer log-data-across-pages 0 a data-at 0x8001 4096
answer flush-without-instance $ENODEV a flush 0

# --- bad input --------------------------------------------------------------
answer query-bad-item $EINVAL a query 5
answer query-bad-item-64 $EINVAL a query 0xffffffffffffffff
answer function-unknown $ENOSYS a raw $HC 5
answer function-unknown-32 $ENOSYS a raw $HC 32
answer function-unknown-64 $ENOSYS a raw $HC 0x8000000000000000
answer function-wrapped $ENOSYS a raw $HC 0x100000001
answer flush-bad-scope $EINVAL a flush 3
answer flush-bad-scope-64 $EINVAL a flush 0x100000000
for form in log:256 data:4096; do
	call=${form%:*} cap=${form#*:}
	answer "$call-size-0" $EINVAL a "$call-size" 0
	answer "$call-size-cap+1" $EMSGSIZE a "$call-size" $((cap + 1))
	answer "$call-size-2^32+1" $EMSGSIZE a "$call-size" 0x100000001
	answer "$call-size-2^63" $EMSGSIZE a "$call-size" 0x8000000000000000
	answer "$call-size-2^64-1" $EMSGSIZE a "$call-size" 0xffffffffffffffff
	answer "$call-unmapped" $EFAULT a "$call-hole"
	answer "$call-past-end" $EFAULT a "$call-at" $((MEM_END - 8)) 16
	answer "$call-mmio" $EFAULT a "$call-at" 0xfee00000 16
	answer "$call-wraps" $EFAULT a "$call-at" 0xfffffffffffffff8 16
	answer "$call-high" $EFAULT a "$call-at" 0x7ffffffffffff000 16
done
answer number-above-32-bit $NO_SERVICE a raw 0x14b525400
answer unknown-77 $NO_SERVICE a raw 77

# --- who asks ---------------------------------------------------------------
for mode in prot real; do
	tiny_start "$mode" -m "$mode" || continue
	answer "$mode-query" $ABI "$mode" query 0
	answer "$mode-log" 0 "$mode" log "from $mode mode"
	answer "$mode-unknown" $ENOSYS "$mode" raw $HC 9
	answer "$mode-77" $NO_SERVICE "$mode" raw 77
	tiny_kill "$mode"
done
tiny_start user -m user && {
	answer user-space-query $EPERM user query 0
	answer user-space-77 $EPERM user raw 77
	tiny_kill user
}
# Hyper-V's "invalid hypercall code": KVM served it as Hyper-V's.
tiny_start hyperv -k hyperv && {
	answer hyperv-guest 2 hyperv query 0
	tiny_kill hyperv
}
if tinyvm -k xen 'raw 1' >/dev/null 2>&1; then
	tiny_start xen -k xen && answer xen-guest exit-xen xen query 0 && tiny_kill xen
else
	skip xen-guest "KVM of this kernel has no Xen guests"
fi

# --- permission, counters ---------------------------------------------------
tiny_start b || exit 0
B=$(tiny b query 4)
check allow-ping-only kvmrt-nl gs set id "$B" allow ping
answer denied-features 3 b query 1
answer denied-log $EPERM b log no
answer denied-data $EPERM b data-size 8
answer denied-flush $EPERM b flush 0
answer allowed-ping 0 b ping 1
answer allowed-query $ABI b query 0
answer other-vm-not-denied 0 a log yes
check allow-none kvmrt-nl gs set id "$B" allow none
answer denied-ping $EPERM b ping 1
answer query-is-never-denied $ABI b query 0
check allow-all kvmrt-nl gs set id "$B" allow all
answer allowed-again 0 b log yes
tiny b raw $HC 99 >/dev/null
same counter-ping-accepted "$(counter "$B" ping accepted)" 1
same counter-ping-refused "$(counter "$B" ping refused)" 1
same counter-log-refused "$(counter "$B" log_msg refused)" 1
same counter-log-accepted "$(counter "$B" log_msg accepted)" 1
same counter-unknown "$(unknown_count "$B")" 1
tiny_kill b

# --- rate -------------------------------------------------------------------
tiny_start c || exit 0
C=$(tiny c query 4)
check rate-1 kvmrt-nl gs set id "$C" rate 1
mark=$(dmesg_mark)
same rate-answers "$(for n in {1..30}; do tiny c log "$n"; done | sort | uniq -c | awk '{ print $2 }' | xargs)" \
	"$EAGAIN 0"
like rate-dropped "$(counter "$C" log_msg dropped)" '^([1-9]|[12][0-9])$'
sleep 1
answer rate-recovers 0 c log again
answer rate-bad-call-costs-nothing $EINVAL c log-size 0

# --- what a guest can make of the log ---------------------------------------
check rate-wide kvmrt-nl gs set id "$C" rate 1000000
check name kvmrt-nl vm set id "$C" name 'the third'
head="kvmrt: vm $C \"the third\" vcpu 0: "
# log_line NAME HEX TEXT : the line that those bytes become, and no other.
log_line() {
	local since
	since=$(dmesg_mark)
	answer "$1-answer" 0 c log-hex "$2"
	same "$1" "$(dmesg_since "$since" | sed 's/^\[[^]]*\] //')" "$head$3"
}
log_line text-newline 610a5b20202020302e3030303030305d206b766d72743a20666f72676564 \
	'a\n[    0.000000] kvmrt: forged'
log_line text-escape 1b5b316d626f6c64 '\e[1mbold'
log_line text-level 3c303e70616e6963 '<0>panic'
log_line text-soh 0130616c657274 '\x010alert'
log_line text-quotes 225c '\"\\'
log_line text-utf8 c3a4ff '\xc3\xa4\xff'
log_line text-del-tab-cr 7f090d '\x7f\t\r'
log_line text-nul 616200636465 ab
log_line text-percent 257325702565 '%s%p%e'
mark=$(dmesg_mark)
answer text-all-escaped 0 c log-hex "$(printf '80%.0s' {1..256})"
like text-cut-off "$(dmesg_since "$mark" | grep -F "$head")" '\\x80\.\.\.$'
same text-cut-off-one-line "$(dmesg_since "$mark" | wc -l)" 1

# --- flood ------------------------------------------------------------------
kvmrt-nl gs set id "$C" rate 50
mark=$(dmesg_mark)
start=$SECONDS
hammer_start f1 -n 2 'log flood one' 'log-hex 0a0a0a0a' || exit 0
hammer_start f2 -n 2 'log flood two' 'data-size 4096' || exit 0
sleep 3
answer flood-other-vm-log 0 c log undisturbed
answer flood-other-vm-ping 0 c ping 1
hammer_stop f2
same flood-alive-2 $? 0
hammer_stop f1
same flood-alive-1 $? 0
took=$((SECONDS - start + 1))
note "flood for $took s: ${COUNTS//$'\n'/, }"
for vm in $((C + 1)) $((C + 2)); do
	lines=$(lines_of "$vm" "$mark")
	# 50 at once and 50 a second.
	if ((lines > 0 && lines <= 50 + 50 * took)); then
		ok "flood-lines-vm$((vm - C))"
	else
		fail "flood-lines-vm$((vm - C))" "$lines lines in $took s"
	fi
done
same flood-undisturbed "$(dmesg_since "$mark" | grep -c "$head"undisturbed)" 1
like flood-refused "$(hammer_count "$COUNTS" $EAGAIN)" '^[1-9]'
tiny_kill a
tiny_kill c
check unload unload_host
