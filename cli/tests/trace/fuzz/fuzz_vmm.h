/* SPDX-License-Identifier: GPL-2.0-only */
/* Command lines of QEMU as nobody would write them, in whole JSON. */
#ifndef KVMRT_TEST_FUZZ_VMM_H
#define KVMRT_TEST_FUZZ_VMM_H

#include <stddef.h>
#include <stdint.h>

/*
 * A recording.json of a host with a VM; at most size bytes, of which the number
 * that were written is returned.  What a recorder does with such words is done on
 * the way.  draw(n) gives a number below n.
 */
size_t fuzz_vmm(char *to, size_t size, uint64_t (*draw)(uint64_t below));

#endif /* KVMRT_TEST_FUZZ_VMM_H */
