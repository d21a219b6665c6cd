// SPDX-License-Identifier: LGPL-2.1-or-later
/* Guest services as the host sees them: settings and counters. */
#include <errno.h>
#include <linux/kvmrt.h>
#include <linux/kvmrt_gs.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

_Static_assert((int)KVMRT_GS_FUNCTIONS == (int)KVMRT_GS_FN_MAX &&
	       (int)KVMRT_GS_FUNCTION_LOG_DATA == (int)KVMRT_GS_FN_LOG_DATA,
	       "the interface's functions are the hypercall's");

struct kvmrt_gs_conf_list {
	struct kvmrt_nl_array array;
};

static const char *const function_names[KVMRT_GS_FUNCTIONS] = {
	[KVMRT_GS_FUNCTION_QUERY] = "query",
	[KVMRT_GS_FUNCTION_PING] = "ping",
	[KVMRT_GS_FUNCTION_LOG_MSG] = "log_msg",
	[KVMRT_GS_FUNCTION_TRACE_FLUSH] = "trace_flush",
	[KVMRT_GS_FUNCTION_LOG_DATA] = "log_data",
};

KVMRT_API const char *kvmrt_gs_function_name(uint32_t function)
{
	return function < KVMRT_GS_FUNCTIONS ? function_names[function] : NULL;
}

KVMRT_API int kvmrt_gs_function_parse(const char *name)
{
	int i;

	for (i = 0; i < KVMRT_GS_FUNCTIONS; i++)
		if (!strcmp(name, function_names[i]))
			return i;
	return kvmrt_errno(EINVAL);
}

static const struct kvmrt_nl_field counts_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_GS_COUNTER_FUNCTION, KVMRT_NL_U32, true,
		       struct kvmrt_gs_counts, function),
	KVMRT_NL_FIELD(KVMRT_A_GS_COUNTER_ACCEPTED, KVMRT_NL_U64, true,
		       struct kvmrt_gs_counts, accepted),
	KVMRT_NL_FIELD(KVMRT_A_GS_COUNTER_REFUSED, KVMRT_NL_U64, true,
		       struct kvmrt_gs_counts, refused),
	KVMRT_NL_FIELD(KVMRT_A_GS_COUNTER_DROPPED, KVMRT_NL_U64, true,
		       struct kvmrt_gs_counts, dropped),
};

static int take_counts(const void *attrs, size_t len, void *object)
{
	struct kvmrt_gs_counts counts = { 0 };
	struct kvmrt_gs_conf *conf = object;
	int ret;

	ret = kvmrt_nl_fields(attrs, len, counts_fields,
			      KVMRT_ARRAY_SIZE(counts_fields), &counts);
	/* A newer module may count functions that we don't know. */
	if (!ret && counts.function < KVMRT_GS_FUNCTIONS)
		conf->counts[counts.function] = counts;
	return ret;
}

static const struct kvmrt_nl_field conf_fields[] = {
	KVMRT_NL_FIELD(KVMRT_A_GS_VM_ID, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, vm_id),
	KVMRT_NL_FIELD(KVMRT_A_GS_ENABLED, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, enabled),
	KVMRT_NL_FIELD(KVMRT_A_GS_ALLOW, KVMRT_NL_U32, true,
		       struct kvmrt_gs_conf, allow),
	KVMRT_NL_FIELD(KVMRT_A_GS_LOG_RATE, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, log_rate),
	KVMRT_NL_FIELD(KVMRT_A_GS_DATA_RATE, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, data_rate),
	KVMRT_NL_FIELD(KVMRT_A_GS_FLUSH_RATE, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, flush_rate),
	KVMRT_NL_FIELD(KVMRT_A_GS_MSG_MAX, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, msg_max),
	KVMRT_NL_FIELD(KVMRT_A_GS_DATA_MAX, KVMRT_NL_U32, false,
		       struct kvmrt_gs_conf, data_max),
	KVMRT_NL_FIELD(KVMRT_A_GS_UNKNOWN, KVMRT_NL_U64, false,
		       struct kvmrt_gs_conf, unknown),
	{ .type = KVMRT_A_GS_COUNTER, .kind = KVMRT_NL_NEST,
	  .nest = take_counts },
};

int kvmrt_gs_conf_from_nl(const struct nlmsghdr *nlh, void *object)
{
	struct kvmrt_gs_conf *conf = object;

	memset(conf, 0, sizeof(*conf));
	conf->enabled = UINT32_MAX;
	return kvmrt_nl_message_fields(nlh, conf_fields,
				       KVMRT_ARRAY_SIZE(conf_fields), conf);
}

KVMRT_API int kvmrt_gs_conf_get(struct kvmrt *ctx, uint32_t vm_id,
				struct kvmrt_gs_conf **conf)
{
	union kvmrt_nl_request request;
	struct kvmrt_gs_conf *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");

	kvmrt_nl_request_init(&request, KVMRT_CMD_GS_GET);
	ret = kvmrt_nl_get_of_vm(ctx, &request, KVMRT_A_GS_VM_ID, vm_id,
				 kvmrt_gs_conf_from_nl, new, &new->vm_id);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*conf = new;
	return 0;
}

KVMRT_API void kvmrt_gs_conf_free(struct kvmrt_gs_conf *conf)
{
	free(conf);
}

KVMRT_API int kvmrt_gs_conf_list_get(struct kvmrt *ctx,
				     struct kvmrt_gs_conf_list **list)
{
	union kvmrt_nl_request request;
	struct kvmrt_gs_conf_list *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return kvmrt_fail(ctx, ENOMEM, "no memory");
	new->array.parse = kvmrt_gs_conf_from_nl;
	new->array.size = sizeof(struct kvmrt_gs_conf);

	kvmrt_nl_request_init(&request, KVMRT_CMD_GS_GET);
	ret = kvmrt_nl_dump(ctx, &request, &new->array);
	if (ret) {
		free(new);
		return kvmrt_errno(-ret);
	}
	*list = new;
	return 0;
}

KVMRT_API void kvmrt_gs_conf_list_free(struct kvmrt_gs_conf_list *list)
{
	if (!list)
		return;
	free(list->array.items);
	free(list);
}

KVMRT_API size_t
kvmrt_gs_conf_list_count(const struct kvmrt_gs_conf_list *list)
{
	return list->array.count;
}

KVMRT_API const struct kvmrt_gs_conf *
kvmrt_gs_conf_list_at(const struct kvmrt_gs_conf_list *list, size_t index)
{
	const struct kvmrt_gs_conf *confs = list->array.items;

	return index < list->array.count ? &confs[index] : NULL;
}

KVMRT_API uint32_t kvmrt_gs_conf_vm_id(const struct kvmrt_gs_conf *conf)
{
	return conf->vm_id;
}

KVMRT_API int kvmrt_gs_conf_enabled(const struct kvmrt_gs_conf *conf)
{
	return conf->enabled == UINT32_MAX ? -1 : conf->enabled != 0;
}

KVMRT_API uint32_t kvmrt_gs_conf_allow(const struct kvmrt_gs_conf *conf)
{
	return conf->allow;
}

KVMRT_API uint32_t kvmrt_gs_conf_log_rate(const struct kvmrt_gs_conf *conf)
{
	return conf->log_rate;
}

KVMRT_API uint32_t kvmrt_gs_conf_data_rate(const struct kvmrt_gs_conf *conf)
{
	return conf->data_rate;
}

KVMRT_API uint32_t kvmrt_gs_conf_flush_rate(const struct kvmrt_gs_conf *conf)
{
	return conf->flush_rate;
}

KVMRT_API uint32_t kvmrt_gs_conf_msg_max(const struct kvmrt_gs_conf *conf)
{
	return conf->msg_max;
}

KVMRT_API uint32_t kvmrt_gs_conf_data_max(const struct kvmrt_gs_conf *conf)
{
	return conf->data_max;
}

KVMRT_API uint64_t kvmrt_gs_conf_accepted(const struct kvmrt_gs_conf *conf,
					  uint32_t function)
{
	return function < KVMRT_GS_FUNCTIONS ?
	       conf->counts[function].accepted : 0;
}

KVMRT_API uint64_t kvmrt_gs_conf_refused(const struct kvmrt_gs_conf *conf,
					 uint32_t function)
{
	return function < KVMRT_GS_FUNCTIONS ?
	       conf->counts[function].refused : 0;
}

KVMRT_API uint64_t kvmrt_gs_conf_dropped(const struct kvmrt_gs_conf *conf,
					 uint32_t function)
{
	return function < KVMRT_GS_FUNCTIONS ?
	       conf->counts[function].dropped : 0;
}

KVMRT_API uint64_t kvmrt_gs_conf_unknown(const struct kvmrt_gs_conf *conf)
{
	return conf->unknown;
}
