// SPDX-License-Identifier: GPL-2.0-only
/*
 * The objects of kvmrt-nl, and its options.
 */
#include "kvmrt-nl.h"

static const struct cli_option options[] = {
	{ "json", 'j', "results and errors as JSON", CLI_OPT_JSON },
	{ "dry-run", 'n', "check and tell what would change, change nothing",
	  CLI_OPT_DRY_RUN },
	{ "debug", 'd', "say on stderr what is done", CLI_OPT_DEBUG },
	{ "help", 'h', "this help", CLI_OPT_HELP },
	{ "version", 'V', "versions of tool, library and module",
	  CLI_OPT_VERSION },
	{ 0 }
};

static const struct cli_object objects[] = {
	{ .name = "status", .commands = nl_status_commands,
	  .brief = "The module kvmrt.ko and the parts of it." },
	{ .name = "vm", .commands = nl_vm_commands,
	  .brief = "Virtual machines that run on this host.",
	  .notes = "A name that nobody gave is found on the command line of the VM's monitor\n"
		   "and marked (vmm); without one, the monitor's command name, marked (comm).\n"
		   "An empty name, '', takes a given one away.\n" },
	{ .name = "vcpu", .commands = nl_vcpu_commands,
	  .brief = "Virtual CPUs, their threads, clocks and exits.",
	  .notes = "Exits are counted while it is on: 'exits on' for all VMs and those to\n"
		   "come, or for one. The time of an exit is that out of the guest, up to the\n"
		   "next entry. P99 is the time below which 99 of 100 stayed; all buckets are\n"
		   "in the JSON form.\n" },
	{ .name = "gs", .commands = nl_gs_commands,
	  .brief = "Guest services: what VMs may call, how often, and what they called.",
	  .notes = "Without VM, 'set' changes the module's gate (enabled) and the defaults for\n"
		   "VMs to come. LIST is one or more of ping, log_msg, trace_flush, log_data,\n"
		   "separated by commas. Rates are calls per second, 1 to 1000000: 'rate' of\n"
		   "log_msg, 'data-rate' of log_data, 'flush-rate' of trace_flush.\n" },
	{ .name = "monitor", .commands = nl_monitor_commands,
	  .brief = "Events as they happen, one a line.",
	  .notes = "Ends with the COUNTth event, when TIME is over (10s, 500ms, 2m, 1h; a\n"
		   "number alone is seconds), or on SIGINT with status 130. Status 1 if TIME\n"
		   "is over before the COUNTth event.\n" },
	{ 0 }
};

const struct cli_program nl_program = {
	.name = "kvmrt-nl",
	.brief = "Administration of a real-time KVM host.",
	.options = options,
	.objects = objects,
	.words = nl_words,
	.version = nl_version,
};
