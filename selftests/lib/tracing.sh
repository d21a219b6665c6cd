# SPDX-License-Identifier: GPL-2.0-only
# For scenarios that record host and guests, after l1.sh.
# shellcheck shell=bash

# trace_vsock_host : lets guests be reached by their CID.
trace_vsock_host() { modprobe vhost_vsock; }

# guest_modules NAME MODULE : loads a module of the kernel into a guest, and what
# it needs; of virtio's all are there.
guest_modules() {
	local name=$1 path base dir=/tmp/guest-modules
	mkdir -p "$dir"
	while read -r _ path _; do
		base=$(basename "${path%.xz}")
		case $path in
		*/virtio*/*) continue ;;
		*.xz) xz -dc "$path" >"$dir/$base" ;;
		*.ko) cp "$path" "$dir/$base" ;;
		# part of the kernel: a name, no path
		*) continue ;;
		esac
		guest_put "$name" "$dir/$base" "/tmp/$base" || return
		guest_exec "$name" "insmod /tmp/$base" || return
	done < <(modprobe --show-depends "$2")
}

# trace_vsock_guest NAME : as trace_vsock_host on the side of a guest that was
# started with --qemu "-device vhost-vsock-pci,guest-cid=CID".
trace_vsock_guest() { guest_modules "$1" vmw_vsock_virtio_transport; }

# trace_agent NAME : starts the agent in a guest that has a vsock.
trace_agent() {
	guest_exec "$1" 'kvmrt-trace agent --vsock >/tmp/agent.txt 2>&1 &' &&
		wait_for 60 guest_exec "$1" 'grep -q "waits for its host" /tmp/agent.txt'
}

# trace_records : is the recorder's instance there and recording?
trace_records() { [[ $(cat "$TRACING/instances/kvmrt/tracing_on" 2>/dev/null) == 1 ]]; }

# guest_records NAME : the same in a guest.
guest_records() {
	[[ $(guest_exec "$1" "cat $TRACING/instances/kvmrt/tracing_on 2>/dev/null") == 1 ]]
}

# guest_get NAME DIR HERE : a folder of a guest to L1.
guest_get() {
	mkdir -p "$3" &&
		guest_exec -t 120 "$1" "tar c -C '$(dirname "$2")' '$(basename "$2")' | gzip -1 | base64" |
		base64 -d | tar xz -C "$3"
}

# disturb SECONDS : somebody named "disturber", with a higher priority, takes this
# CPU.  It sleeps first, so that the scheduler sees it come under that name.
disturb() {
	ln -sfn /bin/bash /run/disturber
	chrt -f 60 /run/disturber -c 'sleep 0.1
		end=$((${EPOCHREALTIME/./} + $1))
		while ((${EPOCHREALTIME/./} < end)); do :; done' - "$(awk "BEGIN { print int($1 * 1000000) }")"
}
