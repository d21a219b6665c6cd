#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: host and two guests in one command, by vsock and by another program; what guests may not do
# requires: M08 M09 M12 L04
# class: once
# kernels: all
# only: trace
# smp: 1
# timeout: 240
. "$KVMRT_TOP/selftests/lib/l1.sh"
. "$KVMRT_TOP/selftests/lib/tracing.sh"

WORK=/tmp/both
CID=11
SSH=$KVMRT_TOP/selftests/lib/serial-ssh
TRACE=(kvmrt-trace run -b 1024)
mkdir -p $WORK
cd $WORK || exit 1

# refused NAME STATUS ERE ARG... : run --guest that ends so, says so, and leaves
# nothing behind.
refused() {
	local name=$1 status=$2 text=$3 got
	shift 3
	timeout 100 "${TRACE[@]}" -o refused "$@" -- touch ran >err.txt 2>&1
	got=$?
	same "$name-status" $got "$status"
	like "$name-text" "$(cat err.txt)" "$text"
	same "$name-leaves" "$(ls -d refused* ran $TRACING/instances/* 2>/dev/null)" ''
	rm -rf refused*
}
# hostile NAME AT-START AT-STOP : a program in ssh's place that says what a hostile
# guest would.
hostile() {
	cat >"$WORK/$1" <<-EOT
		#!/bin/bash
		while read -r line; do
			case \$line in
			start) $2 ;;
			stop) $3 ;;
			esac
		done
	EOT
	chmod +x "$WORK/$1"
}

check kvm load_kvm
load_host || die 'kvmrt.ko does not load'
check vsock trace_vsock_host
guest_start g1 --qemu "-device vhost-vsock-pci,guest-cid=$CID" || exit 0
guest_start g2 --qemu "-chardev socket,id=kt,path=$WORK/g2,server=on,wait=off -device virtserialport,chardev=kt,name=kvmrt.trace" || exit 0

refused no-vm 4 "no VM with the name or id 'g9'" --guest g9
refused no-vsock 2 'g2 has no vsock device' --guest g2
refused nobody-listens 1 "g1 at vsock:$CID:27510: .*agent --vsock" --guest g1
refused bad-where 2 'neither ssh:.*nor vsock:' --guest g1=tcp:1.2.3.4
refused bad-cid 2 'CID of 3 or above' --guest g1=vsock:2
refused option-of-ssh 2 'neither ssh:' --guest g1=ssh:-oProxyCommand=x
refused twice 2 'g1 is named twice' --guest g1 --guest g1=vsock:11
refused bad-event 2 "no event 'nosuch'" -e nosuch --guest g1

# Agents in both guests: on a vsock, and behind a port that has one open
# descriptor for its whole life.
check vsock-in-guest trace_vsock_guest g1
check agent trace_agent g1
# shellcheck disable=SC2016 # the guest's own variables
guest_exec g2 'for dir in /sys/class/virtio-ports/*; do
	[ "$(cat $dir/name)" = kvmrt.trace ] && port=/dev/${dir##*/}
done
(exec 3<>$port; while :; do kvmrt-trace agent --stdio <&3 >&3 2>>/tmp/agent.log; sleep 1; done) >/dev/null 2>&1 &'

# The command's status is ours; its guests call their host while it runs.
"${TRACE[@]}" -o merged --ssh "$SSH" --guest g1 --guest "g2=ssh:$WORK/g2" -- \
	sh -c 'touch go; while [ ! -e stop ]; do sleep 0.2; done; exit 7' >merge.txt 2>&1 &
recorder=$!
wait_for 60 test -e go || fail starts "$(cat merge.txt)"
for guest in g1 g2; do
	guest_exec $guest 'kvmrt-gs ping 0x1111 ping 0x2222' >/dev/null
done
touch stop
wait $recorder
same status $? 7
like says-where "$(cat merge.txt)" 'host and guests are in merged'
check merged-json jq -e '.sources | length == 3' merged/merged.json
same nothing-left "$(ls -d merged.parts $TRACING/instances/* 2>/dev/null)" ''
for guest in g1 g2; do
	same "tidy-$guest" "$(guest_exec $guest 'ls -d /tmp/kvmrt-trace* /var/tmp/kvmrt-trace* /sys/kernel/tracing/instances/* 2>/dev/null')" ''
	id=$(kvmrt-nl -j vm show name $guest | jq '.[0].id')
	same "vm-id-$guest" "$(jq .vm_id merged/$guest/recording.json)" "$id"
	like "pairs-$guest" "$(grep -E "^$guest +guest" merge.txt)" "^$guest +guest +$id +[1-9][0-9]* +0 +[1-9]"
done
kvmrt-trace view merged -F host,event,info >view.txt 2>&1
same view $? 0
# One clock: the host's half of each call lies between the guest's halves.
for guest in g1 g2; do
	id=$(jq .vm_id merged/$guest/recording.json)
	same "order-$guest" "$(awk -v guest=$guest -v vm="vm=$id " '
		$1 == guest && $2 == "gs_ping_guest" && /0x2222/ { order = order "g" }
		$2 == "gs_ping_host" && index($0, vm) && /0x2222/ { order = order "h" }
		$1 == guest && $2 == "kvm_guest_hc_end" && order ~ /h$/ { order = order "e" }
		END { print order }' view.txt)" ghe
done

# A guest that is gone takes nobody along, but it is told.
rm -f go stop
"${TRACE[@]}" -o partly --ssh "$SSH" --guest g1 --guest "g2=ssh:$WORK/g2" -- \
	sh -c 'touch go; while [ ! -e stop ]; do sleep 0.2; done' >partly.txt 2>&1 &
recorder=$!
wait_for 60 test -e go || fail partly-starts "$(cat partly.txt)"
guest_stop g2
nap 1
touch stop
wait $recorder
same partly-status $? 1
like partly-says "$(cat partly.txt)" 'guest g2 records no more'
check partly-merged jq -e '.sources | length == 2' partly/merged.json

# What a guest says is not believed.
hostile evil-name 'echo ready' 'echo "file ../evil 3"; echo abc; echo done'
hostile evil-link 'echo ready' 'echo "file cpu0.raw 3"; echo abc; echo done'
hostile evil-size 'echo ready' 'echo "file trace.dat 9223372036854775807"'
hostile evil-json 'echo ready' 'echo "file recording.json 3"; echo abc; echo done'
hostile evil-text 'printf "error \\033[2Jgone\\n"' ''
hostile evil-line 'head -c 100000 /dev/zero | tr "\\0" x' ''
for name in name link size json; do
	"${TRACE[@]}" -o "evil.$name" --ssh "$WORK/evil-$name" --guest g1=ssh:x true >err.txt 2>&1
	same "evil-$name-status" $? 1
	like "evil-$name-text" "$(cat err.txt)" 'guest g1'
	same "evil-$name-outside" "$(find . -name evil -o -name 'cpu0.raw' -size -1)" ''
	rm -rf "evil.$name"*
done
for name in text line; do
	"${TRACE[@]}" -o "evil.$name" --ssh "$WORK/evil-$name" --guest g1=ssh:x touch ran >err.txt 2>&1
	same "evil-$name-status" $? 1
	same "evil-$name-no-escape" "$(tr -d '\n[:print:]' <err.txt | wc -c)" 0
	same "evil-$name-not-run" "$(ls ran 2>/dev/null)" ''
done
# Nor is a user of the host, who is not its root.
got=$(setpriv --reuid 65534 --clear-groups timeout 20 python3 -c "
import socket
s = socket.socket(socket.AF_VSOCK)
s.connect(($CID, 27510))
s.sendall(b'kvmrt-trace 1\nstart\n')
print(s.recv(100))" 2>&1)
like user-refused "$(tail -n 1 <<<"$got")" "^b''|ConnectionReset|BrokenPipe"
like user-told "$(guest_exec g1 cat /tmp/agent.txt)" 'it is not root of the host'
guest_stop g1
check unload unload_host
