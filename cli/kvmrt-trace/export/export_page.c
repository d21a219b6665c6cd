// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page: the time of its first event, its length with flags in the upper bits,
 * then events.  Each is a word of 5 bits length and 27 bits of time since the
 * one before, and its record in whole words.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export_page.h"

#define HEAD 16
/* In the length: events are missing before this page; how many is behind it. */
#define MISSED_EVENTS (1U << 31)
#define MISSED_STORED (1U << 30)

#define DELTA_BITS 27
#define TYPE_TIME_EXTEND 30
/* Lengths in words up to this are in the event's first word. */
#define SHORT_WORDS 28

struct export_page {
	FILE *file;
	uint8_t *page;
	uint32_t size, used;	/* used counts events only */
	uint64_t last_ns, lost;
	uint64_t pages;
};

static FILE *nameless(const char *dir)
{
	char *path;
	FILE *file;
	int fd;

	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		if (asprintf(&path, "%s/.kvmrt-trace.XXXXXX", dir) < 0)
			return NULL;
		fd = mkostemp(path, O_CLOEXEC);
		if (fd >= 0)
			unlink(path);
		free(path);
	}
	if (fd < 0)
		return NULL;
	file = fdopen(fd, "w+");
	if (!file)
		close(fd);
	return file;
}

struct export_page *export_page_open(const char *dir, uint32_t page_size)
{
	struct export_page *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->size = page_size;
	p->page = calloc(1, page_size);
	p->file = p->page ? nameless(dir) : NULL;
	if (p->file)
		return p;
	export_page_close(p);
	return NULL;
}

void export_page_close(struct export_page *p)
{
	if (!p)
		return;
	if (p->file)
		fclose(p->file);
	free(p->page);
	free(p);
}

static int flush(struct export_page *p)
{
	uint64_t commit = p->used;
	size_t done;

	if (!p->used)
		return 0;
	if (p->lost) {
		commit |= MISSED_EVENTS;
		if (p->lost != UINT64_MAX) {
			commit |= MISSED_STORED;
			memcpy(p->page + HEAD + p->used, &p->lost, sizeof(p->lost));
		}
	}
	memcpy(p->page + 8, &commit, sizeof(commit));
	done = fwrite(p->page, p->size, 1, p->file);
	memset(p->page, 0, p->size);
	p->used = 0;
	p->lost = 0;
	p->pages++;
	return done == 1 ? 0 : errno ? -errno : -EIO;
}

static void put(struct export_page *p, uint32_t word)
{
	memcpy(p->page + HEAD + p->used, &word, sizeof(word));
	p->used += sizeof(word);
}

int export_page_add(struct export_page *p, uint64_t time_ns, const void *data,
		    uint32_t size, uint64_t lost)
{
	uint32_t words = (size + 3) / 4, need, room = p->size - HEAD - 8;
	uint64_t delta = time_ns - p->last_ns;
	int ret;

	need = 4 * (words + (words > SHORT_WORDS ? 2 : 1)) +
		(delta >> DELTA_BITS ? 8 : 0);
	if (need > room)
		return -EMSGSIZE;
	/* A page begins with its own time, so it may go back there, too. */
	if (lost || need > room - p->used || time_ns < p->last_ns) {
		ret = flush(p);
		if (ret)
			return ret;
	}
	if (!p->used) {
		memcpy(p->page, &time_ns, sizeof(time_ns));
		p->lost = lost;
		delta = 0;
	}
	if (delta >> DELTA_BITS) {
		put(p, TYPE_TIME_EXTEND | (uint32_t)delta << 5);
		put(p, (uint32_t)(delta >> DELTA_BITS));
		delta = 0;
	}
	if (words && words <= SHORT_WORDS) {
		put(p, words | (uint32_t)delta << 5);
	} else {
		put(p, (uint32_t)delta << 5);
		put(p, 4 * words + 4);
	}
	memcpy(p->page + HEAD + p->used, data, size);
	p->used += 4 * words;
	p->last_ns = time_ns;
	return 0;
}

int export_page_copy(struct export_page *p, FILE *out, uint64_t *bytes)
{
	uint64_t i;
	int ret;

	ret = flush(p);
	if (!ret && (fflush(p->file) || fseeko(p->file, 0, SEEK_SET)))
		ret = -errno;
	for (i = 0; !ret && i < p->pages; i++) {
		if (fread(p->page, p->size, 1, p->file) != 1)
			ret = -EIO;
		else if (fwrite(p->page, p->size, 1, out) != 1)
			ret = errno ? -errno : -EIO;
	}
	*bytes = p->pages * p->size;
	return ret;
}
