# SPDX-License-Identifier: GPL-2.0-only
# For scenarios about interrupts, on a machine with the devices "irq": what the
# kernel says without us, load on the disks, counts.
# shellcheck shell=bash

ASK=$KVMRT_TOP/selftests/netlink/nlask.py

# irq_nvme_up N : N disks behind NVMe are there.
irq_nvme_up() {
	local disks=(/sys/block/nvme[0-9]n1)
	[[ -e ${disks[0]} && ${#disks[@]} == "$1" ]]
}

# irq_devices : drivers of all devices; disks and interfaces are up.  The debug
# kernel has those with managed interrupts only.
irq_devices() {
	local link module
	for module in nvme virtio_blk ahci sd_mod e1000e virtio_net; do
		modprobe "$module" || [[ $KVMRT_FLAVOUR == debug ]] || return 1
	done
	wait_for 20 irq_nvme_up 2 || return 1
	wait_for 20 test -e /sys/block/vda || return 1
	for link in /sys/class/net/eth*; do
		[[ ! -e $link ]] || ip link set "${link##*/}" up
	done
	nap 1
}

# irq_aims : lines "IRQ mask effective" of all that somebody handles.
irq_aims() {
	local dir
	for dir in /proc/irq/[0-9]*; do
		[[ $(find "$dir" -mindepth 1 -type d) ]] || continue
		echo "${dir##*/} $(cat "$dir/smp_affinity_list") $(cat "$dir/effective_affinity_list")"
	done | sort -n
}

# irq_aimed_at CPUS : interrupts that are handled and aimed at one of them.
irq_aimed_at() {
	"$ASK" irq-get dump cpus="$1" | grep '"hold": [^1]'
}
irq_none_at() { [[ -z $(irq_aimed_at "$1") ]]; }

# irq_matrix : the kernel's account of vectors, empty where it can't be had.
irq_matrix() {
	cat /sys/kernel/debug/irq/domains/VECTOR 2>/dev/null
}

# irq_matrix_counts : of that, what does not depend on which CPU an ordinary
# interrupt has: reservations of each CPU, and sums over all.
irq_matrix_counts() {
	irq_matrix | awk '
		/^Global|^Total/
		$1 ~ /^[0-9]+$/ && NF >= 5 {
			print $1, $3
			available += $2
			active += $5
		}
		END { print available + 0, active + 0 }'
}

# irq_matrix_same NAME [COUNTS] : it is, or these counts of it are, as before.
irq_matrix_same() {
	local look=${2:-irq_matrix}
	if [[ ! -s $OUT/irq_matrix.before ]]; then
		skip "$1" 'this kernel keeps no account of vectors in debugfs'
		return
	fi
	# Others let go of vectors with a delay, too.
	wait_for 3 irq_matrix_is "$look" "$OUT/$look.before"
	same "$1" "$("$look" | diff "$OUT/$look.before" -)" ''
}
irq_matrix_is() { "$1" | cmp -s - "$2"; }

# irq_matrix_note : "before" is now.
irq_matrix_note() {
	irq_matrix >"$OUT/irq_matrix.before"
	irq_matrix_counts >"$OUT/irq_matrix_counts.before"
}

# irq_proc_refusals CPUS : how many that are aimed there can't be moved by /proc.
irq_proc_refusals() {
	local irq n=0
	for irq in $("$ASK" irq-get dump cpus="$1" | sed -n 's/.*"irq": \([0-9]*\),.*"kind": 0.*/\1/p'); do
		(echo 0 >"/proc/irq/$irq/smp_affinity_list") 2>/dev/null || n=$((n + 1))
	done
	echo "$n"
}

# irq_load CPUS READS : reads from all disks, submitted on these CPUs.
irq_load() {
	local disk
	for disk in /dev/nvme[0-9]n1 /dev/vda /dev/sda; do
		[[ -b $disk ]] || continue
		taskset -c "$1" dd if="$disk" of=/dev/null bs=4k count="$2" iflag=direct status=none ||
			fail load "no read from $disk"
	done
}

# irq_counts CPU... : arrivals of interrupts with a number on these CPUs.
irq_counts() {
	awk -v cpus="$*" '
		NR == 1 {
			split(cpus, want, " ")
			for (i = 1; i <= NF; i++)
				for (j in want)
					if ($i == "CPU" want[j])
						column[i + 1] = 1
			next
		}
		$1 ~ /^[0-9]+:$/ { for (c in column) sum += $c }
		END { print sum + 0 }' /proc/interrupts
}

declare -A IRQ_MARKS
# irq_mark : count from here.  irq_arrivals CPU... : what came since.
irq_mark() {
	local cpu
	for cpu in 0 1 2 3; do
		IRQ_MARKS[$cpu]=$(irq_counts "$cpu")
	done
}
irq_arrivals() {
	local cpu sum=0
	for cpu; do
		sum=$((sum + $(irq_counts "$cpu") - IRQ_MARKS[$cpu]))
	done
	echo "$sum"
}

# irq_moves N : off two CPUs and back, N times.
irq_moves() {
	local said status=0
	said=$("$KVMRT_TOP/selftests/scenarios/irq-moves.py" 2-3 "$1" 2>&1) || status=$?
	echo "$said"
	note "$said"
	return $status
}
