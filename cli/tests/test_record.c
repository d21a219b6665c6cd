// SPDX-License-Identifier: GPL-2.0-only
/*
 * The emitter: the same records as JSON and as text.
 */
#include <json-c/json.h>
#include <string.h>

#include "record.h"
#include "testing.h"

static void text_double(char *buf, size_t size, struct json_object *rec)
{
	snprintf(buf, size, "%llu!", (unsigned long long)
		 cli_get_u64(rec, "count") * 2);
}

static const struct cli_field part_fields[] = {
	{ .key = "part", .title = "PART" },
	{ .key = "size", .title = "SIZE" },
	{ 0 }
};

static const struct cli_field fields[] = {
	{ .key = "name", .title = "NAME" },
	{ .key = "count", .title = "COUNT" },
	{ .key = "count", .title = "TWICE", .text = text_double },
	{ .key = "hidden" },
	{ .key = "on", .title = "ON" },
	{ .key = "words", .title = "WORDS" },
	{ .key = "part", .title = "part", .fields = part_fields },
	{ 0 }
};

static struct json_object *part(const char *name, int64_t size)
{
	struct json_object *rec = cli_record(part_fields);

	cli_set_str(rec, "part", name);
	cli_set_s64(rec, "size", size);
	return rec;
}

static struct json_object *full(void)
{
	struct json_object *rec = cli_record(fields), *words, *parts;

	/* In another order than the table's. */
	parts = cli_list();
	cli_add(parts, part("left", -5));
	cli_add(parts, part("right", INT64_MIN));
	cli_set_obj(rec, "part", parts);
	words = cli_list();
	cli_add_str(words, "one");
	cli_add_str(words, "two");
	cli_set_obj(rec, "words", words);
	cli_set_bool(rec, "on", true);
	cli_set_hex(rec, "hidden", 0x1f);
	cli_set_u64(rec, "count", UINT64_MAX / 2);
	cli_set_str(rec, "name", "a/\"b\"\n\x1b\xff");
	return rec;
}

static struct json_object *empty(void)
{
	struct json_object *rec = cli_record(fields);

	cli_set_str(rec, "name", NULL);
	cli_set_obj(rec, "words", cli_list());
	return rec;
}

static void check(bool json, enum cli_form form, struct json_object *doc,
		  const char *wanted)
{
	struct run run;

	run_begin(&run);
	run.cli.json = json;
	assert_int_equal(cli_emit(&run.cli, form, fields, doc), CLI_DONE);
	run_end(&run);
	assert_string_equal(run.out, wanted);
	assert_string_equal(run.err, "");
	run_free(&run);
}

#define FULL_JSON "{\"name\":\"a/\\\"b\\\"\\n\\u001b\xef\xbf\xbd\","	\
	"\"count\":9223372036854775807,\"hidden\":\"0x1f\",\"on\":true,"	\
	"\"words\":[\"one\",\"two\"],\"part\":[{\"part\":\"left\",\"size\":-5}," \
	"{\"part\":\"right\",\"size\":-9223372036854775808}]}"
#define EMPTY_JSON "{\"name\":null,\"count\":null,\"hidden\":null,"	\
	"\"on\":null,\"words\":[],\"part\":null}"

static void test_json(void **state)
{
	struct json_object *list = cli_list();

	(void)state;
	check(true, CLI_RECORD, full(), FULL_JSON "\n");
	check(true, CLI_LINE, empty(), EMPTY_JSON "\n");
	check(true, CLI_TABLE, cli_list(), "[]\n");
	cli_add(list, full());
	cli_add(list, empty());
	check(true, CLI_TABLE, list, "[" FULL_JSON "," EMPTY_JSON "]\n");
}

/* What isn't UTF-8 was replaced when the record was made. */
#define NAME "a/\"b\"\\n\\x1b\\xef\\xbf\\xbd"

static void test_table(void **state)
{
	struct json_object *list = cli_list();

	(void)state;
	check(false, CLI_TABLE, cli_list(), "NAME  COUNT  TWICE  ON  WORDS\n");
	cli_add(list, empty());
	cli_add(list, full());
	check(false, CLI_TABLE, list,
	      "NAME                     COUNT                TWICE                  ON   WORDS\n"
	      "-                        -                    0!                     -    none\n"
	      NAME "  9223372036854775807  18446744073709551614!  yes  one,two\n"
	      "    PART   SIZE\n"
	      "    left   -5\n"
	      "    right  -9223372036854775808\n");
}

static void test_record(void **state)
{
	(void)state;
	check(false, CLI_RECORD, full(),
	      "NAME   " NAME "\n"
	      "COUNT  9223372036854775807\n"
	      "TWICE  18446744073709551614!\n"
	      "ON     yes\n"
	      "WORDS  one,two\n"
	      "PART   SIZE\n"
	      "left   -5\n"
	      "right  -9223372036854775808\n");
}

static void test_line(void **state)
{
	static const struct cli_field words[] = {
		{ .key = "kind", .title = "" },
		{ .key = "of", .title = "of", .fields = part_fields },
		{ .key = "why", .title = "why" },
		{ 0 }
	};
	struct json_object *rec = cli_record(words);
	struct run run;

	(void)state;
	cli_set_str(rec, "kind", "add");
	cli_set_obj(rec, "of", part("x", 1));
	run_begin(&run);
	assert_int_equal(cli_emit(&run.cli, CLI_LINE, words, rec), CLI_DONE);
	run_end(&run);
	assert_string_equal(run.out, "add PART=x SIZE=1\n");
	run_free(&run);
}

/* A handler that ran out of memory says so, and prints nothing. */
static void test_memory(void **state)
{
	struct json_object *rec = cli_record(fields);
	struct run run;

	(void)state;
	cli_set_obj(rec, "words", NULL);
	run_begin(&run);
	run.cli.json = true;
	assert_int_equal(cli_emit(&run.cli, CLI_RECORD, fields, rec),
			 CLI_REFUSED);
	run_end(&run);
	assert_string_equal(run.out, "");
	assert_string_equal(run.err, "{\"error\":{\"errno\":\"ENOMEM\",\"message\":\"out of memory\",\"attr\":null}}\n");
	run_free(&run);
	check(true, CLI_TABLE, cli_list(), "[]\n");
}

static void test_error(void **state)
{
	struct run run;

	(void)state;
	run_begin(&run);
	run.cli.json = true;
	assert_int_equal(cli_fail(&run.cli, CLI_REFUSED, 16, "cpu",
				  "cpu %d is \"owned\"\xff by vm 2", 3),
			 CLI_REFUSED);
	run.cli.json = false;
	snprintf(run.cli.where, sizeof(run.cli.where), "vm show");
	cli_fail(&run.cli, CLI_REFUSED, 16, "cpu", "new\nline\x1b");
	run_end(&run);
	assert_string_equal(run.out, "");
	assert_string_equal(run.err,
			    "{\"error\":{\"errno\":\"EBUSY\",\"message\":\"cpu 3 is \\\"owned\\\"\xef\xbf\xbd by vm 2\",\"attr\":\"cpu\"}}\n"
			    "test: vm show: new\\nline\\x1b\n");
	run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests_name("cli-record", tests, NULL, NULL);
}
