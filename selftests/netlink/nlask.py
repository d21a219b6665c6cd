#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""One request to a generic netlink family, by its specification:
nlask.py [--spec FILE] [--repeat N] OPERATION do|dump [ATTRIBUTE=VALUE]...
Prints the answers as JSON, one line each.  Exit status 1 and a line
"ERRNO-NAME: text" on stderr if the kernel refuses."""

import argparse
import errno
import json
import os
import sys

from ynl_client import Family, NetlinkError, NUMBERS

SPEC = os.path.join(os.path.dirname(os.path.realpath(__file__)),
                    '../../Documentation/netlink/specs/kvmrt.yaml')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--spec', default=SPEC)
    parser.add_argument('--repeat', type=int, default=1, metavar='N',
                        help='ask N times, print the last answer')
    parser.add_argument('operation')
    parser.add_argument('mode', choices=('do', 'dump'))
    parser.add_argument('values', nargs='*')
    args = parser.parse_args()

    family = Family(args.spec)
    table = family.sets[family.ops[args.operation]['attribute-set']]
    values = {}
    for word in args.values:
        name, _, value = word.partition('=')
        values[name] = int(value, 0) if table[name]['type'] in NUMBERS else value
    try:
        for _ in range(args.repeat):
            answers = family.request(args.operation, args.mode, values)
        for answer in answers:
            print(json.dumps(answer))
    except NetlinkError as error:
        print(f'{errno.errorcode[error.errno]}: {error.text}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
