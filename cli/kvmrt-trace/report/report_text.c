// SPDX-License-Identifier: GPL-2.0-only
/* Times of the report for people: microseconds, and seconds since the start. */
#include <json-c/json.h>

#include "report.h"

static int64_t get(struct json_object *rec, const char *key)
{
	return json_object_get_int64(json_object_object_get(rec, key));
}

static void us(char *buf, size_t size, struct json_object *rec,
	       const char *key)
{
	if (cli_is_null(rec, key))
		snprintf(buf, size, "%12s", "-");
	else
		snprintf(buf, size, "%12.3f", (double)get(rec, key) / 1000.0);
}

static void seconds(char *buf, size_t size, struct json_object *rec,
		    const char *key)
{
	int64_t ns = get(rec, key);
	uint64_t abs = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;

	if (cli_is_null(rec, key))
		snprintf(buf, size, "-");
	else
		snprintf(buf, size, "%s%llu.%09llu", ns < 0 ? "-" : "",
			 (unsigned long long)(abs / 1000000000),
			 (unsigned long long)(abs % 1000000000));
}

void kt_text_total(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "total_ns");
}

void kt_text_min(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "min_ns");
}

void kt_text_mean(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "mean_ns");
}

void kt_text_worst(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "worst_ns");
}

void kt_text_in_worst(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "in_worst_ns");
}

void kt_text_asleep(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "asleep_ns");
}

void kt_text_time(char *buf, size_t size, struct json_object *rec)
{
	us(buf, size, rec, "time_ns");
}

void kt_text_share(char *buf, size_t size, struct json_object *rec)
{
	snprintf(buf, size, "%8.4f", (double)get(rec, "share_ppm") / 10000.0);
}

void kt_text_worst_at(char *buf, size_t size, struct json_object *rec)
{
	seconds(buf, size, rec, "worst_at_ns");
}

void kt_text_from(char *buf, size_t size, struct json_object *rec)
{
	seconds(buf, size, rec, "from_ns");
}

void kt_text_to(char *buf, size_t size, struct json_object *rec)
{
	seconds(buf, size, rec, "to_ns");
}
