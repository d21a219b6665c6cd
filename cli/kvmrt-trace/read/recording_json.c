// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading JSON that somebody else may have written.
 */
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recording.h"

/* Far more than thousands of VMs and changes of their clocks need. */
#define JSON_MAX (64 << 20)

static int read_text(const char *file, char **text, size_t *len,
		     struct kt_error *err)
{
	struct stat st;
	ssize_t n;
	int fd;

	fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return kt_error_set(err, -errno, "%s: %s", file, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > JSON_MAX) {
		close(fd);
		return kt_error_set(err, -EBADMSG,
				    "%s: not a regular file of at most 64 MiB", file);
	}
	*text = malloc(st.st_size + 1);
	*len = 0;
	while (*text && *len < (size_t)st.st_size) {
		n = read(fd, *text + *len, st.st_size - *len);
		if (n <= 0)
			break;
		*len += n;
	}
	close(fd);
	if (!*text)
		return kt_error_set(err, -ENOMEM, "%s: out of memory", file);
	return 0;
}

int kt_json_read(struct json_object **json, const char *file,
		 struct kt_error *err)
{
	struct json_tokener *tok;
	char *text = NULL;
	size_t len = 0;
	int ret;

	*json = NULL;
	ret = read_text(file, &text, &len, err);
	if (ret)
		return ret;
	tok = json_tokener_new();
	if (tok)
		*json = json_tokener_parse_ex(tok, text, (int)len);
	if (!tok) {
		ret = kt_error_set(err, -ENOMEM, "%s: out of memory", file);
	} else if (!*json || !json_object_is_type(*json, json_type_object)) {
		enum json_tokener_error error = json_tokener_get_error(tok);

		ret = kt_error_set(err, -EBADMSG,
				   "%s: not a JSON object (%s at byte %zu of %zu); the file is damaged or from another program",
				   file, error == json_tokener_continue ? "it ends too early" :
				   error ? json_tokener_error_desc(error) : "of another type",
				   json_tokener_get_parse_end(tok), len);
		json_object_put(*json);
		*json = NULL;
	}
	json_tokener_free(tok);
	free(text);
	return ret;
}

int kt_json_u64(struct json_object *json, const char *key, uint64_t *value)
{
	struct json_object *obj;

	if (!json_object_object_get_ex(json, key, &obj) || !obj)
		return 0;
	if (!json_object_is_type(obj, json_type_int))
		return -EINVAL;
	if (json_object_get_int64(obj) < 0)
		*value = (uint64_t)json_object_get_int64(obj);
	else
		*value = json_object_get_uint64(obj);
	return 1;
}

int kt_json_u32(struct json_object *json, const char *key, uint32_t max,
		uint32_t *value)
{
	uint64_t number;
	int ret = kt_json_u64(json, key, &number);

	if (ret == 1) {
		if (number > max)
			return -EINVAL;
		*value = (uint32_t)number;
	}
	return ret;
}

const char *kt_json_str(struct json_object *json, const char *key)
{
	struct json_object *obj;

	if (!json_object_object_get_ex(json, key, &obj) ||
	    !json_object_is_type(obj, json_type_string))
		return NULL;
	return json_object_get_string(obj);
}

struct json_object *kt_json_array(struct json_object *json, const char *key)
{
	struct json_object *obj;

	if (!json_object_object_get_ex(json, key, &obj) ||
	    !json_object_is_type(obj, json_type_array))
		return NULL;
	return obj;
}
