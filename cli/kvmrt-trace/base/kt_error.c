// SPDX-License-Identifier: GPL-2.0-only
/*
 * One message for people.
 */
#include <stdarg.h>
#include <stdio.h>

#include "kt_error.h"

int kt_error_put(struct kt_error *err, int code, const char *fmt, ...)
{
	va_list ap;

	if (err) {
		va_start(ap, fmt);
		vsnprintf(err->text, sizeof(err->text), fmt, ap);
		va_end(ap);
	}
	return code;
}
