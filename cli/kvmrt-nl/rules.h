/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules for interrupts that persist: /etc/kvmrt/irq.conf, one a line,
 * "CPUS : TARGET".  What is wrong is told with file and line.
 */
#ifndef KVMRT_CLI_RULES_H
#define KVMRT_CLI_RULES_H

#include "irq.h"

#define RULES_FILE "/etc/kvmrt/irq.conf"
#define RULES_IMPORT_FILE "/etc/sysconfig/shield"

#define RULES_TARGET_BYTES 128
#define RULES_CPUS_BYTES 1024

/**
 * enum rule_kind - what a rule's target is
 * @RULE_AUTO: a word alone: a network interface, a driver, or a name, whichever
 *	there is when the rule is applied
 * @RULE_IRQ: a number
 * @RULE_NAME: who handles it, with * and ?
 * @RULE_NIC: a network interface
 * @RULE_PCI: a device's address
 * @RULE_DRIVER: every device of a driver
 * @RULE_GUARD: nothing else may arrive on these CPUs
 * @RULE_DEFAULT: what has no rule begins on these CPUs
 */
enum rule_kind {
	RULE_AUTO,
	RULE_IRQ,
	RULE_NAME,
	RULE_NIC,
	RULE_PCI,
	RULE_DRIVER,
	RULE_GUARD,
	RULE_DEFAULT,
};

struct rule {
	unsigned int line;
	enum rule_kind kind;
	uint32_t irq;			/* of RULE_IRQ */
	char cpus[RULES_CPUS_BYTES];
	char target[RULES_TARGET_BYTES];
};

struct rules {
	const char *file;
	struct rule *rules;
	size_t count;
};

/* "irq", "pci", ...; "auto" for a word alone. */
const char *rule_kind_name(enum rule_kind kind);

/* --------------------------------------------------------- rules_parse.c */

/*
 * One rule from what stands on both sides of the colon.  0, or -EINVAL and
 * @why says what is wrong.
 */
int rule_parse(struct rule *rule, const char *cpus, const char *target,
	       char *why, size_t size);
/* Adds it, unless its target has CPUs already: likewise, or -ENOMEM. */
int rules_add(struct rules *rules, const struct rule *rule, char *why,
	      size_t size);
/* Reads a file; 0 or an enum cli_exit, after a message. */
int rules_read(struct cli *cli, const char *file, struct rules *rules);
void rules_free(struct rules *rules);
/* Takes blanks off both ends. */
char *rules_trim(char *text);

/* -------------------------------------------------------- rules_import.c */

/* `irq rules import`: an enum cli_exit. */
int rules_import(struct cli *cli, const char *from, const char *file,
		 bool replace);

/* ------------------------------------------------------- rules_devices.c */

/* Called with the name in /sys of a PCI device. */
typedef void (*rules_device_fn)(void *ctx, const char *device);

bool rules_is_pci(const char *text);
/* Is there a network interface, a driver of that name? */
bool rules_is_nic(const char *name);
bool rules_is_driver(const char *name);
/* The PCI devices of a rule's target; none if it isn't there. */
void rules_devices(enum rule_kind kind, const char *target, rules_device_fn fn,
		   void *ctx);
/* Number of a device's interrupt that is no message; 0 if it uses messages. */
uint32_t rules_wire(const char *device);

/* --------------------------------------------------------- rules_apply.c */

extern const struct cli_field rules_fields[];

/**
 * struct rules_run - one application of all rules
 * @list: records of what was done
 * @failed: how many could not be done
 * @changed: how many changed something
 * @quiet: no records of what was as it should be, or isn't there
 */
struct rules_run {
	struct json_object *list;
	unsigned int failed;
	unsigned int changed;
	bool quiet;
};

/* 0 or an enum cli_exit, after a message, if nothing could be asked at all. */
int rules_apply(struct cli *cli, struct kvmrt *ctx, const struct rules *rules,
		struct rules_run *run);

/* -------------------------------------------------------- rules_follow.c */

int rules_follow(struct cli *cli, const struct rules *rules);

#endif /* KVMRT_CLI_RULES_H */
