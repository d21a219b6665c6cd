// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qemu_args.h"
#include "vmm_device.h"

int kt_vmm_add(struct kt_vmm_devices *list, const char *name, const char *model,
	       const char *class, enum kt_touch touch, const char *way_out,
	       const char *why, ...)
{
	struct kt_vmm_device *d = calloc(1, sizeof(*d));
	va_list args;

	if (!d)
		return -ENOMEM;
	snprintf(d->name, sizeof(d->name), "%s", name);
	snprintf(d->model, sizeof(d->model), "%s", model);
	d->class = class;
	d->touch = touch;
	d->way_out = way_out;
	va_start(args, why);
	vsnprintf(d->why, sizeof(d->why), why, args);
	va_end(args);
	*list->end = d;
	list->end = &d->next;
	list->n++;
	return 0;
}

static int add_model(struct kt_vmm_devices *list, const char *name,
		     const char *model)
{
	const struct kt_vmm_model *m = kt_vmm_model(model);

	return kt_vmm_add(list, name, model, m->class, m->touch, m->way_out,
			  "%s", m->why);
}

static bool is_virtio(const struct kt_vmm_command *c, const char *interface)
{
	return !strcmp(interface, "virtio") ||
	       (!*interface && c->kind == KT_MACHINE_MICROVM);
}

/* A disk that comes with its controller. */
static int add_drive(struct kt_vmm_devices *list,
		     const struct kt_vmm_command *c, struct json_object *args)
{
	const char *interface = kt_qemu_str(args, "if");
	const char *name = kt_qemu_has(args, "id") ? kt_qemu_str(args, "id") : "-drive";

	const struct kt_vmm_model *virtio = kt_vmm_model("virtio-blk-pci");

	if (is_virtio(c, interface))
		return kt_vmm_add(list, name, "virtio-blk-pci", virtio->class, virtio->touch,
				  "if=none and -device virtio-blk-pci,iothread=", "%s%s",
				  virtio->why, kt_vmm_syncs(c, args) ? KT_SYNCS : "");
	if (!strcmp(interface, "floppy"))
		return add_model(list, name, "floppy");
	if (!strcmp(interface, "sd"))
		return add_model(list, name, "sd-card");
	if (!strcmp(interface, "ide") || !*interface)
		return add_model(list, name, !strcmp(kt_qemu_str(args, "media"), "cdrom") ?
						     "ide-cd" : "ide-hd");
	/* "none" is for a -device, "pflash" is memory. */
	return 0;
}

/* -nic has both ends, "-net nic" one that a hub of QEMU's joins with another. */
static int add_nic(struct kt_vmm_devices *list, const struct kt_vmm_command *c,
		   struct json_object *args, bool is_hub)
{
	const char *name = kt_qemu_has(args, "id") ? kt_qemu_str(args, "id") : "-nic";
	const struct kt_vmm_model *card = kt_vmm_model("e1000");
	const char *type = kt_qemu_str(args, "type");
	const char *model = kt_qemu_str(args, "model");

	if (is_hub ? strcmp(type, "nic") != 0 : !strcmp(type, "none"))
		return 0;
	if (!*model)
		model = c->kind == KT_MACHINE_Q35 ? "e1000e" : "e1000";
	if (strncmp(model, "virtio", 6))
		return kt_vmm_add(list, name, model, card->class, card->touch,
				  card->way_out, "%s", card->why);
	if (!is_hub && kt_vmm_offloaded(args))
		return 0;
	return kt_vmm_add(list, name, model, card->class, card->touch, KT_VHOST,
			  "%.40s: the main loop copies each packet",
			  is_hub ? "a hub" : type);
}

static int add_display(struct kt_vmm_devices *list, const char *option,
		       const char *type)
{
	if (!strcmp(type, "none"))
		return 0;
	return kt_vmm_add(list, option, type, "display", KT_TOUCH_NONE, "-display none",
			  "drawn in the main loop, which reads the log of dirty pages for it");
}

static int add_monitor(struct kt_vmm_devices *list, const char *option,
		       const char *end)
{
	if (!strcmp(end, "none"))
		return 0;
	return kt_vmm_add(list, option, "QEMU monitor", "management", KT_TOUCH_NONE,
			  "send it no commands while there are deadlines",
			  "its commands run in the main loop");
}

static bool is_image(const char *name)
{
	static const char *const names[] = { "", "hda", "hdb", "hdc", "hdd" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

static int add_port(struct kt_vmm_devices *list, const char *prefix,
		    unsigned int number, const char *model, enum kt_touch touch,
		    const char *way_out, const char *end)
{
	char name[32];

	if (!strcmp(end, "none"))
		return 0;
	snprintf(name, sizeof(name), "%s%u", prefix, number);
	return kt_vmm_terminal(list, name, model, touch, way_out, end);
}

/* struct ports - how many there were */
struct ports {
	unsigned int serial, parallel;
};

static int add_option(struct kt_vmm_devices *list,
		      const struct kt_vmm_command *c,
		      const struct kt_vmm_option *o, struct ports *ports)
{
	const char *name = o->name;

	if (!strcmp(name, "device"))
		return kt_vmm_judge(list, c, o->args);
	if (!strcmp(name, "drive"))
		return add_drive(list, c, o->args);
	if (is_image(name))
		return add_model(list, "disk image", is_virtio(c, "") ?
						     "virtio-blk-pci" : "ide-hd");
	if (!strcmp(name, "cdrom"))
		return add_model(list, "-cdrom", "ide-cd");
	if (!strcmp(name, "fda") || !strcmp(name, "fdb"))
		return add_model(list, "-fda", "floppy");
	if (!strcmp(name, "sd"))
		return add_model(list, "-sd", "sd-card");
	if (!strcmp(name, "virtfs"))
		return add_model(list, "-virtfs", "virtio-9p-pci");
	if (!strcmp(name, "nic") || !strcmp(name, "net"))
		return add_nic(list, c, o->args, name[1] == 'e');
	if (!strcmp(name, "serial"))
		return add_port(list, "serial", ports->serial++, "isa-serial",
				KT_TOUCH_SERIAL, "-serial none", o->text);
	if (!strcmp(name, "parallel"))
		return add_port(list, "parallel", ports->parallel++, "isa-parallel",
				KT_TOUCH_PARALLEL, "-parallel none", o->text);
	if (!strcmp(name, "debugcon"))
		return kt_vmm_terminal(list, "-debugcon", "isa-debugcon",
				       KT_TOUCH_DEBUG, "take it away", o->text);
	if (!strcmp(name, "display"))
		return add_display(list, "-display", kt_qemu_str(o->args, "type"));
	if (!strcmp(name, "vnc") || !strcmp(name, "spice"))
		return add_display(list, name[0] == 'v' ? "-vnc" : "-spice",
				   !strcmp(o->text, "none") ? "none" : name);
	if (!strcmp(name, "sdl") || !strcmp(name, "curses"))
		return add_display(list, "-display", name);
	if (!strcmp(name, "monitor") || !strncmp(name, "qmp", 3))
		return add_monitor(list, name[0] == 'm' ? "-monitor" : "-qmp", o->text);
	if (!strcmp(name, "mon"))
		return add_monitor(list, "-mon", kt_qemu_str(o->args, "chardev"));
	if (!strcmp(name, "usbdevice"))
		return add_model(list, "-usbdevice", "usb-");
	if (!strcmp(name, "soundhw") ||
	    (!strcmp(name, "audio") && kt_qemu_has(o->args, "model")))
		return add_model(list, name[0] == 's' ? "-soundhw" : "-audio", "intel-hda");
	if (!strcmp(name, "watchdog"))
		return add_model(list, "-watchdog", o->text);
	return 0;
}

int kt_vmm_devices(struct kt_vmm_devices *list, const struct kt_vmm_command *c)
{
	struct ports ports = { 0 };
	size_t i;
	int ret = 0;

	memset(list, 0, sizeof(*list));
	list->end = &list->first;
	for (i = 0; i < c->n && !ret; i++)
		ret = add_option(list, c, &c->options[i], &ports);
	return ret ? ret : kt_vmm_defaults(list, c);
}

void kt_vmm_devices_clear(struct kt_vmm_devices *list)
{
	struct kt_vmm_device *d;

	while ((d = list->first)) {
		list->first = d->next;
		free(d);
	}
	memset(list, 0, sizeof(*list));
}
