/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /proc/interrupts: what the kernel counts, those without a number included,
 * which the module knows nothing of.
 */
#ifndef KVMRT_CLI_INTERRUPTS_H
#define KVMRT_CLI_INTERRUPTS_H

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct interrupts_row - one line
 * @label: number, or letters such as LOC
 * @is_irq: it is a number
 * @name: who handles it; what the letters mean
 * @counts: of the CPUs, in the order of @cpus of the whole
 */
struct interrupts_row {
	char label[16];
	bool is_irq;
	char name[128];
	uint64_t *counts;
};

/**
 * struct interrupts - the whole file
 * @cpus: numbers of the columns, CPUs that are online
 * @nr_cpus: how many
 * @rows: its lines
 * @nr_rows: how many
 */
struct interrupts {
	unsigned int *cpus;
	size_t nr_cpus;
	struct interrupts_row *rows;
	size_t nr_rows;
	size_t room;
};

/* NULL with errno set; end it with interrupts_free(), which accepts NULL. */
struct interrupts *interrupts_read(void);
void interrupts_free(struct interrupts *all);
/* The line of that label, NULL if there is none. */
const struct interrupts_row *interrupts_find(const struct interrupts *all,
					     const char *label);
/* As `irq show` has interrupts; for those without a number. */
struct json_object *interrupts_record(const struct interrupts *all,
				      const struct interrupts_row *row);

#endif /* KVMRT_CLI_INTERRUPTS_H */
