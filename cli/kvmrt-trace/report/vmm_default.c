// SPDX-License-Identifier: GPL-2.0-only
/*
 * The devices that a machine has unless its command line says that it has none,
 * and those that it always has.
 */
#include <stdio.h>
#include <string.h>

#include "qemu_args.h"
#include "vmm_device.h"

/* Options of which each means that there is no default of a kind. */
struct instead {
	const char *options[6];
	const char *models[8];
};

static const struct instead serial = { { "serial" }, { "isa-serial" } };
static const struct instead parallel = { { "parallel" }, { "isa-parallel" } };
static const struct instead monitor = { { "monitor", "mon", "qmp", "qmp-pretty" },
					{ NULL } };
static const struct instead net = { { "net", "nic", "netdev" }, { NULL } };
static const struct instead floppy = { { "fda", "fdb" }, { "isa-fdc", "floppy" } };
static const struct instead cdrom = { { "cdrom", "hdc" },
				      { "ide-cd", "ide-hd", "scsi-cd", "scsi-hd" } };
static const struct instead vga = { { "vga" },
				    { "VGA", "isa-vga", "cirrus-vga", "isa-cirrus-vga",
				      "vmware-svga", "qxl-vga", "virtio-vga", "ati-vga" } };
static const struct instead display = { { "display", "nographic", "vnc", "spice",
					  "curses", "sdl" }, { NULL } };

static bool has_option(const struct kt_vmm_command *c, const char *name)
{
	return kt_vmm_option(c, name);
}

static bool is_replaced(const struct kt_vmm_command *c, const struct instead *by)
{
	const char *model;
	size_t i, k;

	for (i = 0; i < 6 && by->options[i]; i++) {
		if (has_option(c, by->options[i]))
			return true;
	}
	for (i = 0; i < c->n && by->models[0]; i++) {
		model = strcmp(c->options[i].name, "device") ? "" :
			kt_qemu_str(c->options[i].args, "driver");
		for (k = 0; k < 8 && by->models[k]; k++) {
			/* Of the last one, "virtio-vga-gl" and the like count, too. */
			if (!strcmp(model, by->models[k]) ||
			    (!strncmp(by->models[k], "virtio-", 7) &&
			     !strncmp(model, by->models[k], strlen(by->models[k]))))
				return true;
		}
	}
	return false;
}

static int add(struct kt_vmm_devices *list, const char *name, const char *model,
	       const char *way_out)
{
	const struct kt_vmm_model *m = kt_vmm_model(model);

	return kt_vmm_add(list, name, model, m->class, m->touch, way_out,
			  "%s", m->why);
}

static int add_vga(struct kt_vmm_devices *list, const struct kt_vmm_command *c)
{
	static const struct {
		const char *type, *model;
	} types[] = {
		{ "cirrus", "cirrus-vga" },
		{ "vmware", "vmware-svga" },
		{ "qxl", "qxl-vga" },
		{ "virtio", "virtio-vga" },
	};
	const struct kt_vmm_option *o = kt_vmm_option(c, "vga");
	const char *model = "VGA";
	size_t i;

	if (o && !strcmp(o->text, "none"))
		return 0;
	for (i = 0; o && i < sizeof(types) / sizeof(*types); i++) {
		if (!strcmp(o->text, types[i].type))
			model = types[i].model;
	}
	return add(list, o ? "-vga" : "default VGA", model, "-vga none");
}

/* Of a PC, without -nodefaults. */
static int add_defaults(struct kt_vmm_devices *list,
			const struct kt_vmm_command *c)
{
	bool nographic = has_option(c, "nographic");
	const char *end = nographic ? "stdio" : "a window";
	int ret = 0;

	if (!is_replaced(c, &parallel))
		ret = kt_vmm_terminal(list, "default parallel port", "isa-parallel",
				      KT_TOUCH_PARALLEL, "-parallel none",
				      nographic ? "null" : end);
	if (!ret && !is_replaced(c, &net))
		ret = add(list, "default NIC", c->kind == KT_MACHINE_Q35 ? "e1000e" : "e1000",
			  "-nodefaults or -nic none");
	if (!ret && c->kind == KT_MACHINE_PC && !is_replaced(c, &floppy))
		ret = add(list, "default floppy disk", "floppy", "-nodefaults");
	if (!ret && !is_replaced(c, &cdrom))
		ret = add(list, "default CD-ROM", "ide-cd", "-nodefaults");
	return ret;
}

static int add_consoles(struct kt_vmm_devices *list,
			const struct kt_vmm_command *c)
{
	int ret = 0;

	if (!is_replaced(c, &serial))
		ret = kt_vmm_terminal(list, "default serial port", "isa-serial",
				      KT_TOUCH_SERIAL, "-serial none",
				      has_option(c, "nographic") ? "stdio" : "a window");
	if (!ret && !is_replaced(c, &monitor))
		ret = kt_vmm_add(list, "default monitor", "QEMU monitor", "management",
				 KT_TOUCH_NONE, "-monitor none",
				 "its commands run in the main loop");
	return ret;
}

static bool is_split(const struct kt_vmm_command *c, const char **how)
{
	const char *irqchip = kt_qemu_str(c->machine, "kernel-irqchip");

	if (!*irqchip)
		irqchip = kt_qemu_str(c->machine, "kernel_irqchip");
	*how = irqchip;
	return !strcmp(irqchip, "split") || !strcmp(irqchip, "off");
}

static int add_clocks(struct kt_vmm_devices *list,
		      const struct kt_vmm_command *c)
{
	const struct kt_vmm_option *rtc = kt_vmm_option(c, "rtc");
	bool slew = rtc && !strcmp(kt_qemu_str(rtc->args, "driftfix"), "slew");
	const char *how;
	int ret = 0;

	if (is_split(c, &how))
		ret = kt_vmm_add(list, "interrupt controllers", "PIC, I/O APIC, PIT",
				 "interrupts", KT_TOUCH_INTERRUPTS, "kernel-irqchip=on",
				 "kernel-irqchip=%s: they are QEMU's, not KVM's", how);
	if (!ret && c->kind != KT_MACHINE_MICROVM && !has_option(c, "no-hpet") &&
	    !kt_qemu_is_off(c->machine, "hpet"))
		ret = kt_vmm_add(list, "default HPET", "hpet", "clock", KT_TOUCH_HPET,
				 "-machine hpet=off",
				 "emulated: registers, and timers in the main loop");
	if (!ret && !kt_qemu_is_off(c->machine, "rtc"))
		ret = kt_vmm_add(list, "RTC", "mc146818rtc", "clock", KT_TOUCH_RTC,
				 slew ? "-rtc driftfix=none" :
					"no use of it while there are deadlines",
				 "emulated: registers, and timers in the main loop%s",
				 slew ? "; driftfix=slew repeats lost ticks there" : "");
	return ret;
}

/* What there is with -nodefaults, too. */
static int add_always(struct kt_vmm_devices *list,
		      const struct kt_vmm_command *c)
{
	int ret = 0;

	if (!is_replaced(c, &display))
		ret = kt_vmm_add(list, "default display", "window or VNC", "display",
				 KT_TOUCH_NONE, "-display none",
				 "drawn in the main loop, which reads the log of dirty pages for it");
	if (!ret && (has_option(c, "usb") || kt_qemu_is_on(c->machine, "usb")))
		ret = add(list, "USB of the machine",
			  c->kind == KT_MACHINE_PC ? "piix3-usb-uhci" :
			  c->kind == KT_MACHINE_Q35 ? "ich9-usb-ehci1" : "qemu-xhci",
			  "-machine usb=off");
	if (!ret && c->kind != KT_MACHINE_MICROVM && !kt_qemu_is_off(c->machine, "i8042"))
		ret = kt_vmm_add(list, "keyboard controller", "i8042", "input",
				 KT_TOUCH_INPUT, "-machine i8042=off",
				 "emulated: registers, and events of the main loop");
	return ret ? ret : add_clocks(list, c);
}

int kt_vmm_defaults(struct kt_vmm_devices *list, const struct kt_vmm_command *c)
{
	bool bare = has_option(c, "nodefaults");
	bool pc = c->kind == KT_MACHINE_PC || c->kind == KT_MACHINE_Q35;
	int ret = 0;

	if (c->kind == KT_MACHINE_NONE)
		return 0;
	if (pc && (has_option(c, "vga") || (!bare && !is_replaced(c, &vga))))
		ret = add_vga(list, c);
	if (!ret && !bare && (pc || !kt_qemu_is_off(c->machine, "isa-serial")))
		ret = add_consoles(list, c);
	if (!ret && !bare && pc)
		ret = add_defaults(list, c);
	return ret ? ret : add_always(list, c);
}
