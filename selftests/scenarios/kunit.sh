#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# title: KUnit suites of the host module
# requires: N08
# class: core
# kernels: debug
# only: kunit
# timeout: 120
. "$KVMRT_TOP/selftests/lib/l1.sh"

RESULTS=/sys/kernel/debug/kunit
# Inserting a module succeeds though its tests fail, and even though none ran:
# what counts is in the results.
load_module kvmrt || die 'kvmrt.ko does not load'
load_module kvmrt_test || die 'kvmrt_test.ko does not load'

# ktap_lines FILE : "ok NAME", "fail NAME" or "skip NAME" for each case of a
# suite, cases of a parameter each by its own.
ktap_lines() {
	sed -E 's/^\[ *[0-9.]+\] //' "$1" | awk '
		# Cases are one level in, the parameters of a case two, before it.
		match($0, /^ *(not )?ok [0-9]+ /) {
			match($0, /^ */)
			depth = RLENGTH
			state = $1 == "not" ? "fail" : /# SKIP/ ? "skip" : "ok"
			name = $0
			sub(/^ *(not )?ok [0-9]+ (- )?/, "", name)
			sub(/ *#.*/, "", name)
			if (depth == 8) {
				states[++n] = state
				params[n] = name
			} else if (depth == 4) {
				for (i = 1; i <= n; i++)
					print states[i], name "/" params[i]
				if (!n || state == "fail")
					print state, name
				n = 0
			}
		}'
}

suites=0
for file in "$RESULTS"/kvmrt_*/results; do
	[[ -r $file ]] || break
	suite=$(basename "$(dirname "$file")")
	suites=$((suites + 1))
	cp "$file" "$OUT/$suite.ktap"
	while read -r state name; do
		case $state in
		ok) ok "$suite/$name" ;;
		skip) skip "$suite/$name" "$(grep -F "$name" "$file" | sed -n 's/.*# SKIP //p' | head -n 1)" ;;
		*) fail "$suite/$name" "$(grep -E '^ *# .*(EXPECTATION|ASSERTION|Expected)' "$file" | head -n 4)" ;;
		esac
	done < <(ktap_lines "$file")
	# The suite's own word, in case that the above missed something.
	like "$suite/all" "$(grep -E '^(not )?ok [0-9]+ ' "$file")" '^ok '
done
same suites "$suites" "$(grep -l '^kunit_test_suite(' "$KVMRT_TOP"/kmod/tests/*.c | wc -l)"
check unload-tests rmmod kvmrt_test
check unload unload_host
