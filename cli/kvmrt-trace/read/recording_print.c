// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the "print fmt" of an event something that libtraceevent can be given?
 *
 * Its parser of these expressions follows null pointers when they are damaged.
 * So an expression must first be whole here: brackets match, each operator has
 * its operands, nothing is nested deeper than any kernel does.  An event whose
 * text isn't is printed field by field.
 */
#include <ctype.h>
#include <string.h>

#include "recording.h"

#define DEPTH_MAX 24
#define TOKENS_MAX 16384
#define OPERATORS_MAX 300
#define UNARY_MAX 3

/**
 * struct check - where checking is
 * @at: what is left
 * @open: brackets that wait for their end, '?' for a conditional's ':'
 * @depth: their number
 * @operand: one just ended, so an operator may follow
 * @last: first character of the token before
 * @operators: since the last comma outside of brackets
 * @unary: in a row
 */
struct check {
	const char *at;
	char open[DEPTH_MAX];
	unsigned int depth;
	bool operand;
	char last;
	unsigned int operators, unary;
};

static bool quoted(struct check *c)
{
	char quote = *c->at++;
	const char *begin = c->at;

	for (; *c->at && *c->at != quote; c->at++) {
		if (*c->at == '\\' && !*++c->at)
			return false;
	}
	if (!*c->at++)
		return false;
	/* A character is one, or an escape. */
	return quote == '"' || (c->at - begin >= 2 && c->at - begin <= 5);
}

static bool push(struct check *c, char what)
{
	if (c->depth == DEPTH_MAX)
		return false;
	c->open[c->depth++] = what;
	return true;
}

static bool pop(struct check *c, char want)
{
	return c->depth && c->open[--c->depth] == want;
}

static bool open_bracket(struct check *c)
{
	char b = *c->at++;

	/* x[0], f(x), (x), { x }; but no {} behind an operand */
	if ((b == '[' && !c->operand) || (b == '{' && c->operand))
		return false;
	c->operand = false;
	return push(c, b);
}

static bool close_bracket(struct check *c)
{
	char b = *c->at++, want = b == ')' ? '(' : b == ']' ? '[' : '{';

	/* "(struct x *)" ends with an operator */
	if (!c->operand && !(b == ')' && c->last == '*'))
		return false;
	c->operand = true;
	return pop(c, want);
}

static bool word(struct check *c)
{
	const char *begin = c->at;

	/* "unsigned long", "(u32)x", but no "f(x) y z" beyond that */
	if (c->operand && c->last == ']')
		return false;
	while (isalnum((unsigned char)*c->at) || *c->at == '_')
		c->at++;
	c->operand = true;
	return c->at - begin < 200;
}

static bool operator(struct check *c)
{
	static const char *const two[] = {
		"->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||"
	};
	size_t i, len = 1;

	for (i = 0; i < sizeof(two) / sizeof(two[0]); i++) {
		if (!strncmp(c->at, two[i], 2))
			len = 2;
	}
	if (len == 1 && !strchr("+-*/%&|^!~<>.", *c->at))
		return false;
	if (++c->operators > OPERATORS_MAX)
		return false;
	if (!c->operand) {
		/* before its operand */
		if (len == 2 || !strchr("+-*&!~", *c->at) || ++c->unary > UNARY_MAX)
			return false;
	} else {
		if (len == 1 && strchr("!~", *c->at))
			return false;
		c->unary = 0;
	}
	c->operand = false;
	c->at += len;
	return true;
}

static bool between(struct check *c)
{
	char b = *c->at++;

	if (!c->operand)
		return false;
	c->operand = false;
	if (b == '?')
		return push(c, '?');
	if (b == ':')
		return pop(c, '?');
	if (!c->depth)
		c->operators = 0;
	/* A comma ends no conditional that has not had its ':'. */
	return !c->depth || c->open[c->depth - 1] != '?';
}

static bool token(struct check *c)
{
	char first = *c->at;
	bool good;

	if (first == '"' || first == '\'') {
		/* Strings are joined; nothing else stands before one. */
		if (c->operand && !(first == '"' && c->last == '"'))
			return false;
		good = quoted(c);
		c->operand = true;
	} else if (strchr("([{", first)) {
		good = open_bracket(c);
	} else if (strchr(")]}", first)) {
		good = close_bracket(c);
	} else if (isalnum((unsigned char)first) || first == '_') {
		good = word(c);
	} else if (strchr("?:,", first)) {
		good = between(c);
	} else {
		good = operator(c);
	}
	c->last = first;
	return good;
}

bool kt_print_format_whole(const char *text)
{
	struct check c = { .at = text };
	unsigned int n = 0;

	for (;;) {
		while (isspace((unsigned char)*c.at))
			c.at++;
		if (!*c.at)
			return c.operand && !c.depth;
		/* It begins with a string, which is the format. */
		if ((!n && *c.at != '"') || ++n > TOKENS_MAX || !token(&c))
			return false;
	}
}
