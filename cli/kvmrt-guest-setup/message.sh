# SPDX-License-Identifier: GPL-2.0-only
# What kvmrt-guest-setup says: text or JSON for programs, errors on stderr with
# the house's exit codes.
# shellcheck shell=bash

PROG=kvmrt-guest-setup
JSON=

# Exit codes; there are no others.
REFUSED=1 USAGE=2 MISSING=3

# json TEXT : as a JSON string.  Bytes that are not UTF-8 are left out.
json() {
	local LC_ALL=C text=$1 char i out=''
	[[ $text == *[!\ -~]* ]] && text=$(iconv -c -f UTF-8 -t UTF-8 <<<"$text.") && text=${text%.}
	text=${text//\\/\\\\}
	text=${text//\"/\\\"}
	text=${text//$'\n'/\\n}
	text=${text//$'\t'/\\t}
	if [[ $text == *[$'\001'-$'\037']* ]]; then
		for ((i = 0; i < ${#text}; i++)); do
			char=${text:i:1}
			[[ $char != [$'\001'-$'\037'] ]] || printf -v char '\\u%04x' "'$char"
			out+=$char
		done
		text=$out
	fi
	printf '"%s"' "$text"
}

# json_or_null TEXT
json_or_null() {
	if [[ $1 ]]; then
		json "$1"
	else
		printf null
	fi
}

# fail CODE ERRNO TEXT : one line, or its JSON form, and the end.
fail() {
	local code=$1 name=$2 text=$3
	if [[ $JSON ]]; then
		printf '{"error":{"errno":"%s","message":%s,"attr":null}}\n' "$name" "$(json "$text")" >&2
	else
		printf '%s: %s\n' "$PROG" "$text" >&2
	fi
	exit "$code"
}
refuse() { fail "$REFUSED" "${2:-EPERM}" "$1"; }
missing() { fail "$MISSING" ENOENT "$1"; }
usage_error() { fail "$USAGE" EINVAL "$1; try '$PROG --help'"; }

WARNINGS=()
# warn TEXT : something to know, which does not stop us.
warn() {
	WARNINGS+=("$1")
	[[ $JSON ]] || printf '%s: warning: %s\n' "$PROG" "$1" >&2
}

# say TEXT : progress, for people only.
say() { [[ $JSON ]] || printf '%s\n' "$1"; }

# json_list NAME TEXT... : a member that is an array of strings.
json_list() {
	local name=$1 separator='' text
	shift
	printf '"%s":[' "$name"
	for text; do
		printf '%s%s' "$separator" "$(json "$text")"
		separator=,
	done
	printf ']'
}
