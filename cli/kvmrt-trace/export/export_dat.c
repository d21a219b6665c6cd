// SPDX-License-Identifier: GPL-2.0-only
/*
 * A trace.dat for each machine, all in the common clock: what KernelShark and
 * trace-cmd show side by side.
 *
 * A file has each CPU's pages in one piece, while events come in the order of
 * time: pages wait in a nameless file per CPU beside the result.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export_head.h"
#include "export_page.h"
#include "export_run.h"
#include "stream_impl.h"

struct machine {
	const struct kt_source *source;
	char *path, *temp;
	struct export_page **cpus;
};

struct dat {
	struct export_job *job;
	char *dir;
	struct machine *machines;
	size_t n;
};

static const struct kt_recording *recording(const struct machine *m)
{
	return ((const struct kt_src *)m->source)->rec;
}

static int fail(struct dat *d, const char *path, int ret)
{
	return kt_error_set(d->job->err, ret, "can't write %s: %s", path, strerror(-ret));
}

static bool ends(const char *text, const char *with)
{
	size_t n = strlen(text), cut = strlen(with);

	return n > cut && !strcmp(text + n - cut, with);
}

/* One machine may have a file of any name; several have a directory. */
static int place(struct dat *d)
{
	const char *to = d->job->to, *slash = strrchr(to, '/');
	struct stat st;
	bool there = !stat(to, &st), file;

	file = there ? !S_ISDIR(st.st_mode) : ends(to, ".dat");
	if (file && d->n > 1)
		return kt_error_set(d->job->err, -EINVAL,
				    "--dat %s: there are %zu machines, which need a directory",
				    to, d->n);
	if (file) {
		d->machines[0].path = strdup(to);
		d->dir = !slash ? strdup(".") :
			slash == to ? strdup("/") : strndup(to, (size_t)(slash - to));
		return d->machines[0].path && d->dir ? 0 : fail(d, to, -ENOMEM);
	}
	if (!there && mkdir(to, 0777))
		return fail(d, to, -errno);
	d->dir = strdup(to);
	return d->dir ? 0 : fail(d, to, -ENOMEM);
}

bool export_is_source(const struct kt_stream *s, const struct stat *st)
{
	const struct kt_source *const *list;
	size_t n = kt_stream_sources(s, &list), i;
	struct stat from;

	for (i = 0; i < n; i++) {
		const struct kt_src *src = (const struct kt_src *)list[i];

		if (!fstat(src->rec->fd, &from) && st->st_dev == from.st_dev &&
		    st->st_ino == from.st_ino)
			return true;
	}
	return false;
}

static int check(struct dat *d, const struct machine *m)
{
	struct stat st;

	if (stat(m->path, &st))
		return 0;
	if (!S_ISREG(st.st_mode))
		return kt_error_set(d->job->err, -EINVAL,
				    "--dat: %s is there and no file", m->path);
	if (export_is_source(d->job->stream, &st))
		return kt_error_set(d->job->err, -EINVAL,
				    "--dat: %s is one of the recordings; name another place",
				    m->path);
	return 0;
}

static int open_machine(struct dat *d, struct machine *m)
{
	if (!m->path && asprintf(&m->path, "%s/%s.dat", d->dir, m->source->name) < 0)
		m->path = NULL;
	m->cpus = calloc(recording(m)->cpus, sizeof(struct export_page *));
	if (!m->path || !m->cpus)
		return fail(d, d->job->to, -ENOMEM);
	return check(d, m);
}

static int add(struct dat *d, const struct kt_event *e)
{
	struct machine *m = &d->machines[e->source->index];
	const struct kt_recording *rec = recording(m);
	struct export_page **page;
	int ret;

	if (e->cpu >= rec->cpus || e->time_ns < 0)
		return kt_error_set(d->job->err, -EBADMSG,
				    "%s: an event of CPU %u at %lld ns can't be converted",
				    rec->file, e->cpu, (long long)e->time_ns);
	page = &m->cpus[e->cpu];
	if (!*page)
		*page = export_page_open(d->dir, rec->page_size);
	ret = !*page ? -errno :
		export_page_add(*page, (uint64_t)e->time_ns, e->record->data,
				(uint32_t)e->record->size, e->lost);
	return ret ? fail(d, m->path, ret) : 0;
}

static int loop(struct dat *d)
{
	const struct kt_event *e = d->job->first;
	struct who_is who;
	int ret = 1;

	for (; e && ret > 0; ret = kt_stream_next(d->job->stream, &e)) {
		enum filter_when when = filter_when(d->job->filter, e->time_ns);

		if (when == FILTER_AFTER)
			return 0;
		if (when == FILTER_BEFORE || !filter_event(d->job->filter, e, &who))
			continue;
		ret = add(d, e);
		if (ret)
			return ret;
		d->job->events++;
		ret = 1;
	}
	return ret < 0 ? kt_error_set(d->job->err, ret, "%s",
				      kt_stream_error(d->job->stream)) : 0;
}

/* Head, pages, then the table that says where these are. */
static int write_file(struct dat *d, struct machine *m, FILE *out)
{
	const struct kt_recording *rec = recording(m);
	uint64_t line[2];
	off_t table, at;
	uint32_t cpu;
	int ret;

	d->job->err->text[0] = '\0';
	ret = export_head(rec, out, &table, d->job->err);
	for (cpu = 0; !ret && cpu < rec->cpus; cpu++) {
		line[0] = (uint64_t)ftello(out);
		line[1] = 0;
		if (m->cpus[cpu])
			ret = export_page_copy(m->cpus[cpu], out, &line[1]);
		at = ftello(out);
		if (!ret && (fseeko(out, table + 16 * (off_t)cpu, SEEK_SET) ||
			     fwrite(line, sizeof(line), 1, out) != 1 ||
			     fseeko(out, at, SEEK_SET)))
			ret = errno ? -errno : -EIO;
		export_page_close(m->cpus[cpu]);
		m->cpus[cpu] = NULL;
	}
	if (!ret && (fflush(out) || fsync(fileno(out))))
		ret = -errno;
	return ret && !*d->job->err->text ? fail(d, m->path, ret) : ret;
}

static int write_machine(struct dat *d, struct machine *m)
{
	mode_t mask = umask(0);
	FILE *out;
	int fd, ret;

	umask(mask);
	if (asprintf(&m->temp, "%s.XXXXXX", m->path) < 0) {
		m->temp = NULL;
		return fail(d, m->path, -ENOMEM);
	}
	fd = mkstemp(m->temp);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out) {
		ret = fail(d, m->path, -errno);
		if (fd >= 0)
			close(fd);
		else
			m->temp[0] = '\0';
		return ret;
	}
	fchmod(fd, 0666 & ~mask);
	ret = write_file(d, m, out);
	if (fclose(out) && !ret)
		ret = fail(d, m->path, -errno);
	return ret;
}

static void close_dat(struct dat *d)
{
	struct machine *m;
	uint32_t cpu;

	for (m = d->machines; m < d->machines + d->n; m++) {
		for (cpu = 0; m->cpus && cpu < recording(m)->cpus; cpu++)
			export_page_close(m->cpus[cpu]);
		if (m->temp && *m->temp)
			unlink(m->temp);
		free(m->cpus);
		free(m->path);
		free(m->temp);
	}
	free(d->machines);
	free(d->dir);
}

/* The results get their names when all of them are whole. */
static int rename_all(struct dat *d)
{
	struct machine *m;

	for (m = d->machines; m < d->machines + d->n; m++) {
		if (rename(m->temp, m->path))
			return fail(d, m->path, -errno);
		m->temp[0] = '\0';
	}
	return 0;
}

int export_dat(struct export_job *job)
{
	const struct kt_source *const *list;
	struct dat d = { .job = job, .n = kt_stream_sources(job->stream, &list) };
	size_t i;
	int ret;

	d.machines = calloc(d.n + 1, sizeof(*d.machines));
	if (!d.machines)
		return fail(&d, job->to, -ENOMEM);
	for (i = 0; i < d.n; i++)
		d.machines[i].source = list[i];
	ret = place(&d);
	for (i = 0; !ret && i < d.n; i++)
		ret = open_machine(&d, &d.machines[i]);
	if (!ret)
		ret = loop(&d);
	for (i = 0; !ret && i < d.n; i++)
		ret = write_machine(&d, &d.machines[i]);
	if (!ret)
		ret = rename_all(&d);
	close_dat(&d);
	return ret;
}
