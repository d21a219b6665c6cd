// SPDX-License-Identifier: GPL-2.0-only
/* How QEMU's models of devices are served. */
#include <stddef.h>
#include <string.h>

#include "vmm_model.h"

#define DISK "virtio-blk or virtio-scsi with iothread="
#define NIC "virtio-net with vhost=on or vhost-user, or vfio-pci"
#define NO_DISPLAY "-vga none and no display device"
#define REMOVE "take it away"

/* Somebody else's, or nothing to serve while the guest runs. */
#define OTHER(begin) { begin, KT_SERVE_OTHER, KT_TOUCH_NONE, NULL, NULL, NULL }
#define TERMINAL(begin, touch) { begin, KT_SERVE_CHARDEV, touch, "terminal", NULL, NULL }
#define PCI(begin, class, why, way_out) \
	{ begin, KT_SERVE_LOCK, KT_TOUCH_PCI, class, why, way_out }
#define SCSI(begin) PCI(begin, "disk", "emulated SCSI controller", DISK)
#define NET(begin) PCI(begin, "net", "emulated network card", NIC)
#define VGA_WHY "emulated; a display has the log of its dirty pages read at each refresh"
#define VGA(begin, touch) \
	{ begin, KT_SERVE_LOCK, touch, "display", VGA_WHY, NO_DISPLAY }
#define USB_INPUT(begin) \
	PCI(begin, "input", "its USB controller asks it by a timer of the main loop", REMOVE)
#define INPUT(begin) PCI(begin, "input", "its events come from the main loop", REMOVE)
#define USB_FRAMES "emulated; with a device on it a timer of the main loop runs"
#define USB_RINGS "emulated: rings and doorbells are the main loop's"
#define USB(begin, why) \
	PCI(begin, "USB", why, "no USB (libvirt: <controller type='usb' model='none'/>)")
#define SOUND(begin) \
	PCI(begin, "sound", "a timer of the main loop moves its samples", REMOVE)

/* What begins with the name of another one stands before it. */
static const struct kt_vmm_model models[] = {
	{ "virtio-blk", KT_SERVE_IOTHREAD, KT_TOUCH_PCI, "disk",
	  "no iothread: its requests and their completions are the main loop's",
	  "iothread=" },
	{ "virtio-scsi", KT_SERVE_IOTHREAD, KT_TOUCH_PCI, "disk",
	  "no iothread: requests and completions of its disks are the main loop's",
	  "iothread=" },
	PCI("virtio-pmem", "disk",
	    "the guest's flushes go through the main loop", DISK),
	PCI("virtio-9p", "disk",
	    "requests for files are the main loop's", "vhost-user-fs (virtiofsd)"),
	OTHER("nvme-ns"),
	OTHER("nvme-subsys"),
	PCI("nvme", "disk",
	    "emulated: its queues and doorbells are the main loop's",
	    DISK ", or vfio-pci"),
	{ "ide-", KT_SERVE_LOCK, KT_TOUCH_IDE, "disk",
	  "emulated IDE or SATA: registers in the vCPU's thread, data in the main loop",
	  DISK },
	{ "isa-fdc", KT_SERVE_LOCK, KT_TOUCH_FLOPPY, "disk",
	  "emulated floppy disk controller", "-nodefaults" },
	{ "floppy", KT_SERVE_LOCK, KT_TOUCH_FLOPPY, "disk",
	  "emulated floppy disk", "-nodefaults" },
	SCSI("lsi53c"),
	SCSI("megasas"),
	SCSI("mptsas"),
	SCSI("pvscsi"),
	SCSI("am53c974"),
	SCSI("dc390"),
	PCI("sd-card", "disk", "emulated SD card", DISK),
	PCI("sdhci", "disk", "emulated SD controller", DISK),

	{ "virtio-net", KT_SERVE_NETDEV, KT_TOUCH_PCI, "net", NULL, NULL },
	NET("e1000"),
	NET("igb"),
	NET("i825"),
	OTHER("i82801b11"),
	NET("i82801"),
	NET("ne2k"),
	NET("pcnet"),
	PCI("rocker", "net", "emulated switch", NIC),
	NET("rtl8139"),
	NET("tulip"),
	NET("vmxnet3"),
	PCI("usb-net", "net", "emulated network card on USB", NIC),

	TERMINAL("isa-serial", KT_TOUCH_SERIAL),
	TERMINAL("pci-serial", KT_TOUCH_PCI),
	TERMINAL("isa-parallel", KT_TOUCH_PARALLEL),
	TERMINAL("isa-debugcon", KT_TOUCH_DEBUG),
	TERMINAL("virtconsole", KT_TOUCH_PCI),
	TERMINAL("virtserialport", KT_TOUCH_PCI),
	/* Its ports count. */
	OTHER("virtio-serial"),
	OTHER("isa-debug-exit"),

	VGA("vhost-user-vga", KT_TOUCH_DISPLAY),
	PCI("virtio-gpu", "display",
	    "its commands are drawn in the main loop", NO_DISPLAY),
	PCI("bochs-display", "display",
	    "a display has the log of its dirty pages read at each refresh", NO_DISPLAY),
	{ "ramfb", KT_SERVE_LOCK, KT_TOUCH_NONE, "display",
	  "a display has the log of its dirty pages read at each refresh", NO_DISPLAY },
	VGA("VGA", KT_TOUCH_DISPLAY),
	VGA("secondary-vga", KT_TOUCH_PCI),
	{ "virtio-vga", KT_SERVE_LOCK, KT_TOUCH_DISPLAY, "display",
	  "emulated VGA, and its commands are drawn in the main loop", NO_DISPLAY },
	VGA("cirrus-vga", KT_TOUCH_DISPLAY),
	VGA("isa-cirrus-vga", KT_TOUCH_DISPLAY),
	VGA("isa-vga", KT_TOUCH_DISPLAY),
	VGA("ati-vga", KT_TOUCH_DISPLAY),
	VGA("vmware-svga", KT_TOUCH_DISPLAY),
	{ "qxl", KT_SERVE_LOCK, KT_TOUCH_DISPLAY, "display",
	  "emulated VGA, and a server of SPICE at its other end", NO_DISPLAY },

	USB_INPUT("usb-kbd"),
	USB_INPUT("usb-mouse"),
	USB_INPUT("usb-tablet"),
	USB_INPUT("usb-wacom"),
	INPUT("virtio-keyboard"),
	INPUT("virtio-mouse"),
	INPUT("virtio-tablet"),
	INPUT("virtio-multitouch"),
	INPUT("virtio-input"),
	{ "vmmouse", KT_SERVE_LOCK, KT_TOUCH_INPUT, "input", "emulated mouse", REMOVE },

	OTHER("usb-hub"),
	PCI("usb-storage", "disk", "emulated disk on USB", DISK),
	PCI("usb-bot", "disk", "emulated disk on USB", DISK),
	PCI("usb-uas", "disk", "emulated disk on USB", DISK),
	PCI("usb-serial", "terminal", "emulated terminal on USB", REMOVE),
	PCI("usb-", "USB",
	    "emulated USB: its transfers are the main loop's", REMOVE),
	USB("ich9-usb", USB_FRAMES),
	USB("piix3-usb", USB_FRAMES),
	USB("piix4-usb", USB_FRAMES),
	USB("pci-ohci", USB_FRAMES),
	USB("qemu-xhci", USB_RINGS),
	USB("nec-usb-xhci", USB_RINGS),

	/* Its codecs are a part of it. */
	OTHER("hda-"),
	SOUND("intel-hda"),
	SOUND("ich9-intel-hda"),
	SOUND("AC97"),
	SOUND("ES1370"),
	SOUND("sb16"),
	SOUND("virtio-sound"),

	PCI("virtio-balloon", "memory",
	    "the main loop gives memory back to the host, and reads its statistics",
	    "no balloon (of libvirt: <memballoon model='none'/>)"),
	PCI("virtio-mem", "memory",
	    "the main loop adds and removes memory", REMOVE),
	PCI("intel-iommu", "memory",
	    "each change of a mapping is done in the vCPU's thread", REMOVE),
	PCI("amd-iommu", "memory",
	    "each change of a mapping is done in the vCPU's thread", REMOVE),
	PCI("virtio-iommu", "memory",
	    "each change of a mapping is done in the main loop", REMOVE),
	PCI("virtio-rng", "entropy",
	    "the main loop reads the host's random numbers", "the CPU's RDRAND"),
	PCI("virtio-crypto", "other",
	    "requests are the main loop's", "the CPU's instructions"),
	{ "tpm-", KT_SERVE_LOCK, KT_TOUCH_TPM, "firmware", "emulated registers",
	  "no use of it while there are deadlines" },
	PCI("i6300esb", "watchdog",
	    "each sign of life is an exit to QEMU", REMOVE),
	PCI("ib700", "watchdog",
	    "each sign of life is an exit to QEMU", REMOVE),
	PCI("isa-ipmi", "management", "emulated registers", REMOVE),
	PCI("pci-ipmi", "management", "emulated registers", REMOVE),

	/* The kernel's, another process's, or hardware. */
	OTHER("vhost-"),
	OTHER("vfio-"),
	OTHER("vdpa-"),
	/* Buses, of which only the devices do work; disks of a SCSI controller. */
	OTHER("pcie-"),
	OTHER("pci-bridge"),
	OTHER("pxb"),
	OTHER("ioh3420"),
	OTHER("x3130"),
	OTHER("xio3130"),
	OTHER("ich9-ahci"),
	OTHER("ahci"),
	OTHER("isa-ide"),
	OTHER("piix3-ide"),
	OTHER("piix4-ide"),
	OTHER("scsi-"),
	OTHER("ccid-card"),
	OTHER("ipmi-bmc"),
	OTHER("AMDVI-PCI"),
	/* Memory, and what is used once. */
	OTHER("nvdimm"),
	OTHER("pc-dimm"),
	OTHER("ivshmem-plain"),
	OTHER("pvpanic"),
	OTHER("vmcoreinfo"),
	OTHER("vmgenid"),
	OTHER("loader"),
	OTHER("guest-loader"),
	OTHER("sga"),
};

static const struct kt_vmm_model unknown = {
	"", KT_SERVE_LOCK, KT_TOUCH_PCI, "other",
	"an unknown model; nearly all are emulated", REMOVE
};

static const struct kt_vmm_model cpu = {
	"", KT_SERVE_OTHER, KT_TOUCH_NONE, NULL, NULL, NULL
};

const struct kt_vmm_model *kt_vmm_model(const char *name)
{
	size_t i, len = strlen(name);

	for (i = 0; i < sizeof(models) / sizeof(*models); i++) {
		if (!strncmp(name, models[i].begin, strlen(models[i].begin)))
			return &models[i];
	}
	/* A CPU with a place of its own. */
	if (len > 11 && !strcmp(name + len - 11, "-x86_64-cpu"))
		return &cpu;
	return &unknown;
}
