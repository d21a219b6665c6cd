# SPDX-License-Identifier: GPL-2.0-only
# Kernels that we build ourselves, from Debian's source of 6.12: "debug" (host
# with KUnit, KASAN, lockdep, kmemleak, fault injection; every stock kernel has
# them off) and "plain" (a small guest for it).  The result is packed into the
# cache under a key of everything it depends on.
# Reads top, the root of the tree, from scripts/setup.
# shellcheck shell=bash disable=SC2153,SC2154

SOURCE_PACKAGE=linux-source-6.12
SOURCE=$KVMRT_CACHE/src/$SOURCE_PACKAGE
FRAGMENTS=$top/selftests/vm/kernel

# fragments FLAVOUR : configuration fragments, later ones win.
fragments() {
	local names name
	case $1 in
	debug) names=(base trace host debug kasan) ;;
	plain) names=(base trace guest) ;;
	*) usage_error "unknown built kernel '$1' (known: ${BUILT_FLAVOURS[*]})" ;;
	esac
	for name in "${names[@]}"; do
		echo "$FRAGMENTS/$name.config"
	done
}

# source_version : version of the unpacked source, empty when there is none.
source_version() {
	cat "$SOURCE.version" 2>/dev/null || true
}

# config_key FLAVOUR : what, beside the source, decides the result.
config_key() {
	local files
	mapfile -t files < <(fragments "$1")
	{
		echo "layout $KERNEL_LAYOUT"
		gcc --version | sed q
		cat "${files[@]}"
	} | sha256sum | cut -c 1-16
}

built_kernel_is_ready() {
	[[ $(source_version) &&
		$(cat "$KERNELS/$1/.ready" 2>/dev/null) == "$(source_version) $(config_key "$1")" ]]
}

# unpack_source DEB : atomically, so that an interrupted run leaves nothing that
# looks complete.
unpack_source() {
	local new=$SOURCE.new
	rm -rf "$new"
	mkdir -p "$new"
	dpkg-deb --fsys-tarfile "$1" |
		tar -xO "./usr/src/$SOURCE_PACKAGE.tar.xz" |
		tar -xJ -C "$new" --strip-components=1 || return 1
	rm -rf "$SOURCE"
	mv "$new" "$SOURCE"
}

source_setup() {
	local deb version
	if [[ $(source_version) && -e $SOURCE/Makefile ]]; then
		return 0
	fi
	need_free_mb 6000 "building a kernel"
	apt_offers "$SOURCE_PACKAGE"
	[[ ${OFFER_VERSION[$SOURCE_PACKAGE]:-} ]] || apt_update
	deb=$(fetch_deb "$SOURCE_PACKAGE") || {
		apt_update
		apt_offers "$SOURCE_PACKAGE"
		deb=$(fetch_deb "$SOURCE_PACKAGE") || die "cannot fetch $SOURCE_PACKAGE"
	}
	version=$(dpkg-deb -f "$deb" Version)
	run_logged "unpack $SOURCE_PACKAGE" unpack_source "$deb" || exit 1
	echo "$version" >"$SOURCE.version"
}

# configure FLAVOUR OBJ : allnoconfig plus our fragments; an option that was not
# granted is an error, or a test would be weaker than it says.
configure() {
	local files line key want got refused=0
	mapfile -t files < <(fragments "$1")
	mkdir -p "$2"
	cat "${files[@]}" >"$2/fragments"
	make -s -C "$SOURCE" O="$2" KCONFIG_ALLCONFIG="$2/fragments" allnoconfig ||
		return 1
	while read -r line; do
		key=${line%%=*}
		want=${line#*=}
		got=$(sed -n "s/^$key=//p" "$2/.config")
		if [[ ${got:-n} != "$want" ]]; then
			echo "not granted: $key, wanted $want, got ${got:-n}"
			refused=1
		fi
	done < <(grep -h '^CONFIG_' "${files[@]}")
	return "$refused"
}

# build_folder OBJ DIR : what external modules need, by the source's own script.
build_folder() (
	cd "$1" || exit 1
	export srctree=$SOURCE SRCARCH=x86 CC=gcc HOSTCC=gcc MAKE=make
	sh "$SOURCE/scripts/package/install-extmod-build" "$2"
)

compile() {
	nice -n 10 make -C "$SOURCE" O="$1" -j"${KVMRT_JOBS:-$(nproc)}" bzImage modules
}

# collect OBJ DIR : the layout that kernel.sh gives stock kernels.
collect() {
	local obj=$1 dir=$2 release
	release=$(cat "$obj/include/config/kernel.release")
	rm -rf "$dir"
	mkdir -p "$dir"
	make -s -C "$SOURCE" O="$obj" INSTALL_MOD_PATH="$dir" INSTALL_MOD_STRIP=1 \
		modules_install || return 1
	cp "$obj/arch/x86/boot/bzImage" "$dir/vmlinuz"
	cp "$obj/.config" "$dir/config"
	echo "$release" >"$dir/release"
	build_folder "$obj" "$dir/build" || return 1
	cp "$obj/.config" "$dir/build/.config"
	rm -f "$dir/lib/modules/$release/build" "$dir/lib/modules/$release/source"
	ln -s ../../../build "$dir/lib/modules/$release/build"
	depmod -b "$dir" "$release"
}

built_kernel_setup() {
	local flavour=$1 obj=$KVMRT_CACHE/obj-$1 new=$KERNELS/.new-$1 packed key
	built_kernel_is_ready "$flavour" && return 0
	mkdir -p "$KERNELS" "$PACKED"
	with_lock source source_setup
	key="$(source_version) $(config_key "$flavour")"
	packed=$PACKED/$flavour-${key// /-}.tar.zst
	rm -rf "$new"
	if [[ -s $packed ]]; then
		mkdir -p "$new"
		run_logged "unpack the $flavour kernel" tar -C "$new" --zstd -xf "$packed" || exit 1
	else
		say "the $flavour kernel is built from $SOURCE_PACKAGE $(source_version): 5 to 15 minutes, once"
		run_logged "configure the $flavour kernel" configure "$flavour" "$obj" || exit 1
		run_logged "compile the $flavour kernel" compile "$obj" || exit 1
		run_logged "collect the $flavour kernel" collect "$obj" "$new" || exit 1
		tar -C "$new" --zstd -cf "$packed.new" .
		mv "$packed.new" "$packed"
		[[ ${KVMRT_KEEP_OBJ:-} ]] || rm -rf "$obj"
	fi
	# Only a guest starts in it.
	[[ $flavour != plain ]] || extract_vmlinux "$new" || exit 1
	run_logged "test build on the $flavour kernel" probe_build "$new" || exit 1
	echo "$key" >"$new/.ready"
	rm -rf "${KERNELS:?}/$flavour"
	mv "$new" "$KERNELS/$flavour"
	say "kernel $flavour: $(cat "$KERNELS/$flavour/release") in $KERNELS/$flavour"
}
