# SPDX-License-Identifier: GPL-2.0-only
# For scenarios that record host and guests, after l1.sh.
# shellcheck shell=bash

# trace_vsock_host : lets guests be reached by their CID.
trace_vsock_host() { modprobe vhost_vsock; }

# trace_vsock_guest NAME : the same on the side of a guest that was started with
# --qemu "-device vhost-vsock-pci,guest-cid=CID".
trace_vsock_guest() {
	local name=$1 path base dir=/tmp/vsock-modules
	mkdir -p "$dir"
	while read -r _ path _; do
		base=$(basename "${path%.xz}")
		case $path in
		*/virtio*/* | *.builtin) continue ;;
		*.xz) xz -dc "$path" >"$dir/$base" ;;
		*) cp "$path" "$dir/$base" ;;
		esac
		guest_put "$name" "$dir/$base" "/tmp/$base" || return
		guest_exec "$name" "insmod /tmp/$base" || return
	done < <(modprobe --show-depends vmw_vsock_virtio_transport)
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
