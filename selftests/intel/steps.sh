# SPDX-License-Identifier: GPL-2.0-only
# What is tried on the emulated Intel host, in order.  Sourced by init.
# shellcheck shell=dash

EPERM=-1
EFAULT=-14
ENODEV=-19
EINVAL=-22
ENOSYS=-38
EMSGSIZE=-90
# /abi has KVMRT_GS_* of the header.
NO_SERVICE=$KVMRT_GS_NO_SERVICE
ABI=$((KVMRT_GS_ABI_MAGIC | KVMRT_GS_ABI_VERSION))
UNKNOWN_FN="raw $KVMRT_GS_HC_NR 0x7fffffff"
FOREIGN='raw 77'		# neither ours nor one of KVM's
NR_PING=1			# bit of KVMRT_GS_FN_PING in QUERY(FEATURES)

boot_steps() {
	if ! grep -q -w vmx /proc/cpuinfo; then
		verdict "LACKS VMX"
		return 1
	fi
	if [ "${lab_ibt:?}" = off ]; then
		not_logged "kernel has no IBT here" "Indirect Branch Tracking enabled"
	elif grep -q -w ibt /proc/cpuinfo; then
		logged "kernel uses IBT" "Indirect Branch Tracking enabled"
	else
		verdict "LACKS CET"
		return 1
	fi
	check "kvm-intel loads" load_kvm
	check "there is /dev/kvm" test -c /dev/kvm
}

stock_steps() {
	answer "stock: ping" "$NO_SERVICE" 'ping 1'
	answer "stock: query" "$NO_SERVICE" 'query 0'
	answer "stock: foreign call" "$NO_SERVICE" "$FOREIGN"
	answer "stock: 32-bit guest" "$NO_SERVICE" 'ping 1' -m prot
	answer "stock: guest's user mode" $EPERM 'ping 1' -m user
}

gate_steps() {
	check "kvmrt loads" load kvmrt
	answer "gate closed: query" "$NO_SERVICE" 'query 0'
	answer "gate closed: ping" "$NO_SERVICE" 'ping 1'
	check "kvmrt unloads, gate closed" rmmod kvmrt
}

service_steps() {
	local out
	check "kvmrt loads, gate open" load kvmrt gs_hc_host_enabled=1
	not_logged "no feature is off" 'kvmrt: .* is off: '
	answer "query: ABI" $ABI 'query 0'
	out=$(tinyvm 'query 1')
	is "query: PING is allowed" 1 $(((${out##*-> } >> NR_PING) & 1))
	out=$(tinyvm 'query 2')
	check "query: largest message" test "${out##*-> }" -gt 0
	out=$(tinyvm 'query 4')
	check "query: VM id" test "${out##*-> }" -gt 0
	answer "query: unknown item" $EINVAL 'query 99'
	answer "ping" 0 'ping 42'
	answer "unknown function" $ENOSYS "$UNKNOWN_FN"
	answer "foreign call is KVM's" "$NO_SERVICE" "$FOREIGN"
	answer "32-bit guest: query" $ABI 'query 0' -m prot
	answer "32-bit guest: ping" 0 'ping 42' -m prot
	answer "32-bit guest: foreign call" "$NO_SERVICE" "$FOREIGN" -m prot
	answer "guest's user mode is KVM's to refuse" $EPERM 'ping 42' -m user
}

message_steps() {
	local max out
	answer "log_msg" 0 'log hello from an Intel blob'
	logged "log_msg is in the kernel log" "kvmrt: .*hello from an Intel blob"
	answer "log_msg from a 32-bit guest" 0 'log thirty-two bits' -m prot
	logged "log_msg of the 32-bit guest is there" "kvmrt: .*thirty-two bits"
	answer "log_msg outside of memory" $EFAULT 'log-hole'
	answer "log_msg of nothing" $EINVAL 'log-size 0'
	out=$(tinyvm 'query 2')
	max=${out##*-> }
	answer "log_msg of the largest size" 0 "log-size $max"
	answer "log_msg above the largest size" $EMSGSIZE "log-size $((max + 1))"
}

# events NAME EVENT COUNT : so often is EVENT in the trace.
events() {
	is "$1" "$3" "$(grep -c " $2: " "$TRACING/trace")"
}

trace_steps() {
	local name
	for name in kvm_host_hc_enter kvm_host_hc_exit gs_ping_host gs_log_data_host; do
		check "event $name" sh -c \
			"echo 1 > $TRACING/events/kvmrt/$name/enable"
	done
	echo >"$TRACING/trace"
	tinyvm 'ping 0x1234567' "$FOREIGN" 'ping 0x89abcde'
	cat "$TRACING/trace"
	events "an entry event for each hypercall" kvm_host_hc_enter 3
	events "an exit event for each hypercall" kvm_host_hc_exit 3
	events "an event for each ping" gs_ping_host 2
	check "the event has the cookie" grep -q 'gs_ping_host: .*0x1234567' "$TRACING/trace"
	echo >"$TRACING/trace"
	answer "log_data of two chunks" 0 'data-size 2048'
	events "an event for each chunk" gs_log_data_host 2
	answer "log_data above the largest size" $EMSGSIZE 'data-size 0x100000'
	echo 0 >"$TRACING/events/kvmrt/enable"
}

# Private functions of the kernel's tracing are called for this.
flush_steps() {
	local instance=$TRACING/instances/kvmrt
	answer "trace_flush without an instance" $ENODEV 'flush 2'
	mkdir "$instance"
	echo 1 >"$instance/events/kvmrt/gs_ping_host/enable"
	tinyvm 'ping 0x5a5a5a'
	answer "trace_flush" 0 'flush 2'
	check "the snapshot has what was before" grep -q 'cookie=0x5a5a5a' "$instance/snapshot"
	tinyvm 'ping 0xa5a5a5'
	answer "trace_flush again" 0 'flush 0'
	check "the snapshot is the new one" grep -q 'cookie=0xa5a5a5' "$instance/snapshot"
	echo 0 >"$instance/events/enable"
	check "the instance goes" rmdir "$instance"
}

# A VM that lives on, and answers to calls that we write to it.
live_start() {
	rm -f /tmp/calls
	mkfifo /tmp/calls
	# There before anybody counts its lines: the child may be late.
	: >/tmp/answers
	tinyvm </tmp/calls >/tmp/answers 2>&1 &
	live_pid=$!
	exec 4>/tmp/calls
}

live_call() {
	local had tries=0
	had=$(wc -l </tmp/answers)
	echo "$1" >&4
	while [ "$(wc -l </tmp/answers)" = "$had" ] && [ $tries -lt 100 ]; do
		usleep 50000
		tries=$((tries + 1))
	done
	tail -n 1 /tmp/answers | sed 's/.*-> //'
}

live_stop() {
	exec 4>&-
	wait $live_pid
}

# reasons EVENT : the exits in the trace, by name, in order.
reasons() { sed -nE "s/.* $1: .*reason[ =]([A-Z_]+).*/\\1/p" "$TRACING/trace" | tr '\n' ' '; }

# exit_words EVENT : likewise, and what the hardware told of each.
exit_words() {
	sed -nE "s/.* $1: .*reason[ =]([A-Z_]+) .*(info1.* error_code.0x[0-9a-f]+).*/\\1 \\2/p" "$TRACING/trace" |
		tr '=\n' ' ;' | sed 's/0x0*\([0-9a-f]\)/0x\1/g'
}

told() {
	check "$1" grep -q -E "$2" "$TRACING/trace"
}

# Exits of a vCPU: VMX's reasons, beside KVM's own events of the same exits.
exit_event_steps() {
	local name who out tps=/sys/module/kvmrt/parameters/tracepoints
	echo >"$TRACING/trace"
	for name in kvm/kvm_exit kvmrt/kvm_enter_vm_pid kvmrt/kvm_exit_vm_pid \
		kvmrt/kvm_exit_handler kvmrt/kvm_vcpu_tsc; do
		check "event $name" sh -c "echo 1 > $TRACING/events/$name/enable"
	done
	is "probes on KVM's tracepoints" 'kvm_userspace_exit kvm_msr kvm_exit kvm_entry' "$(cat $tps)"
	live_start
	who="vm=$(live_call 'query 4') vm_pid=$live_pid vcpu=0"
	is "a ping whose exits are told" 0 "$(live_call 'ping 1')"
	echo 0 >"$TRACING/events/enable"
	cat "$TRACING/trace"
	is "no probe where nobody listens" '' "$(cat $tps)"
	told "an entry" " kvm_enter_vm_pid: $who\$"
	told "an exit by VMX's name" " kvm_exit_vm_pid: $who reason=VMCALL\$"
	told "its handler" " kvm_exit_handler: $who reason=VMCALL info1=.* msr=none:0x0=0x0 user=no\$"
	told "an exit to user space" " kvm_exit_handler: $who reason=IO_INSTRUCTION .* user=KVM_EXIT_IO\$"
	told "the guest's clock" " kvm_vcpu_tsc: $who offset=-?[0-9]+ ratio=0x1000000000000 frac_bits=48\$"
	out=$(reasons kvm_exit)
	check "KVM's own events have names" test -n "$out"
	is "the same exits as KVM" "$out" "$(reasons kvm_exit_vm_pid)"
	is "the same words of them as KVM" "$(exit_words kvm_exit)" "$(exit_words kvm_exit_handler)"
	live_stop
}

# accounted REASON : how often, by the table of kvmrt-nl.
accounted() { kvmrt-nl vcpu exits | awk -v name="$1" '$3 == name { print $4 }'; }

account_steps() {
	local n
	if [ ! -x /bin/kvmrt-nl ]; then
		skip "kvmrt-nl vcpu exits: not built"
		return
	fi
	live_start
	is "a VM to account for" 0 "$(live_call 'ping 1')"
	check "accounting goes on" kvmrt-nl vcpu exits on
	for n in 2 3 4; do
		is "accounted: ping $n" 0 "$(live_call "ping $n")"
	done
	kvmrt-nl vcpu exits
	is "exits accounted by VMX's name" 3 "$(accounted VMCALL)"
	# The last one is not over yet.
	is "exits accounted to user space" 2 "$(accounted IO_INSTRUCTION)"
	check "by KVM's reason too" sh -c "kvmrt-nl vcpu exits | grep -q -E '^ +KVM_EXIT_IO +2 '"
	is "all of them VMX's" "$(kvmrt-nl -j vcpu exits | grep -o '"isa":' | wc -l)" \
		"$(kvmrt-nl -j vcpu exits | grep -o '"isa":"vmx"' | wc -l)"
	is "each has a name" 0 "$(kvmrt-nl vcpu exits | awk '$3 ~ /^0x/' | wc -l)"
	check "accounting goes off" kvmrt-nl vcpu exits off
	live_stop
}

registry_steps() {
	local out
	if [ ! -x /bin/kvmrt-nl ]; then
		skip "kvmrt-nl vm show: not built"
		return
	fi
	live_start
	is "a VM that lives on" 0 "$(live_call 'ping 1')"
	check "kvmrt-nl status" kvmrt-nl status
	kvmrt-nl status
	out=$(kvmrt-nl vm show)
	echo "$out"
	check "kvmrt-nl shows the VM" sh -c "echo '$out' | grep -q -w $live_pid"
	check "kvmrt-nl names the VM" kvmrt-nl vm set pid "$live_pid" name blob
	is "the named VM logs" 0 "$(live_call 'log said by a named VM')"
	logged "its name is in the kernel log" 'kvmrt: vm [0-9]* "blob" .*said by a named VM'
	kill -KILL "$live_pid"
	live_stop
	is "no VM is left after SIGKILL" 0 "$(kvmrt-nl -j vm show | grep -c '"id"')"
}

reload_steps() {
	check "kvm-intel unloads under kvmrt" unload_kvm
	check "kvm-intel loads under kvmrt" load_kvm
	answer "ping after KVM's reload" 0 'ping 43'
	answer "query after KVM's reload" $ABI 'query 0'
	answer "foreign call after KVM's reload" "$NO_SERVICE" "$FOREIGN"
	check "kvm-intel unloads again" unload_kvm
	check "kvmrt unloads without KVM" rmmod kvmrt
	check "kvmrt loads without KVM" load kvmrt gs_hc_host_enabled=1
	check "kvm-intel loads after kvmrt" load_kvm
	answer "ping, kvmrt before KVM" 0 'ping 44'
}

unload_steps() {
	live_start
	is "live VM: served" 0 "$(live_call 'ping 45')"
	check "kvmrt unloads under a live VM" rmmod kvmrt
	is "live VM: no service any more" "$NO_SERVICE" "$(live_call 'ping 46')"
	check "kvmrt loads under a live VM" load kvmrt gs_hc_host_enabled=1
	is "live VM: served again" 0 "$(live_call 'ping 47')"
	check "kvmrt unloads" rmmod kvmrt
	is "live VM: no service at the end" "$NO_SERVICE" "$(live_call 'ping 48')"
	live_stop
	answer "new VM: no service" "$NO_SERVICE" 'query 0'
	check "the trace system is gone" gone "$TRACING/events/kvmrt"
	check "the module is gone" gone /sys/module/kvmrt
}

# On an Intel host, VMCALL faults only while KVM is unloaded: with VMX switched
# on it sets flags and leaves RAX as it was, which must not look like an answer.
guest_steps() {
	local nobody='kvmrt_guest: no hypervisor takes the hypercall'
	if [ ! -e /modules/kvmrt_guest.ko ]; then
		skip "kvmrt_guest on bare metal: not built"
		return
	fi
	check "kvmrt_guest loads on bare metal, VMX on" \
		load kvmrt_guest gs_hc_guest_enabled=1 gs_syscall_enabled=1
	is "it finds no host there" 1 "$(dmesg | grep -c "$nobody")"
	if [ -x /bin/kvmrt-gs ]; then
		kvmrt-gs available
		is "kvmrt-gs says so" 1 $(($? != 0))
	fi
	check "kvmrt_guest unloads" rmmod kvmrt_guest
	check "KVM unloads before it" unload_kvm
	check "kvmrt_guest loads on bare metal, VMX off" \
		load kvmrt_guest gs_hc_guest_enabled=1 gs_syscall_enabled=1
	is "it finds no host there either" 2 "$(dmesg | grep -c "$nobody")"
	check "kvmrt_guest unloads again" rmmod kvmrt_guest
}

log_steps() {
	not_logged "the kernel log is clean" \
		'WARNING:|BUG:|Oops|Missing ENDBR|Call Trace|general protection|[Uu]nable to handle|stall|hung task'
	is "no taint but that of modules" "$taint_before" "$(taint)"
}

our_steps() {
	# What stock modules complain about on such a CPU is not ours: our part of
	# the log begins here, on the console too.
	dmesg -c >/dev/null
	echo "kvmrt lab: ours from here on" >/dev/kmsg
	taint_before=$(taint)
	gate_steps
	service_steps
	message_steps
	trace_steps
	flush_steps
	exit_event_steps
	account_steps
	registry_steps
	reload_steps
	unload_steps
	guest_steps
	log_steps
}

if boot_steps; then
	stock_steps
	our_steps
fi
