// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the description of an event's fields one that a kernel writes?  The
 * library's parser follows null pointers in others.
 */
#include <ctype.h>
#include <string.h>

#include "recording.h"

#define FIELDS_MAX 512

static bool take(const char **at, const char *text)
{
	size_t len = strlen(text);

	if (strncmp(*at, text, len))
		return false;
	*at += len;
	return true;
}

static bool take_number(const char **at)
{
	const char *begin = *at;

	if (**at == '-')
		(*at)++;
	while (isdigit((unsigned char)**at))
		(*at)++;
	return isdigit((unsigned char)(*at)[-1]) && *at - begin <= 9;
}

static bool take_word(const char **at)
{
	const char *begin = *at;

	while (isalnum((unsigned char)**at) || **at == '_')
		(*at)++;
	return *at > begin && *at - begin < 200;
}

static void blanks(const char **at)
{
	while (**at == ' ' || **at == '\t')
		(*at)++;
}

/* "unsigned long args[6]", "__data_loc char[] name", "const char * name" */
static bool declaration(const char **at)
{
	unsigned int words = 0;
	char last = 0;

	for (;;) {
		blanks(at);
		if (**at == ';')
			break;
		if (**at == '*') {
			(*at)++;
			last = words ? '*' : 0;
		} else if (**at == '[') {
			(*at)++;
			if (**at != ']' && !take_word(at))
				return false;
			if (last != 'w' || *(*at)++ != ']')
				return false;
			last = ']';
		} else {
			if (!take_word(at))
				return false;
			words++;
			last = 'w';
		}
		if (!last)
			return false;
	}
	return words >= 2 && last != '*';
}

static bool part(const char **at, const char *name)
{
	blanks(at);
	return take(at, name) && take_number(at) && take(at, ";");
}

static bool field(const char **at)
{
	blanks(at);
	if (!take(at, "field:") || !declaration(at) || !take(at, ";") ||
	    !part(at, "offset:") || !part(at, "size:"))
		return false;
	blanks(at);
	/* Very old kernels don't say it. */
	if (**at == 's' && !part(at, "signed:"))
		return false;
	blanks(at);
	return take(at, "\n") || !**at;
}

bool kt_fields_whole(const char *text)
{
	const char *at = text;
	unsigned int n = 0;

	if (!take(&at, "name: ") || !take_word(&at) || !take(&at, "\nID: ") ||
	    !take_number(&at) || !take(&at, "\nformat:\n"))
		return false;
	while (*at && strncmp(at, "print fmt:", 10)) {
		if (*at == '\n') {
			at++;
			continue;
		}
		if (++n > FIELDS_MAX || !field(&at))
			return false;
	}
	return n > 0;
}
