// SPDX-License-Identifier: GPL-2.0-only
/*
 * The steps of a line, one after the other, up to the first that fails.
 */
#include <errno.h>
#include <json-c/json.h>
#include <linux/kvmrt_gs.h>

#include "kvmrt-gs.h"

static const struct cli_field result_fields[] = {
	{ .key = "command", .title = "command" },
	{ .key = "result", .title = "result" },
	{ .key = "status" },
	{ 0 }
};

static size_t count_steps(const struct gs_step *steps)
{
	size_t count = 0;

	while (steps[count].command)
		count++;
	return count;
}

/* " (command 2 of 3)", so that it is known which ones were done. */
static void name_place(char *buf, size_t size, size_t step, size_t count)
{
	buf[0] = '\0';
	if (count > 1)
		snprintf(buf, size, " (command %zu of %zu)", step + 1, count);
}

/*
 * What is too long for the host is refused before the first step runs, where
 * the limits can be asked for.  Where not, the step itself will fail.
 */
static int check_lengths(struct cli *cli, const struct gs_step *steps)
{
	struct kvmrt_guest_status status = { 0 };
	size_t count = count_steps(steps), i;
	bool asked = false;
	char place[64];
	__u32 max;

	for (i = 0; i < count; i++) {
		if (!steps[i].bytes)
			continue;
		if (!asked && gs_device_status(&status))
			return CLI_DONE;
		asked = true;
		max = steps[i].command->fn == KVMRT_GS_FN_LOG_MSG ?
		      status.msg_max : status.data_max;
		if (!max || steps[i].len + steps[i].command->more <= max)
			continue;
		snprintf(cli->where, sizeof(cli->where), "%s",
			 steps[i].command->name);
		name_place(place, sizeof(place), i, count);
		return gs_explain(cli, &steps[i], EMSGSIZE, place);
	}
	return CLI_DONE;
}

/* Runs one step and fills in its result; its errno, 0 for done. */
static int run_step(const struct gs_step *step, struct json_object *rec,
		    bool *answer)
{
	struct kvmrt_guest_status status;
	long ret = 0;

	*answer = true;
	cli_set_str(rec, "command", step->command->name);
	if (step->command->available) {
		*answer = step->command->available();
		cli_set_str(rec, "result", *answer ? "yes" : "no");
	} else if (step->command->run) {
		ret = step->command->run(step);
		cli_set_str(rec, "result", "ok");
	} else {
		ret = gs_device_status(&status);
		cli_set_str(rec, "result", "ok");
		if (!ret)
			cli_set_obj(rec, "status", gs_device_record(&status));
	}
	return ret < 0 ? -ret : 0;
}

static void print_result(struct cli *cli, struct json_object *rec)
{
	struct json_object *status = json_object_object_get(rec, "status");

	fprintf(cli->out, "%s: %s\n", cli_get_str(rec, "command"),
		cli_get_str(rec, "result"));
	if (status)
		cli_text_record(cli->out, gs_status_fields, status);
	/* Before the next step's message, should both go to one file. */
	fflush(cli->out);
}

int gs_run(struct cli *cli, const struct gs_step *steps)
{
	size_t count = count_steps(steps), i;
	struct json_object *results, *rec;
	bool answer;
	char place[64];
	int err, ret;

	ret = check_lengths(cli, steps);
	if (ret)
		return ret;

	results = cli_list();
	for (i = 0; i < count; i++) {
		snprintf(cli->where, sizeof(cli->where), "%s",
			 steps[i].command->name);
		rec = cli_record(result_fields);
		err = run_step(&steps[i], rec, &answer);
		if (!err && !cli->json)
			print_result(cli, rec);
		cli_add(results, rec);
		if (err || !answer) {
			name_place(place, sizeof(place), i, count);
			json_object_put(results);
			return gs_explain(cli, &steps[i], err, place);
		}
	}
	cli->where[0] = '\0';
	if (cli->json)
		return cli_emit(cli, CLI_TABLE, result_fields, results);
	json_object_put(results);
	return CLI_DONE;
}
