// SPDX-License-Identifier: GPL-2.0-only
/*
 * Relating the clocks of several recordings.
 */
#include <errno.h>
#include <event-parse.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "stream_impl.h"

static bool known_event(const struct kt_recording *rec, enum kt_kind kind)
{
	size_t i;

	for (i = 0; i < rec->formats_n; i++) {
		if (rec->formats[i] && rec->formats[i]->kind == kind)
			return true;
	}
	return false;
}

static uint64_t field(const struct kt_reader *r, const char *name, bool *ok)
{
	unsigned long long value = 0;

	if (tep_get_field_val(NULL, r->format->event, name,
			      (struct tep_record *)&r->record, &value, 0))
		*ok = false;
	return value;
}

static int note_change(struct kt_meta *meta, const struct kt_reader *r,
		       const char *path, struct kt_error *err)
{
	struct kt_tsc tsc = { .at_tsc = r->page.stamp };
	uint32_t vm, vcpu;
	bool ok = true;

	vm = (uint32_t)field(r, "vm", &ok);
	vcpu = (uint32_t)field(r, "vcpu", &ok);
	tsc.offset = field(r, "offset", &ok);
	tsc.ratio = field(r, "ratio", &ok);
	tsc.frac_bits = (uint32_t)field(r, "frac_bits", &ok);
	if (ok && !tsc.ratio && !tsc.frac_bits)
		tsc.ratio = 1;
	if (!ok || !tsc.ratio || tsc.frac_bits > 63)
		return kt_error_set(err, -EBADMSG, "%s: a kvm_vcpu_tsc makes no sense: the file is damaged or from another version",
				    path);
	if (kt_vm_change(meta, vm, vcpu, &tsc))
		return kt_error_set(err, -ENOMEM, "%s: out of memory", path);
	return 0;
}

/*
 * A change of a vCPU's TSC decides about stamps that other readers meet before
 * this event's turn comes, so all of them are found first.
 */
static int find_changes(struct kt_stream *s, size_t source, struct kt_error *err)
{
	struct kt_src *src = &s->sources[source];
	size_t i;
	int ret = 0;

	if (!known_event(src->rec, KT_KIND_VCPU_TSC))
		return 0;
	for (i = 0; i < s->readers_n; i++) {
		struct kt_reader *r = &s->readers[i];

		if (r->source != source)
			continue;
		while ((ret = kt_reader_next(r, err)) > 0) {
			if (r->format->kind != KT_KIND_VCPU_TSC)
				continue;
			ret = note_change(&src->rec->meta, r, src->rec->file, err);
			if (ret)
				return ret;
		}
		if (ret)
			return ret;
		kt_reader_rewind(r);
	}
	return 0;
}

/*
 * How far the time of day at which a guest's recording began is from the host's
 * own at that TSC, if the guest were the VM of this host: UINT64_MAX if that
 * can't be told.
 */
static uint64_t day_distance(const struct kt_src *guest, const struct kt_src *host,
			     const struct kt_vm *vm)
{
	const struct kt_moment *began = &guest->rec->meta.started;
	uint64_t first, last, off, least = UINT64_MAX;
	struct kt_error ignored;
	struct kt_line line;
	size_t i, k;

	if (!began->known || kt_line_set(&line, &host->rec->meta, host->dir, &ignored))
		return least;
	for (i = 0; i < vm->vcpus_n; i++) {
		for (k = 0; k < vm->vcpus[i].tsc_n; k++) {
			if (!kt_tsc_to_host(&vm->vcpus[i].tsc[k], began->tsc, &first, &last))
				continue;
			off = (uint64_t)llabs(kt_line_ns(&line, first) -
					      (int64_t)began->realtime_ns);
			if (off < least)
				least = off;
		}
	}
	return least;
}

/*
 * The guest's host: the only one, or the one that has its VM.  Ids of VMs repeat
 * from host to host; then it is the one where the guest's TSC was what it was at
 * that time of day.  Pings prove or disprove it.
 */
static struct kt_src *host_of(struct kt_stream *s, const struct kt_src *guest)
{
	struct kt_src *found = NULL, *only = NULL;
	uint64_t off, least = UINT64_MAX;
	size_t i, hosts = 0, having = 0;

	for (i = 0; i < s->sources_n; i++) {
		struct kt_src *src = &s->sources[i];
		const struct kt_vm *vm;

		if (src->pub.is_guest)
			continue;
		hosts++;
		only = src;
		vm = guest->pub.vm_id ? kt_meta_vm(&src->rec->meta, guest->pub.vm_id) : NULL;
		if (!vm)
			continue;
		off = day_distance(guest, src, vm);
		if (!having++ || off < least)
			found = src;
		if (off < least)
			least = off;
	}
	if (having > 1 && least == UINT64_MAX)
		return NULL;
	return found ? found : hosts == 1 ? only : NULL;
}

static size_t guests_of(const struct kt_stream *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->sources_n; i++)
		n += s->sources[i].pub.is_guest;
	return n;
}

static void find_host(struct kt_stream *s, struct kt_src *guest)
{
	struct kt_src *host = host_of(s, guest);

	if (!host)
		return;
	guest->pub.host = &host->pub;
	/* A guest without our module can't know; one VM leaves no choice. */
	if (!guest->pub.vm_id && host->rec->meta.vms_n == 1 && guests_of(s) == 1) {
		guest->pub.vm_id = host->rec->meta.vms[0].id;
		guest->guessed_vm = true;
	}
}

static int relate_guest(struct kt_src *guest, struct kt_error *err)
{
	const struct kt_src *host = (const struct kt_src *)guest->pub.host;
	const struct kt_vm *vm;
	int ret;

	if (!guest->pub.vm_id)
		return kt_error_set(err, -ENODATA,
				    "%s: it doesn't say which VM it is, and the host has %zu; load kvmrt_guest.ko before recording, or merge with -t tod",
				    guest->dir, host->rec->meta.vms_n);
	vm = kt_meta_vm(&host->rec->meta, guest->pub.vm_id);
	if (!vm)
		return kt_error_set(err, -ENODATA,
				    "%s: it is VM %u, which %s doesn't know; was that recorded on the same host, while the VM ran? -t tod merges by time of day",
				    guest->dir, guest->pub.vm_id, host->dir);
	guest->map.khz = host->rec->meta.tsc_khz;
	ret = kt_map_guest(&guest->map, &guest->rec->meta, guest->rec->cpus, vm,
			   guest->dir, err);
	guest->pub.exact = !ret;
	return ret;
}

static int check_clock(const struct kt_src *src, struct kt_error *err)
{
	const struct kt_meta *meta = &src->rec->meta;
	const char *clock = kt_json_str(meta->json, "clock");

	if (!meta->is_tsc)
		return kt_error_set(err, -ENODATA,
				    "%s: recorded with trace clock \"%s\"; only recordings with x86-tsc can be merged, which is kvmrt-trace's default and trace-cmd's -C x86-tsc",
				    src->dir, clock ? clock : "?");
	if (!meta->tsc_khz && !src->pub.is_guest)
		return kt_error_set(err, -ENODATA,
				    "%s: it doesn't say how fast its TSC is (\"tsc_khz\" in recording.json); record it with kvmrt-trace run",
				    src->dir);
	return 0;
}

static int relate_tsc(struct kt_stream *s, struct kt_error *err)
{
	struct kt_src *host = NULL;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < s->sources_n; i++) {
		struct kt_src *src = &s->sources[i];

		ret = check_clock(src, err);
		if (ret || src->pub.is_guest)
			continue;
		if (host)
			return kt_error_set(err, -ENODATA,
					    "%s and %s are two hosts, whose TSCs have nothing in common; merge them with -t tod",
					    host->dir, src->dir);
		host = src;
		src->map.khz = src->rec->meta.tsc_khz;
		ret = find_changes(s, i, err);
	}
	if (!ret && !host && s->sources_n > 1)
		return kt_error_set(err, -ENODATA,
				    "no recording of the host among them: guests are related by their host's clock; add its recording, or merge with -t tod");
	if (!ret && !host) {
		s->sources[0].map.khz = s->sources[0].rec->meta.tsc_khz;
		if (!s->sources[0].map.khz)
			s->clock = KT_CLOCK_RAW;
	}
	for (i = 0; !ret && host && i < s->sources_n; i++) {
		if (s->sources[i].pub.is_guest)
			ret = relate_guest(&s->sources[i], err);
	}
	return ret;
}

/* A guest's exact place on its host's line; without one it goes by its own. */
static int relate_by_host(struct kt_src *guest, struct kt_error *err)
{
	const struct kt_src *host = (const struct kt_src *)guest->pub.host;
	int ret = -ENODATA;

	if (host && guest->rec->meta.is_tsc)
		ret = relate_guest(guest, err);
	if (!ret) {
		guest->map.khz = 0;
		return kt_line_set(&guest->map.line, &host->rec->meta, host->dir, err);
	}
	if (ret != -ENODATA)
		return ret;
	kt_map_free(&guest->map);
	guest->map.kind = KT_MAP_LINE;
	return kt_line_set(&guest->map.line, &guest->rec->meta, guest->dir, err);
}

/*
 * One host's recordings by nothing but times of day, which are compared so.  Of
 * several hosts only they: what relates a guest to its host remains exact.
 */
static int relate_tod(struct kt_stream *s, struct kt_error *err)
{
	bool several = s->sources_n - guests_of(s) > 1;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && several && i < s->sources_n; i++) {
		if (!s->sources[i].pub.is_guest)
			ret = find_changes(s, i, err);
	}
	for (i = 0; !ret && i < s->sources_n; i++) {
		struct kt_src *src = &s->sources[i];

		if (several && src->pub.is_guest) {
			ret = relate_by_host(src, err);
			continue;
		}
		src->map.kind = KT_MAP_LINE;
		ret = kt_line_set(&src->map.line, &src->rec->meta, src->dir, err);
	}
	return ret;
}

int kt_stream_relate(struct kt_stream *s, struct kt_error *err)
{
	size_t i;

	for (i = 0; i < s->sources_n; i++) {
		if (s->sources[i].pub.is_guest)
			find_host(s, &s->sources[i]);
	}
	return s->clock == KT_CLOCK_TSC ? relate_tsc(s, err) : relate_tod(s, err);
}
