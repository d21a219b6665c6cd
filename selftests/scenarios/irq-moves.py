#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""N times all interrupts off CPUS and back again, each time looking that none is
left.  Prints how long the slowest request took.  Status 1 and the reason when
something did not go as it should.  With --until, until that file is there, as
best effort and without that look: others take interrupts back meanwhile."""

import argparse
import itertools
import os
import sys
import time

TOP = os.environ['KVMRT_TOP']
sys.path.insert(0, f'{TOP}/selftests/netlink')
from ynl_client import Family, NetlinkError  # noqa: E402

SPEC = f'{TOP}/Documentation/netlink/specs/kvmrt.yaml'
IDLE = 1


def left(family, cpus):
    """Names of the interrupts that are still aimed at CPUS."""
    return [f'{irq["irq"]} {irq.get("name")}' for irq in
            family.request('irq-get', 'dump', {'cpus': cpus}) if irq['hold'] != IDLE]


def once(family, cpus, effort, slowest):
    """Off and back; how many moved, and what was wrong."""
    moved = 0
    for operation, values in (('irq-evacuate', {'from': cpus, 'best-effort': effort}),
                              ('irq-restore', {})):
        start = time.monotonic()
        try:
            answer = family.request(operation, 'do', values)[0]
        except NetlinkError as error:
            # A CPU that is away just now can't be freed.
            return moved, None if effort else f'{operation}: {error}'
        slowest[operation] = max(slowest[operation], time.monotonic() - start)
        moved += answer['moved']
        if effort:
            continue
        if answer['stayed']:
            return moved, f'{operation}: {answer}'
        if operation == 'irq-evacuate' and left(family, cpus):
            return moved, f'left: {left(family, cpus)}'
    return moved, None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--until', metavar='FILE')
    parser.add_argument('cpus')
    parser.add_argument('rounds', type=int)
    args = parser.parse_args()

    family = Family(SPEC)
    slowest = {'irq-evacuate': 0, 'irq-restore': 0}
    moved = 0
    for n in itertools.count():
        if os.path.exists(args.until) if args.until else n == args.rounds:
            break
        more, wrong = once(family, args.cpus, int(bool(args.until)), slowest)
        moved += more
        if wrong:
            print(f'round {n}: {wrong}')
            return 1
    print(f'{moved} moves; slowest ' + ', '.join(f'{op} {1000 * s:.1f} ms'
                                                 for op, s in slowest.items()),
          file=sys.stderr)
    return 0


if __name__ == '__main__':
    sys.exit(main())
