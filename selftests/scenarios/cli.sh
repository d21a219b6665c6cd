#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: the real tools on host and guest: statuses, JSON, errors, events, examples of the manuals
# requires: N11 N12 N13 N14 N15 N16 N18 A09 A10 B13 B14 B15
# class: once
# kernels: all
# only: gs cli
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

MAN=$KVMRT_TOP/Documentation/man

# says NAME STATUS ERE CMD... : ends with STATUS, and what it said, on both
# channels, matches.
says() {
	local name=$1 wanted=$2 pattern=$3 output status=0
	shift 3
	output=$("$@" 2>&1) || status=$?
	if ((status == wanted)) && [[ $output =~ $pattern ]]; then
		ok "$name"
	else
		fail "$name" "'$*' ended with status $status, not $wanted, or lacks '$pattern': $output"
	fi
}

# json NAME FILTER WANTED CMD... : one JSON document, a value of it.
json() {
	local name=$1 filter=$2 wanted=$3 output
	shift 3
	output=$("$@" 2>&1) || { fail "$name" "'$*' failed: $output"; return; }
	same "$name" "$(jq -cr "$filter" <<<"$output" 2>&1)" "$wanted"
}

# refused NAME STATUS ERRNO CMD... : with -j: nothing on stdout, the error on
# stderr.
refused() {
	local name=$1 wanted=$2 errno=$3 status=0
	shift 3
	"$@" >/tmp/refused.out 2>/tmp/refused.err || status=$?
	same "$name" "$status $(wc -c </tmp/refused.out) $(jq -r .error.errno /tmp/refused.err 2>&1)" \
		"$wanted 0 $errno"
}

in_guest() { guest_exec vm1 "$*"; }
# Without any capability, as a user who is not root.
powerless() { setpriv --bounding-set -all --inh-caps -all "$@"; }

# monitor_start ARG... : in the background; returns once no event can be missed.
monitor_start() {
	kvmrt-nl -d "$@" >/tmp/monitor.out 2>/tmp/monitor.err &
	MONITOR=$!
	wait_for 20 grep -q listening /tmp/monitor.err
}
# monitor_ends NAME STATUS [FILTER WANTED] : the monitor ends with a status, after
# an event with that value.
monitor_ends() {
	local status=0
	wait "$MONITOR" || status=$?
	same "$1" "$status $(jq -r "${3:-empty}" /tmp/monitor.out)" "$2 ${4:-}"
}

# examples PAGE : commands of its examples, one a line.
examples() { sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$1"; }

# --- without modules --------------------------------------------------------
says absent-show 3 "modprobe kvmrt" kvmrt-nl vm show
says absent-set 3 "modprobe kvmrt" kvmrt-nl gs set rate 5
says absent-monitor 3 "modprobe kvmrt" kvmrt-nl monitor
refused absent-json 3 ENODEV kvmrt-nl -j status
says absent-usage-first 2 'unknown function' kvmrt-nl gs set allow nothing
says absent-help 0 'Usage: kvmrt-nl' kvmrt-nl help
json absent-version .module null kvmrt-nl -j --version
says absent-gs 1 'available: no.*kvmrt_guest' kvmrt-gs available
says absent-gs-ping 3 'modprobe kvmrt_guest' kvmrt-gs ping 1
refused absent-gs-json 3 ENODEV kvmrt-gs -j ping 1

# --- the host ---------------------------------------------------------------
load_host || die 'kvmrt.ko does not load'
json status-without-kvm .kvm_loaded false kvmrt-nl -j status
load_kvm || die 'KVM does not load'
json status-kvm .kvm_loaded true kvmrt-nl -j status
json status-features '[.feature[].state] | unique | join(",")' on kvmrt-nl -j status
says status-text 0 'FEATURE +STATE' kvmrt-nl status
json version .module "$(cat /sys/module/kvmrt/version)" kvmrt-nl -j --version
json no-vms . '[]' kvmrt-nl -j vm show

monitor_start -j monitor vm count 1 timeout "$(patient 60)s"
guest_start vm1 --smp 2 || exit 0
monitor_ends monitor-add 0 '[.event, .vm.pid, .gs] | map(tostring) | join(" ")' \
	"vm_add $(guest_pid vm1) null"
pid=$(guest_pid vm1)
vm=$(kvmrt-nl -j vm show pid "$pid" | jq '.[0].id')
[[ -n $vm ]] || die "no VM of pid $pid: $(kvmrt-nl vm show)"
json vm-name '.[0] | .name + " " + .name_source' 'vm1 vmm' kvmrt-nl -j vm show id "$vm"
json vm-by-name '.[0].pid' "$pid" kvmrt-nl -j vm show name vm1
json vm-keys '.[0] | keys_unsorted | join(" ")' \
	'id name name_source pid comm start_time_ns uptime_ns vcpus vcpu' kvmrt-nl -j vm show
json vm-vcpus '.[0] | [.vcpus, (.vcpu | length)] | join(" ")' '2 2' kvmrt-nl -j vm show
for tid in $(kvmrt-nl -j vcpu show id "$vm" | jq '.[].tid'); do
	check "vcpu-thread-${tid:+known}" test -d "/proc/$pid/task/$tid"
done
says vm-text 0 'vm1 \(vmm\)' kvmrt-nl vm show
says vcpu-text 0 'TSC-OFFSET' kvmrt-nl vcpu show
says no-such-id 4 'no VM has the id 4000000' kvmrt-nl vm show id 4000000
says no-such-name 4 'no VM has the name' kvmrt-nl vm show name nobody
refused no-such-json 4 ENOENT kvmrt-nl -j gs set id 4000000 rate 5
says bad-id 2 'try .kvmrt-nl vm help' kvmrt-nl vm show id -1

# --- names ------------------------------------------------------------------
tiny_start b || exit 0
other=$(kvmrt-nl -j vm show | jq ".[] | select(.id != $vm).id")
json dry-run '[.dry_run, .change[0].to] | join(" ")' 'true web' \
	kvmrt-nl -j -n vm set id "$vm" name web
json dry-run-changed-nothing '.[0].name_source' vmm kvmrt-nl -j vm show id "$vm"
monitor_start -j monitor vm timeout "$(patient 60)s" count 1
json set-name '.dry_run' false kvmrt-nl -j vm set name 'the web' id "$vm"
monitor_ends monitor-change 0 '.event + " " + .vm.name' 'vm_change the web'
json given-name '.[0] | .name + "," + .name_source' 'the web,given' kvmrt-nl -j vm show id "$vm"
json set-by-name '.vm_id' "$vm" kvmrt-nl -j vm set name 'the web' name web
refused name-taken 1 EEXIST kvmrt-nl -j vm set id "$other" name web
refused name-taken-dry 1 EEXIST kvmrt-nl -j -n vm set id "$other" name web
says name-bad 2 'printable ASCII' kvmrt-nl vm set id "$vm" name $'a\nb'
same complete-names "$(kvmrt-nl --complete vm show name w)" web
same complete-ids "$(kvmrt-nl --complete vm show id "$vm")" "$vm"
tiny_kill b

# --- guest services, set ----------------------------------------------------
json gs-dry-run '.change[0] | [.from != .to, .to] | join(" ")' 'true 7' \
	kvmrt-nl -j -n gs set id "$vm" rate 7
json gs-dry-changed-nothing '.[0].log_rate != 7' true kvmrt-nl -j gs show id "$vm"
monitor_start -j monitor gs count 1 timeout "$(patient 60)s"
check gs-set kvmrt-nl gs set id "$vm" rate 1000 data-rate 2000 flush-rate 3000 allow ping,log_msg
monitor_ends monitor-gs 0 '.event + " " + .gs.allow' \
	"gs_change $(kvmrt-nl -j gs show id "$vm" | jq -r '.[0].allow')"
json gs-show '.[0] | [.log_rate, .data_rate, .flush_rate] | join(" ")' '1000 2000 3000' \
	kvmrt-nl -j gs show id "$vm"
json gs-functions '.[0].allow_functions - ["query"] | join(",")' ping,log_msg \
	kvmrt-nl -j gs show id "$vm"
json gs-default '.[0] | [.vm_id, .enabled, .counter] | map(tostring) | join(" ")' 'null true null' \
	kvmrt-nl -j gs show
says gs-rate-range 2 'not within' kvmrt-nl gs set id "$vm" rate 1000001
says gs-enabled-of-vm 2 "module's gate" kvmrt-nl gs set id "$vm" enabled 1
check gs-allow-all kvmrt-nl gs set id "$vm" allow all

# --- without privilege ------------------------------------------------------
check powerless-status powerless kvmrt-nl status
says powerless-show 1 'not permitted; run it as root' powerless kvmrt-nl vm show
refused powerless-set 1 EPERM powerless kvmrt-nl -j gs set rate 5

# --- monitor's ends ---------------------------------------------------------
monitor_start monitor
kill -INT "$MONITOR"
monitor_ends monitor-interrupted 130
check monitor-timeout kvmrt-nl monitor timeout 100ms
says monitor-too-few 1 'time is up after 0 of 1' kvmrt-nl monitor count 1 timeout 100ms
says monitor-full-disk 1 '.' bash -c 'kvmrt-nl vm show >/dev/full'

# --- the guest --------------------------------------------------------------
mark=$(dmesg_mark)
echo 1 >$TRACING/events/kvmrt/enable
same guest-line "$(in_guest 'kvmrt-gs available ping 0x2a log_msg "hello from vm1"')" \
	$'available: yes\nping: ok\nlog_msg: ok'
like guest-log "$(dmesg_since "$mark")" "kvmrt: vm $vm .*: hello from vm1"
like guest-ping "$(grep gs_ping_host $TRACING/trace)" 'cookie=0x2a'
json guest-json 'map(.command + " " + .result) | join(",")' \
	'ping ok,log_msg ok,xtrace_log_data ok,xtrace_log_data_available yes' in_guest \
	"kvmrt-gs -j ping 052 log_msg 0x61620a63 xtrace_log_data hex:0061ff xtrace_log_data_available"
like guest-hex "$(dmesg_since "$mark")" 'ab\\nc'
like guest-data "$(grep gs_log_data_host $TRACING/trace)" '00 ?61 ?ff'
check guest-text in_guest "kvmrt-gs log_msg text:0x61"
like guest-text-log "$(dmesg_since "$mark")" ': 0x61'
json guest-status '.[0].status | [.host, .vm_id, .msg_max, .data_max] | map(tostring) | join(" ")' \
	"serves $vm 256 4096" in_guest kvmrt-gs -j status
json guest-version .tool "$(kvmrt-gs -j --version | jq -r .tool)" in_guest kvmrt-gs -j --version

: >$TRACING/trace
says guest-bad-cookie 2 'no number' in_guest "kvmrt-gs ping 1 ping x"
says guest-bad-hex 2 'no whole bytes' in_guest "kvmrt-gs ping 1 log_msg hex:123"
says guest-bad-scope 2 'SCOPE' in_guest "kvmrt-gs ping 1 xtrace_flush 3"
says guest-too-long 1 '257 bytes .*256.*command 2 of 2' in_guest \
	"kvmrt-gs ping 1 log_msg $(printf 'x%.0s' {1..257})"
same guest-bad-did-nothing "$(grep -c gs_ping_host $TRACING/trace)" 0
says guest-stops 3 'ping: ok.*records no trace.*command 2 of 3' in_guest \
	"kvmrt-gs ping 1 xtrace_flush vm ping 2"
same guest-stopped "$(grep -c gs_ping_host $TRACING/trace)" 1

mkdir $TRACING/instances/kvmrt
if [[ $(kvmrt-nl -j status | jq -r '.feature[] | select(.name | test("flush")).state') == on ]]; then
	monitor_start -j monitor gs count 1 timeout "$(patient 60)s"
	check guest-flush in_guest kvmrt-gs xtrace_flush all
	monitor_ends monitor-flush 0 '.flush | .scope + " " + (.vm_id | tostring)' "all $vm"
else
	skip guest-flush 'this kernel takes no snapshots'
fi

kvmrt-nl gs set id "$vm" allow ping >/dev/null
says guest-not-permitted 1 "log_msg_available: no.*doesn't permit log_msg" in_guest \
	kvmrt-gs ping_available log_msg_available
says guest-refused 1 "ping: ok.*doesn't permit log_msg to this VM" in_guest \
	"kvmrt-gs ping 1 log_msg no"
kvmrt-nl gs set id "$vm" allow all rate 1 >/dev/null
says guest-rate 1 "gs set id $vm rate" in_guest "kvmrt-gs log_msg 1 log_msg 2 log_msg 3"
kvmrt-nl gs set id "$vm" rate 1000 >/dev/null
# The guest's root folder is for root only.
says guest-user 1 'may not open /dev/kvmrt_gs' in_guest "chmod 755 /; su nobody -s /bin/sh -c 'kvmrt-gs ping 1'"
check gate-shut kvmrt-nl gs set enabled off
says guest-gate-shut 1 'available: no.*the host offers none' in_guest kvmrt-gs available
says guest-gate-shut-ping 3 'the host offers none' in_guest kvmrt-gs ping 1
check gate-open kvmrt-nl gs set enabled on
check guest-again in_guest kvmrt-gs available ping 1

# --- examples of the manuals ------------------------------------------------
number=0
while IFS= read -r example; do
	check "example-gs-$((++number))" in_guest "$example"
done < <(examples "$MAN/man1/kvmrt-gs.1")
same examples-gs $((number > 2)) 1
number=0
while IFS= read -r example; do
	check "example-nl-$((++number))" bash -c "set -o pipefail; $example"
done < <(examples "$MAN/man8/kvmrt-nl.8")
same examples-nl $((number > 3)) 1
check defaults-back kvmrt-nl gs set allow all

# --- the end ----------------------------------------------------------------
check guest-rmmod in_guest rmmod kvmrt_guest
says guest-module-gone 3 'modprobe kvmrt_guest' in_guest kvmrt-gs ping 1
monitor_start -j monitor vm count 1 timeout "$(patient 60)s"
check stop guest_stop vm1
monitor_ends monitor-del 0 '.event + " " + (.vm.id | tostring)' "vm_del $vm"
monitor_start -j monitor count 1 timeout "$(patient 30)s"
check unload unload_host
monitor_ends monitor-module-gone 0 .event module_gone
says gone 3 'modprobe kvmrt' kvmrt-nl vm show
