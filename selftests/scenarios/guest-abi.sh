#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: every call of the guest ABI: results, host log, events of both sides
# requires: N02 N03 N04 N05 N06 N07 N08 N09 N10 N17a N17b N17c N17d M04 M05 M06 M07
# class: core
# kernels: all
# only: gs
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
mark=$(dmesg_mark)
guest_start vm1 --mem 256 || exit 0
vm=$(gs_status vm1 vm_id)
like vm-id "$vm" '^[1-9][0-9]*$'
check rates kvmrt-nl gs set id "$vm" rate 1000000 data-rate 1000000 flush-rate 1000000

check available guest_exec vm1 kvmrt-gs available ping_available log_msg_available \
	xtrace_flush_available xtrace_log_data_available

# --- the hypercall itself, from the guest's kernel ---------------------------

gs_relay kernel < <(gs_hcfuzz vm1 60 test=abi mem_mb=256 2>&1)

prefix="vm $vm \"[^\"]*\" vcpu 0: "
log=$(dmesg_since "$mark" | sed 's/^\[[^]]*\] //')
logged() { grep -Exc -- "kvmrt: $prefix$1" <<<"$log"; }
same log-plain "$(logged 'plain text of a guest')" 1
same log-newline "$(logged 'two\\nlines')" 1
same log-forged-newline "$(logged 'forged\\n<0>kvmrt: forged by a newline')" 1
same log-forged-return "$(logged 'forged\\rkvmrt: forged by a carriage return')" 1
same log-escapes "$(logged '(\\x1b|\\e)\[2J(\\x1b|\\e)\[1;1Hforged by escapes')" 1
same log-level "$(logged '\\x010forged by a level')" 1
same log-format "$(logged '%s%n%p forged by a format')" 1
# shellcheck disable=SC1003 # backslashes for grep
same log-quotes "$(logged 'quote \\" and backslash \\\\')" 1
same log-utf8 "$(logged '\\xc3\( \\xff\\xfe bad UTF-8, \\xe2\\x80\\xae turned')" 1
same log-eight-bits "$(logged '\\x7f\\x80\\x9b31m eight bits')" 1
same log-ends-at-nul "$(logged 'ends at its NUL')" 1
same log-without-nul "$(logged 'n{256}')" 1
same log-not-leaked "$(grep -c LEAKED <<<"$log")" 0
# Nothing of a guest begins a line, and no line has what is not printable.
same log-unforged "$(grep -c '^[^k]*forged' <<<"$log")" 0
same log-printable "$(grep -a 'kvmrt: vm' <<<"$log" | LC_ALL=C grep -acv '^[ -~]*$')" 0

# --- the device --------------------------------------------------------------

gs_test vm1 device gsuser bad
gs_test vm1 user gsuser cpl3
same device-mode "$(guest_exec vm1 'stat -c %a:%u /dev/kvmrt_gs')" 660:0
guest_exec vm1 'chmod 755 /'
as_nobody() { guest_exec vm1 "su -s /bin/sh nobody -c '$*'"; }
like device-unprivileged "$(as_nobody gsuser ping 1)" '^gsuser: /dev/kvmrt_gs: Permission denied'
like netlink-unprivileged-status "$(as_nobody gsnl status)" '^host 3'
said=$(as_nobody 'gsnl gate hc=0; gsnl ping 1; gsnl msg x; gsnl data 8; gsnl flush 0')
same netlink-unprivileged "$(cut -d : -f 1 <<<"$said" | xargs)" 'EPERM EPERM EPERM EPERM EPERM'

# --- netlink, for scripts ----------------------------------------------------

check netlink-ping guest_exec vm1 gsnl ping 7
check netlink-msg guest_exec vm1 "gsnl msg 'by netlink'"
check netlink-data guest_exec vm1 gsnl data 4096
like netlink-log "$(dmesg_since "$mark")" "$prefix""by netlink"
like netlink-data-long "$(guest_exec vm1 gsnl data 4097)" '^EMSGSIZE: longer'
like netlink-data-empty "$(guest_exec vm1 gsnl data 0)" '^EINVAL: empty'
like netlink-scope "$(guest_exec vm1 gsnl flush 3)" '^ERANGE: '
said=$(guest_exec vm1 'gsnl empty 4; gsnl empty 5; gsnl empty 6; gsnl empty 7')
same netlink-empty "$(grep -cE '^EINVAL: [a-z]+ missing$' <<<"$said")" 4
like flush-no-instance "$(guest_exec vm1 gsnl flush 0)" '^ENODEV: the host records no trace'

# --- permission and rate, set on the host ------------------------------------

check allow-ping kvmrt-nl gs set id "$vm" allow ping
same features-ping "$(gs_status vm1 features)" 0x3
same permitted "$(guest_exec vm1 gsuser ping 1)" ok
same not-permitted "$(guest_exec vm1 'gsuser msg x; gsuser data 8; gsuser flush 0' | xargs)" \
	'EPERM EPERM EPERM'
check available-ping guest_exec vm1 kvmrt-gs available ping_available
# shellcheck disable=SC2016 # for the guest's shell
same not-available "$(guest_exec vm1 'for fn in log_msg xtrace_flush xtrace_log_data; do
	kvmrt-gs ${fn}_available >/dev/null 2>&1; echo $?; done' | xargs)" '1 1 1'
like not-permitted-text "$(guest_exec vm1 gsnl msg x)" '^EPERM: the host does not permit'
check allow-all kvmrt-nl gs set id "$vm" allow all rate 1
# However slow the machine, one process calls more often than once a second.
said=$(guest_exec vm1 'gsuser hammer 1 5 msg >/tmp/hammer & sleep 2
gsuser ping 1; gsuser ping 2; gsuser ping 3; gsnl msg x; gsnl msg y; wait; cat /tmp/hammer')
like rate "$said" $'\n''EAGAIN [1-9]'
check rate-few test "$(sed -n 's/^ok \([0-9]\)/\1/p' <<<"$said")" -le 15
same rate-ping "$(grep -cx ok <<<"$said")" 3
like rate-text "$said" "EAGAIN: over this VM's rate"
check rates-back kvmrt-nl gs set id "$vm" rate 1000 data-rate 1000 flush-rate 1000

# --- events of both sides, in the guest's clock -------------------------------

tracing=/sys/kernel/tracing
echo x86-tsc >$TRACING/trace_clock
guest_exec vm1 "echo x86-tsc >$tracing/trace_clock; echo 1 >$tracing/events/kvmrt/enable"
echo 1 >$TRACING/events/kvmrt/enable
guest_exec vm1 'gsuser ping 0x2a; gsuser data 4096; gsuser flush 2' >/dev/null
echo 0 >$TRACING/events/kvmrt/enable
guest_exec vm1 "echo 0 >$tracing/events/kvmrt/enable; cat $tracing/trace" | grep -v '^#' >$OUT/guest.trace
grep -v '^#' $TRACING/trace >$OUT/host.trace

same guest-ping-order "$(grep -A1 -B1 'gs_ping_guest: cookie 0x2a' $OUT/guest.trace |
	grep -oE 'kvm_guest_hc_[a-z]+: fn PING|gs_ping_guest' | tr '\n' ' ')" \
	'kvm_guest_hc_start: fn PING gs_ping_guest kvm_guest_hc_end: fn PING '
same host-ping-order "$(grep -A1 -B1 'gs_ping_host: .*cookie=0x2a' $OUT/host.trace |
	grep -oE 'kvm_host_hc_[a-z]+|gs_ping_host' | tr '\n' ' ')" \
	'kvm_host_hc_enter gs_ping_host kvm_host_hc_exit '
like guest-flush "$(grep gs_flush_guest $OUT/guest.trace)" 'scope CPU_ALL'
like host-flush "$(grep gs_flush_host $OUT/host.trace)" 'scope=2'
same data-chunks "$(grep -c gs_log_data_guest $OUT/guest.trace) $(grep -c gs_log_data_host $OUT/host.trace)" '4 4'
# Kernels group the digits in their own way.
bytes() { grep "$1" "$2" | sed 's/.* data[ =]//; s/[^0-9a-f]//g'; }
same data-equal "$(bytes gs_log_data_host $OUT/host.trace | md5sum)" \
	"$(bytes gs_log_data_guest $OUT/guest.trace | md5sum)"
like data-content "$(bytes gs_log_data_guest $OUT/guest.trace | head -n 1)" '^00070e15'

# The clocks of both sides are one after adding the VM's offset.
offset=$(kvmrt-nl -j vcpu show id "$vm" | python3 -c 'import json, sys
print(json.load(sys.stdin)[0]["tsc_offset"])')
when() { grep -E "$1" "$2" | sed -n 's/.* \([0-9]*\): [a-z_]*: .*/\1/p' | head -n 1; }
ping_line=$(grep -n 'gs_ping_guest: cookie 0x2a' $OUT/guest.trace | cut -d : -f 1)
sed -n "$((ping_line - 1)),$((ping_line + 1))p" $OUT/guest.trace >$OUT/ping.trace
start=$(when kvm_guest_hc_start $OUT/ping.trace)
end=$(when kvm_guest_hc_end $OUT/ping.trace)
host=$(($(when 'gs_ping_host: .*cookie=0x2a' $OUT/host.trace) + offset))
note "guest start $start, host $host, guest end $end"
check bracket test $((start < host && host < end)) = 1

guest_stop vm1
check unload unload_host
