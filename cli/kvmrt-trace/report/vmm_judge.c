// SPDX-License-Identifier: GPL-2.0-only
/* Whether a device of "-device" is served under the lock. */
#include <string.h>

#include "qemu_args.h"
#include "vmm_device.h"

static const char *name_of(struct json_object *args, const char *model)
{
	return kt_qemu_has(args, "id") ? kt_qemu_str(args, "id") : model;
}

bool kt_vmm_syncs(const struct kt_vmm_command *c, struct json_object *args)
{
	struct json_object *drive = kt_vmm_named(c->drives, kt_qemu_str(args, "drive"));
	const char *cache = kt_qemu_str(drive ? drive : args, "cache");

	return kt_qemu_is_off(args, "write-cache") ||
	       !strcmp(cache, "writethrough") || !strcmp(cache, "directsync");
}

static int judge_disk(struct kt_vmm_devices *list,
		      const struct kt_vmm_command *c, struct json_object *args,
		      const struct kt_vmm_model *m)
{
	const char *model = kt_qemu_str(args, "driver");

	return kt_vmm_add(list, name_of(args, model), model, m->class, m->touch,
			  m->way_out, "%s%s", m->why,
			  kt_vmm_syncs(c, args) ? KT_SYNCS : "");
}

bool kt_vmm_offloaded(struct json_object *netdev)
{
	const char *type = kt_qemu_str(netdev, "type");

	if (!strcmp(type, "vhost-user") || !strcmp(type, "vhost-vdpa"))
		return true;
	if (!strcmp(type, "passt"))
		return kt_qemu_is_on(netdev, "vhost-user");
	if (strcmp(type, "tap"))
		return false;
	if (kt_qemu_has(netdev, "vhost"))
		return kt_qemu_is_on(netdev, "vhost");
	return kt_qemu_has(netdev, "vhostfd") || kt_qemu_has(netdev, "vhostfds") ||
	       kt_qemu_is_on(netdev, "vhostforce");
}

static int judge_net(struct kt_vmm_devices *list,
		     const struct kt_vmm_command *c, struct json_object *args,
		     const struct kt_vmm_model *m)
{
	const char *model = kt_qemu_str(args, "driver");
	struct json_object *netdev;
	const char *type;

	/* It has no other end. */
	if (!kt_qemu_has(args, "netdev"))
		return 0;
	netdev = kt_vmm_named(c->netdevs, kt_qemu_str(args, "netdev"));
	if (kt_vmm_offloaded(netdev))
		return 0;
	type = netdev ? kt_qemu_str(netdev, "type") : "of an unknown type";
	return kt_vmm_add(list, name_of(args, model), model, m->class, m->touch,
			  KT_VHOST, "netdev %.40s%s: the main loop copies each packet",
			  type, !strcmp(type, "tap") ? " without vhost" : "");
}

int kt_vmm_terminal(struct kt_vmm_devices *list, const char *name,
		    const char *model, enum kt_touch touch, const char *way_out,
		    const char *end)
{
	/* Up to where arguments begin: "file", "mon:stdio", "tcp". */
	size_t skip = !strncmp(end, "mon:", 4) ? 4 : 0;
	int len = (int)strcspn(end + skip, ":,");

	return kt_vmm_add(list, name, model, "terminal", touch, way_out,
			  "%s, written and read by QEMU's threads with the lock held: %.*s",
			  touch == KT_TOUCH_PCI ? "QEMU's queues" : "emulated port",
			  len < 40 ? len : 40, end + skip);
}

int kt_vmm_judge(struct kt_vmm_devices *list, const struct kt_vmm_command *c,
		 struct json_object *args)
{
	const char *model = kt_qemu_str(args, "driver");
	const struct kt_vmm_model *m = kt_vmm_model(model);
	struct json_object *chardev;

	switch (m->serve) {
	case KT_SERVE_OTHER:
		return 0;
	case KT_SERVE_IOTHREAD:
		if (kt_qemu_has(args, "iothread") ||
		    kt_qemu_has(args, "iothread-vq-mapping"))
			return 0;
		return judge_disk(list, c, args, m);
	case KT_SERVE_NETDEV:
		return judge_net(list, c, args, m);
	case KT_SERVE_CHARDEV:
		chardev = kt_vmm_named(c->chardevs, kt_qemu_str(args, "chardev"));
		return kt_vmm_terminal(list, name_of(args, model), model, m->touch,
				       "take it away",
				       chardev ? kt_qemu_str(chardev, "backend") :
						 "an unknown end");
	case KT_SERVE_LOCK:
		break;
	}
	return judge_disk(list, c, args, m);
}
