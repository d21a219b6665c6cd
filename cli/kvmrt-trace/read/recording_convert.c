// SPDX-License-Identifier: GPL-2.0-only
/*
 * The conversions of a printf format in a recording.  The library hands most of
 * them to printf() as they are, with what it believes to be their arguments: "%ls"
 * would read wide characters where there are bytes, "%1999999999d" would fill the
 * memory with blanks.
 */
#include <ctype.h>
#include <string.h>

#include "recording.h"

#define DIGITS_MAX 3
/* The library copies each into 32 bytes. */
#define LENGTH_MAX 29

/* From behind the '%' to the letter; false if it is none that can be printed. */
static bool modifiers(const char **at, struct kt_convert *convert, int *longs)
{
	const char *begin = *at;
	unsigned int digits = 0;

	for (; **at && strchr("#hlLzZ.-*0123456789", **at); (*at)++) {
		digits = isdigit((unsigned char)**at) ? digits + 1 : 0;
		if (digits > DIGITS_MAX || *at - begin > LENGTH_MAX ||
		    (**at == '*' && convert->star))
			return false;
		if (**at == '*')
			convert->star = true;
		else if (**at == 'h')
			convert->modified = true, (*longs)--;
		else if (**at == 'l')
			convert->modified = true, (*longs)++;
		else if (strchr("LzZ", **at))
			convert->modified = true, *longs = **at == 'L' ? 2 : 1;
	}
	return **at && *longs >= -2 && *longs <= 2;
}

int kt_convert_next(const char **at, struct kt_convert *convert)
{
	int longs = 0;

	memset(convert, 0, sizeof(*convert));
	for (; **at; (*at)++) {
		if (**at == '\\') {
			/* It and what it is in front of. */
			if (!*++*at)
				return -1;
			continue;
		}
		if (**at != '%')
			continue;
		(*at)++;
		if (**at == '%')
			continue;
		if (!modifiers(at, convert, &longs))
			return -1;
		convert->letter = *(*at)++;
		if (convert->letter == 's')
			return convert->modified ? -1 : 1;
		/* Of others the library prints the letter; no argument is theirs. */
		return strchr("pduixXo", convert->letter) || !convert->star ? 1 : -1;
	}
	return 0;
}
