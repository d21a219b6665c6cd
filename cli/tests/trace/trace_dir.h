/* SPDX-License-Identifier: GPL-2.0-only */
/* A directory of its own for a test, removed behind it. */
#ifndef KVMRT_TEST_TRACE_DIR_H
#define KVMRT_TEST_TRACE_DIR_H

/* cmocka's setup and teardown; *state is the directory's path. */
int dir_setup(void **state);
int dir_teardown(void **state);
/* dir/name; stays until the next but seven calls. */
const char *dir_path(const char *dir, const char *name);

#endif /* KVMRT_TEST_TRACE_DIR_H */
