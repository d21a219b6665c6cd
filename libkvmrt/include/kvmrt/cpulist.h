/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of CPUs in the kernel's form: "0,2-5". */
#ifndef KVMRT_CPULIST_H
#define KVMRT_CPULIST_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** KVMRT_CPULIST_CPUS - number of CPUs that a list may name, from 0 */
#define KVMRT_CPULIST_CPUS	8192

/**
 * kvmrt_cpulist_parse() - the CPUs of a list
 * @list: such as "0,2-5"; in any order; "" is the empty list
 * @cpus: receives them in ascending order, each once; may be NULL if @size is 0
 * @size: how many fit in @cpus; the rest is only counted
 *
 * Returns the number of CPUs in the list, -EINVAL if it is none, or -ERANGE if
 * it names a CPU of KVMRT_CPULIST_CPUS or above.
 */
int kvmrt_cpulist_parse(const char *list, unsigned int *cpus, size_t size);

/**
 * kvmrt_cpulist_format() - CPUs as a list
 * @cpus: the CPUs, in any order; may be NULL if @count is 0
 * @count: how many
 * @list: receives the list with a NUL; may be NULL if @size is 0
 * @size: bytes of @list
 *
 * Returns the bytes that the whole list takes without the NUL (it was cut if
 * that is @size or more), or -ERANGE for a CPU of KVMRT_CPULIST_CPUS or above.
 */
int kvmrt_cpulist_format(const unsigned int *cpus, size_t count, char *list,
			 size_t size);

#ifdef __cplusplus
}
#endif

#endif /* KVMRT_CPULIST_H */
