// SPDX-License-Identifier: GPL-2.0-only
/*
 * What QEMU serves under its global lock, for each VM: by its command line, and
 * how often its vCPUs were seen at it.
 */
#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "qemu_args.h"
#include "recording.h"
#include "report.h"
#include "user_device.h"
#include "vmm_device.h"

static const struct cli_field device_fields[] = {
	{ .key = "device", .title = "UNDER-QEMU'S-GLOBAL-LOCK" },
	{ .key = "model", .title = "MODEL" },
	{ .key = "class", .title = "CLASS" },
	{ .key = "touched", .title = "TOUCHED" },
	{ .key = "touched_what", .title = "WHAT-WAS-TOUCHED" },
	{ .key = "way_out", .title = "WAY-OUT" },
	{ .key = "why", .title = "WHY" },
	{ 0 }
};

const struct cli_field kt_report_vmm_fields[] = {
	{ .key = "host", .title = "HOST" },
	{ .key = "vm", .title = "VM" },
	{ .key = "name", .title = "NAME" },
	{ .key = "vm_pid", .title = "PID" },
	{ .key = "vmm", .title = "VMM" },
	{ .key = "note", .title = "NOTE" },
	{ .key = "devices", .title = "", .fields = device_fields },
	{ 0 }
};

#define NOT_SEEN "what was plugged in later, and a migration's log of dirty pages, are not in a command line"

/* What user_device.h calls them; by class where one device has several names. */
static const struct {
	const char *name, *class;
} touches[] = {
	[KT_TOUCH_SERIAL] = { "serial port", NULL },
	[KT_TOUCH_PARALLEL] = { "parallel port", NULL },
	[KT_TOUCH_DEBUG] = { "debug console", NULL },
	[KT_TOUCH_IDE] = { "IDE", NULL },
	[KT_TOUCH_FLOPPY] = { "floppy disk", NULL },
	[KT_TOUCH_DISPLAY] = { NULL, "display" },
	[KT_TOUCH_INPUT] = { NULL, "input" },
	[KT_TOUCH_RTC] = { "RTC", NULL },
	[KT_TOUCH_HPET] = { "HPET", NULL },
	[KT_TOUCH_INTERRUPTS] = { NULL, "interrupts" },
	[KT_TOUCH_TPM] = { "TPM", NULL },
	[KT_TOUCH_PCI] = { "any PCI device", NULL },
};

static bool is_at(const struct kt_user *u, enum kt_touch touch)
{
	const struct kt_device *device = kt_user_device(u);

	if (!kt_user_locks(u))
		return false;
	/* Where no PC has a fixed device, and PCI ones may be. */
	if (touch == KT_TOUCH_PCI)
		return !device || !strncmp(device->name, "a PCI device", 12);
	if (!device)
		return false;
	return touches[touch].name ? !strcmp(device->name, touches[touch].name) :
				     !strcmp(device->class, touches[touch].class);
}

static uint64_t count(const struct kt_machine *host, uint32_t vm,
		      enum kt_touch touch)
{
	const struct kt_watch *v;
	unsigned int i, k;
	uint64_t n = 0;

	for (i = 0; i < host->n_vcpus; i++) {
		v = host->vcpus[i];
		if (!v->named || v->vm != vm)
			continue;
		for (k = 0; k < v->budget.n_users; k++) {
			if (is_at(&v->budget.users[k], touch))
				n += v->budget.users[k].count;
		}
	}
	return n;
}

/* struct vm - one of them, as far as its JSON is sound */
struct vm {
	const struct kt_report *r;
	const struct kt_machine *host;
	struct json_object *json;
	uint32_t id;
	const char *name;
};

static void set_touched(struct json_object *rec, const struct vm *vm,
			enum kt_touch touch)
{
	const char *name = touches[touch].name;

	if (touch == KT_TOUCH_NONE || !vm->host ||
	    (!kt_decoder_saw(vm->r->decoder, KT_STEP_HANDLER) &&
	     !kt_decoder_saw(vm->r->decoder, KT_STEP_USER)))
		return;
	cli_set_u64(rec, "touched", count(vm->host, vm->id, touch));
	cli_set_str(rec, "touched_what", name ? name : touches[touch].class);
}

static struct json_object *devices(const struct vm *vm,
				   const struct kt_vmm_devices *found)
{
	struct json_object *list = cli_list(), *rec;
	const struct kt_vmm_device *d;

	for (d = found->first; d; d = d->next) {
		rec = cli_record(device_fields);
		cli_set_str(rec, "device", d->name);
		cli_set_str(rec, "model", d->model);
		cli_set_str(rec, "class", d->class);
		set_touched(rec, vm, d->touch);
		cli_set_str(rec, "way_out", d->way_out);
		cli_set_str(rec, "why", d->why);
		cli_add(list, rec);
	}
	return list;
}

/* What else would have to be looked at. */
static const char *doubt(const struct kt_vmm_command *c, bool cut)
{
	if (c->cut || cut)
		return "its command line is longer than what was looked at; " NOT_SEEN;
	if (kt_vmm_option(c, "readconfig"))
		return "the file of its -readconfig was not looked at; " NOT_SEEN;
	if (kt_vmm_option(c, "set"))
		return "its -set was not looked at; " NOT_SEEN;
	return NOT_SEEN;
}

static void look_at_qemu(struct json_object *rec, const struct vm *vm,
			 struct json_object *words)
{
	struct kt_vmm_devices found = { 0 };
	struct kt_vmm_command c;
	bool cut;
	int ret;

	cut = json_object_get_boolean(json_object_object_get(vm->json, "command_cut"));
	ret = kt_vmm_command_parse(&c, words);
	if (!ret)
		ret = kt_vmm_devices(&found, &c);
	if (!ret) {
		cli_set_obj(rec, "devices", devices(vm, &found));
		cli_set_str(rec, "note", doubt(&c, cut));
	} else {
		cli_set_str(rec, "note", ret == -ENOMEM ? "out of memory: not looked at" :
							  "its command line is damaged in the recording");
	}
	kt_vmm_devices_clear(&found);
	kt_vmm_command_clear(&c);
}

static void look(struct json_object *rec, const struct vm *vm)
{
	struct json_object *words = kt_json_array(vm->json, "command"), *first;
	const char *program, *slash;

	first = words ? json_object_array_get_idx(words, 0) : NULL;
	if (!json_object_is_type(first, json_type_string)) {
		cli_set_str(rec, "note", "its command line is not in the recording: not looked at");
		return;
	}
	program = json_object_get_string(first);
	slash = strrchr(program, '/');
	cli_set_str(rec, "vmm", slash ? slash + 1 : program);
	if (kt_qemu_is(program))
		look_at_qemu(rec, vm, words);
	else
		cli_set_str(rec, "note", "not QEMU: not looked at");
}

static struct json_object *vm_record(const struct vm *vm)
{
	struct json_object *rec = cli_record(kt_report_vmm_fields);
	uint64_t pid;

	cli_set_u64(rec, "vm", vm->id);
	cli_set_str(rec, "name", vm->name);
	if (kt_json_u64(vm->json, "pid", &pid) == 1)
		cli_set_u64(rec, "vm_pid", pid);
	look(rec, vm);
	return rec;
}

static void add_host(struct json_object *list, const struct kt_report *r,
		     const struct kt_source *source, const struct kt_ask *ask)
{
	struct vm vm = { .r = r, .host = r->hosts[source->index] };
	struct json_object *vms = NULL, *rec;
	size_t i;

	if (!json_object_object_get_ex(source->meta, "vms", &vms) ||
	    !json_object_is_type(vms, json_type_array))
		return;
	for (i = 0; i < json_object_array_length(vms); i++) {
		vm.json = json_object_array_get_idx(vms, i);
		if (kt_json_u32(vm.json, "id", UINT32_MAX, &vm.id) != 1)
			continue;
		vm.name = kt_json_str(vm.json, "name");
		if (!kt_report_asked_vm(ask, vm.id, vm.name))
			continue;
		rec = vm_record(&vm);
		cli_set_str(rec, "host", source->name);
		cli_add(list, rec);
	}
}

struct json_object *kt_report_vmms(const struct kt_report *r,
				   const struct kt_ask *ask)
{
	struct json_object *list = cli_list();
	size_t i;

	for (i = 0; i < r->n_sources; i++) {
		if (!r->sources[i]->is_guest)
			add_host(list, r, r->sources[i], ask);
	}
	return list;
}
