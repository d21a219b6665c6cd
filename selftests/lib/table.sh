# SPDX-License-Identifier: GPL-2.0-only
# Results of a check: one file of verdict lines per run, a table over all.
# shellcheck shell=bash

declare -A PASSED FAILED SKIPPED RETRIED TOOK
ROWS=()

# add_result ROW FILE SECONDS : the verdict lines of one run.  Sets LAST to a
# short account of it.
add_result() {
	local row=$1 passed failed skipped retried
	# grep -c says 0 and fails.
	passed=$(grep -c '^PASS ' "$2") || true
	failed=$(grep -c '^FAIL ' "$2") || true
	skipped=$(grep -c '^SKIP ' "$2") || true
	retried=$(grep -c '^NOTE retried' "$2") || true
	[[ ${TOOK[$row]+yes} ]] || ROWS+=("$row")
	PASSED[$row]=$((${PASSED[$row]:-0} + passed))
	FAILED[$row]=$((${FAILED[$row]:-0} + failed))
	SKIPPED[$row]=$((${SKIPPED[$row]:-0} + skipped))
	RETRIED[$row]=$((${RETRIED[$row]:-0} + retried))
	TOOK[$row]=$((${TOOK[$row]:-0} + $3))
	LAST="$passed passed"
	((!failed)) || LAST+=", $failed FAILED"
	((!skipped)) || LAST+=", $skipped skipped"
	((!retried)) || LAST+=", retried"
}

clock() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }

# print_table : returns 0 when nothing failed and something passed.
print_table() {
	local row passed=0 failed=0 skipped=0
	printf '\n%-10s %7s %7s %8s %8s %7s\n' kernel passed failed skipped retried time
	for row in "${ROWS[@]}"; do
		printf '%-10s %7d %7d %8d %8d %7s\n' "$row" "${PASSED[$row]}" \
			"${FAILED[$row]}" "${SKIPPED[$row]}" "${RETRIED[$row]}" \
			"$(clock "${TOOK[$row]}")"
		passed=$((passed + PASSED[$row]))
		failed=$((failed + FAILED[$row]))
		skipped=$((skipped + SKIPPED[$row]))
	done
	printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
	((failed == 0 && passed > 0))
}
