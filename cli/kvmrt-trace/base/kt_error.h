/* SPDX-License-Identifier: GPL-2.0-only */
/* What went wrong, in one sentence, on its way from where it did to main. */
#ifndef KVMRT_TRACE_ERROR_H
#define KVMRT_TRACE_ERROR_H

#include <errno.h>

/* struct kt_error - one message for people: object, reason, way out */
struct kt_error {
	char text[768];
};

/* Sets the message, unless err is NULL; returns its code. */
__attribute__((format(printf, 3, 4)))
int kt_error_put(struct kt_error *err, int code, const char *fmt, ...);

/*
 * The same; its value is code, a negative errno.  A macro, so that a compiler
 * sees that nothing goes on as a success after it.
 */
#define kt_error_set(err, code, ...) ({				\
	int code_ = kt_error_put(err, code, __VA_ARGS__);	\
	code_ ? code_ : -EIO;					\
})

#endif /* KVMRT_TRACE_ERROR_H */
