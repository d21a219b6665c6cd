# SPDX-License-Identifier: GPL-2.0-only
# Debian's stock kernels, unpacked into the cache.  Nothing is installed on the
# machine: kernels/<flavour>/ holds image, modules and headers of one kernel,
# the headers made to work from there.
# shellcheck shell=bash disable=SC2153

# Raise this when the layout of kernels/<flavour>/ changes.
KERNEL_LAYOUT=1

# kernel_pattern FLAVOUR : extended regular expression for the image package.
# The ABI number in it moves with every security update.
kernel_pattern() {
	case $1 in
	6.1) echo '^linux-image-6\.1\.0-[0-9]+-amd64$' ;;
	6.1-rt) echo '^linux-image-6\.1\.0-[0-9]+-rt-amd64$' ;;
	6.12) echo '^linux-image-6\.12\.[0-9]+\+deb12-amd64$' ;;
	6.12-rt) echo '^linux-image-6\.12\.[0-9]+\+deb12-rt-amd64$' ;;
	esac
}

# What apt can fetch, by package name.  Filled by apt_offers; one apt-cache run
# costs a second where apt keeps no binary cache, so they are few.
declare -A OFFER_VERSION OFFER_DEPENDS

# apt_offers PACKAGE... : looks these names up.  Names that only occur in other
# packages' dependencies stay out.
apt_offers() {
	local name version depends
	(($#)) || return 0
	while IFS='|' read -r name version depends; do
		OFFER_VERSION[$name]=$version
		OFFER_DEPENDS[$name]=$depends
	done < <(apt-cache show --no-all-versions "$@" 2>/dev/null | awk '
		/^Package: /  { name = $2; depends = "" }
		/^Version: /  { version = $2; gsub(":", "%3a", version) }
		/^Depends: /  { depends = substr($0, 10); gsub("[|]", ",", depends) }
		/^Filename: / { print name "|" version "|" depends }')
}

# newest_image FLAVOUR : sets IMAGE to the newest image package that apt can
# fetch together with its headers.
newest_image() {
	local pkg names
	IMAGE=
	mapfile -t names < <(apt-cache pkgnames linux-image-6 |
		grep -E "$(kernel_pattern "$1")" | sort -rV | sed 8q)
	apt_offers "${names[@]}" "${names[@]/image/headers}"
	for pkg in "${names[@]}"; do
		if [[ ${OFFER_VERSION[$pkg]:-} &&
			${OFFER_VERSION[${pkg/image/headers}]:-} ]]; then
			IMAGE=$pkg
			return 0
		fi
	done
	return 1
}

# fetch_deb PACKAGE : prints the path of its .deb in the cache, fetching it if
# it is not there.  apt checks the archive's signature chain and the checksum.
fetch_deb() {
	local pkg=$1 version tmp deb
	[[ ${OFFER_VERSION[$pkg]:-} ]] || apt_offers "$pkg"
	version=${OFFER_VERSION[$pkg]:-}
	[[ $version ]] || return 1
	mkdir -p "$DEBS"
	for deb in "$DEBS/${pkg}_${version}_"*.deb; do
		if [[ -s $deb ]]; then
			echo "$deb"
			return 0
		fi
	done
	tmp=$(mktemp -d "$DEBS/.fetch.XXXXXX")
	# The download's user _apt may not reach the cache in somebody's home.
	if ! (cd "$tmp" && run_logged "download $pkg" \
		apt-get -q -o APT::Sandbox::User=root download "$pkg"); then
		rm -rf "$tmp"
		return 1
	fi
	mv "$tmp"/*.deb "$DEBS/"
	rm -rf "$tmp"
	echo "$DEBS/${pkg}_${version}_"*.deb
}

# fetch_kernel IMAGE : prints the .deb files of image, headers, common headers
# and kbuild tools.
fetch_kernel() {
	local headers=${1/image/headers} parts part
	mapfile -t parts < <(tr ',' '\n' <<<"${OFFER_DEPENDS[$headers]}" |
		sed 's/^ *//; s/ .*//' | grep -E '^linux-(headers-.*-common|kbuild-)')
	apt_offers "${parts[@]}"
	for part in "$1" "$headers" "${parts[@]}"; do
		fetch_deb "$part" || return 1
	done
}

# unpack_kernel DIR DEB... : fills DIR with release (text), vmlinuz, vmlinux,
# lib/modules/<release>/ with modules.dep, and build (for make -C).
unpack_kernel() {
	local dir=$1 deb release
	shift
	mkdir -p "$dir"
	for deb in "$@"; do
		dpkg-deb -x "$deb" "$dir" || return 1
	done
	release=$(basename "$dir"/boot/vmlinuz-*)
	release=${release#vmlinuz-}
	echo "$release" >"$dir/release"
	ln -sfn "boot/vmlinuz-$release" "$dir/vmlinuz"
	ln -sfn "usr/src/linux-headers-$release" "$dir/build"
	ln -sfn "../../../usr/src/linux-headers-$release" \
		"$dir/lib/modules/$release/build"
	rm -f "$dir/lib/modules/$release/source"
	relocate_headers "$dir/usr/src/linux-headers-$release" || return 1
	rm -rf "${dir:?}/usr/share"
	extract_vmlinux "$dir" || return 1
	depmod -b "$dir" "$release"
}

# relocate_headers DIR : the only absolute path in Debian's header packages is
# the include in the top Makefile; find the common part beside it instead.
# $(realpath) because users come in through symbolic links.
relocate_headers() {
	local common
	common=$(sed -n 's,^include /usr/src/\([^/]*\)/Makefile$,\1,p' "$1/Makefile")
	[[ $common ]] || { say "unknown form of $1/Makefile"; return 1; }
	# shellcheck disable=SC2016 # make expands it
	printf 'include $(dir $(realpath $(lastword $(MAKEFILE_LIST))))../%s/Makefile\n' \
		"$common" >"$1/Makefile"
	if [[ ! -e $1/../$common/Makefile || ! -e $1/scripts/mod/modpost ]]; then
		say "incomplete headers in $1"
		return 1
	fi
}

# extract_vmlinux DIR : the ELF image out of DIR/vmlinuz.  A nested guest that
# starts in it (PVH) saves the decompressor, which takes longer there than all
# the rest of the boot.  Offsets are those of the x86 boot protocol, 2.08.
extract_vmlinux() {
	local image=$1/vmlinuz sectors offset length
	sectors=$(od -An -tu1 -j $((0x1f1)) -N 1 "$image")
	offset=$(od -An -tu4 -j $((0x248)) -N 4 "$image")
	length=$(od -An -tu4 -j $((0x24c)) -N 4 "$image")
	offset=$((offset + (sectors + 1) * 512))
	# The length includes four bytes of size behind the compressed data.
	tail -c +$((offset + 1)) "$image" | head -c $((length - 4)) >"$1/payload"
	case $(od -An -tx1 -N 4 "$1/payload" | tr -d ' ') in
	28b52ffd) zstd -q -d <"$1/payload" >"$1/vmlinux" || return 1 ;;
	fd377a58) xz -d <"$1/payload" >"$1/vmlinux" || return 1 ;;
	*) say "$image: unknown compression"; return 1 ;;
	esac
	rm "$1/payload"
}

# probe_build DIR : builds a module of one line with W=1, so that a broken
# cache is found here and not in somebody's build.
probe_build() {
	local tmp ret=0
	tmp=$(mktemp -d)
	echo 'obj-m := probe.o' >"$tmp/Kbuild"
	cat >"$tmp/probe.c" <<-'EOT'
		#include <linux/module.h>
		MODULE_DESCRIPTION("probe");
		MODULE_LICENSE("GPL");
	EOT
	make -s -C "$1/build" M="$tmp" W=1 modules || ret=$?
	[[ -s $tmp/probe.ko ]] || ret=1
	rm -rf "$tmp"
	return "$ret"
}

kernel_is_ready() {
	[[ $(cat "$KERNELS/$1/.ready" 2>/dev/null) == "layout $KERNEL_LAYOUT" ]]
}

# kernel_setup FLAVOUR : one stock kernel, ready in the cache.
kernel_setup() {
	local flavour=$1 debs new
	kernel_is_ready "$flavour" && return 0
	mkdir -p "$KERNELS"
	need_free_mb 1500 "the kernel $flavour"
	if ! newest_image "$flavour"; then
		apt_update
		newest_image "$flavour" ||
			die "apt offers no package like $(kernel_pattern "$flavour"): is this Debian 12 with its security suite?"
	fi
	say "kernel $flavour is Debian's $IMAGE"
	if ! debs=$(fetch_kernel "$IMAGE"); then
		# Lists older than the mirror name files that are gone.
		apt_update
		newest_image "$flavour" || true
		debs=$(fetch_kernel "$IMAGE") || die "cannot fetch the kernel $flavour"
	fi
	new=$KERNELS/.new-$flavour
	rm -rf "$new"
	# shellcheck disable=SC2086 # one file per word
	run_logged "unpack kernel $flavour" unpack_kernel "$new" $debs || exit 1
	run_logged "test build on kernel $flavour" probe_build "$new" || exit 1
	echo "layout $KERNEL_LAYOUT" >"$new/.ready"
	rm -rf "${KERNELS:?}/$flavour"
	mv "$new" "$KERNELS/$flavour"
	say "kernel $flavour: $(cat "$KERNELS/$flavour/release") in $KERNELS/$flavour"
}
