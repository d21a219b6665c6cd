// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory that runs out: see fake_alloc.h. */
#include <errno.h>
#include <stddef.h>

#include "fake_alloc.h"

static int countdown;
static int failed;

void fake_alloc_fails(int nth)
{
	countdown = nth;
	failed = 0;
}

int fake_alloc_failed(void)
{
	return failed;
}

static int fails(void)
{
	if (!countdown || --countdown)
		return 0;
	failed = 1;
	errno = ENOMEM;
	return 1;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__real_strndup(const char *text, size_t size);
char *__wrap_strndup(const char *text, size_t size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails() ? NULL : __real_reallocarray(old, count, size);
}

char *__wrap_strndup(const char *text, size_t size)
{
	return fails() ? NULL : __real_strndup(text, size);
}
