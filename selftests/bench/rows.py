# SPDX-License-Identifier: GPL-2.0-only
"""What a measurement found: rows, their table, their file, their verdict."""
import json

HEAD = ["kernel", "name", "value", "unit", "baseline", "ratio", "goal", "met"]


def row(kernel, name, unit, value, baseline=None, goal=None, met=None):
    """goal is the highest good ratio, or a text; with goal and met None the row
    is only told."""
    ratio = round(value / baseline, 4) if baseline else None
    return {"name": name, "kernel": kernel, "unit": unit, "value": value,
            "baseline": baseline, "ratio": ratio, "goal": goal, "met": met}


def cell(value):
    return "-" if value is None else str(value)


def print_table(rows):
    words = {True: "yes", False: "NO", None: "-"}
    table = [HEAD]
    for item in rows:
        goal = item["goal"]
        table.append([item["kernel"], item["name"], cell(item["value"]), item["unit"],
                      cell(item["baseline"]), cell(item["ratio"]),
                      cell(goal) if goal is None or isinstance(goal, str) else f"<= {goal}",
                      words[item["met"]]])
    widths = [max(len(line[i]) for line in table) for i in range(len(HEAD))]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())


def finish(rows, path):
    """Writes and prints them; returns the exit status."""
    with open(path, "w", encoding="ascii") as file:
        json.dump(rows, file, indent=1)
        file.write("\n")
    print_table(rows)
    missed = sum(item["met"] is False for item in rows)
    goals = sum(item["met"] is not None for item in rows)
    print(f"{goals - missed} of {goals} goals met")
    return 1 if missed else 0
