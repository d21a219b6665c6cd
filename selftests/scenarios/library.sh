#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: libkvmrt against the real modules: every call, events, reload, losses; ccur programs
# requires: N02 N03 N04 N05 N06 N07 N08 N09 N10
# class: once
# kernels: all
# only: lib gs
# timeout: 300
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/gs.sh"
. "$KVMRT_TOP/selftests/host/tinyvm.sh"

LIVE=$KVMRT_BUILD/lib/live/live

# live COMMAND... : its verdicts are ours.
live() { gs_relay lib < <("$LIVE" "$@" 2>&1); }

# background NAME COMMAND... : one that waits; returns when it is ready.
background() {
	local name=$1
	shift
	rm -f "/tmp/$name.in"
	mkfifo "/tmp/$name.in"
	"$LIVE" "$@" <"/tmp/$name.in" >"/tmp/$name.out" 2>&1 &
	BACKGROUND=$!
	exec {BACKGROUND_IN}>"/tmp/$name.in"
	wait_for 20 grep -q '^ready' "/tmp/$name.out" || fail "$name" "$(cat "/tmp/$name.out")"
}

live absent

load_kvm || die 'KVM does not load'
load_host || die 'kvmrt.ko does not load'
live empty
setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all --bounding-set -all \
	"$LIVE" powerless >/tmp/powerless 2>&1
gs_relay lib </tmp/powerless

# --- events, from a VM's life to the module's ---------------------------------
background watch watch 200 5
tiny_start a || exit 0
# A vCPU has a thread once it ran.
like lib-first-run "$(tiny a query 0)" "^[1-9]"
live one-vm "${TINY_PID[a]}" 1
tiny_kill a
wait_for 20 grep -q '^vm_del' /tmp/watch.out
unload_host
wait_for 20 grep -q '^module_gone' /tmp/watch.out
load_host || die 'kvmrt.ko does not load again'
wait_for 20 grep -q '^module_back' /tmp/watch.out
tiny_start b || exit 0
wait_for 20 grep -q "^vm_add" <(sed 1,/module_back/d /tmp/watch.out)
wait "$BACKGROUND"
exec {BACKGROUND_IN}>&-
note "events: $(tr '\n' ',' </tmp/watch.out)"
# In order, whatever else was told in between.
order=$(sed -n 's/ .*//p' /tmp/watch.out |
	awk -v want='vm_add vm_change gs_change vm_del module_gone module_back vm_add' '
		BEGIN { n = split(want, w, " "); i = 1 }
		$1 == w[i] { i++ }
		END { if (i > n) print "all"; else print "no " w[i] }')
same lib-events "$order" all
id=$(sed -n 's/^vm_add //p' /tmp/watch.out | head -n 1)
same lib-events-id "$(sed -n 's/^vm_del //p' /tmp/watch.out | head -n 1)" "$id"
tiny_kill b

# --- the module is loaded anew under a context --------------------------------
background stale stale
unload_host
load_host || die 'kvmrt.ko does not load again'
echo >&"$BACKGROUND_IN"
wait "$BACKGROUND"
exec {BACKGROUND_IN}>&-
gs_relay lib </tmp/stale.out

live lost 200

# --- a guest, with a program of the modelled product --------------------------
guest_start vm1 --smp 1 || exit 0
for file in gs-bracket ccur; do
	guest_put vm1 "$KVMRT_BUILD/lib/live/$file" "/tmp/$file"
done
mark=$(dmesg_mark)
if output=$(guest_exec -t 60 vm1 /tmp/ccur 2>&1); then
	# No trace is recorded: that the flush says so is right.
	same lib-ccur "$(grep -v '^xtrace_flush: No such device' <<<"$output")" ''
else
	fail lib-ccur "$output"
fi
like lib-ccur-log "$(dmesg_since "$mark")" 'deadline missed'
check lib-bracket guest_exec -t 60 vm1 /tmp/gs-bracket 0x2a
vm=$(kvmrt-nl -j vm show name vm1 | jq '.[0].id')
same lib-pings "$(kvmrt-nl -j gs show id "$vm" |
	jq '.[0].counter[] | select(.name == "ping") | .accepted')" 2
guest_exec vm1 'rmmod kvmrt_guest'
output=$(guest_exec -t 60 vm1 /tmp/gs-bracket 2>&1)
like lib-guest-absent "$output" 'no ping here'
