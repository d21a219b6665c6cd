#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""irq-moves.py CPUS N: N times all interrupts off CPUS and back again, each time
looking that none is left.  Prints how long the slowest request took.  Status 1
and the reason when something did not go as it should."""

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


def main():
    cpus, rounds = sys.argv[1], int(sys.argv[2])
    family = Family(SPEC)
    slowest = {'irq-evacuate': 0, 'irq-restore': 0}
    moved = 0
    for n in range(rounds):
        for operation, values in (('irq-evacuate', {'from': cpus}), ('irq-restore', {})):
            start = time.monotonic()
            try:
                answer = family.request(operation, 'do', values)[0]
            except NetlinkError as error:
                print(f'round {n}: {operation}: {error}')
                return 1
            slowest[operation] = max(slowest[operation], time.monotonic() - start)
            if answer['stayed']:
                print(f'round {n}: {operation}: {answer}')
                return 1
            moved += answer['moved']
            if operation == 'irq-evacuate' and left(family, cpus):
                print(f'round {n}: left: {left(family, cpus)}')
                return 1
    print(f'{moved} moves; slowest ' + ', '.join(f'{op} {1000 * s:.1f} ms'
                                                 for op, s in slowest.items()))
    return 0


if __name__ == '__main__':
    sys.exit(main())
