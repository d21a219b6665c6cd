#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""A client of a generic netlink family that knows nothing but its
specification: performs every do and dump that needs no more than ids, and
checks that answers are as specified.  One line per test: PASS name, FAIL name:
reason, SKIP name: reason."""

import argparse
import os
import socket
import struct
import sys

import yaml

NETLINK_GENERIC = 16
SOL_NETLINK, NETLINK_EXT_ACK = 270, 11
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
NLM_F_DUMP_INTR = 0x10
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CTRL_ATTR = {'id': 1, 'name': 2, 'version': 3, 'maxattr': 5, 'ops': 6, 'groups': 7}
TYPE_MASK = 0x3fff
NUMBERS = {'u8': 'B', 'u16': 'H', 'u32': 'I', 'u64': 'Q', 's32': 'i', 's64': 'q'}

STATUS = 0


def verdict(name, good, reason=''):
    global STATUS  # pylint: disable=global-statement
    if good:
        print(f'PASS {name}', flush=True)
    else:
        print(f'FAIL {name}: {reason}', flush=True)
        STATUS = 1
    return good


def attr(kind, payload):
    return struct.pack('HH', 4 + len(payload), kind) + payload + bytes(-len(payload) % 4)


def walk(data):
    """(type, payload) of the attributes in DATA."""
    while len(data) >= 4:
        length, kind = struct.unpack_from('HH', data)
        if length < 4 or length > len(data):
            raise ValueError(f'attribute of {length} bytes in {len(data)}')
        yield kind & TYPE_MASK, data[4:length]
        data = data[(length + 3) & ~3:]


class NetlinkError(Exception):
    """A refusal."""

    def __init__(self, errno, text):
        super().__init__(f'{os.strerror(errno)}: {text}')
        self.errno = errno
        self.text = text


class Socket:
    """Requests and raw answers."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.sock.bind((0, 0))
        self.sock.settimeout(60)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.seq = 0

    def ask(self, family, cmd, version, payload=b'', flags=0):
        """Payloads of the answers."""
        self.seq += 1
        flags |= NLM_F_REQUEST | NLM_F_ACK
        self.sock.send(struct.pack('IHHIIBBH', 20 + len(payload), family, flags, self.seq, 0,
                                   cmd, version, 0) + payload)
        found = []
        while True:
            data = self.sock.recv(1 << 17)
            while data:
                length, kind, got_flags, seq = struct.unpack_from('IHHI', data)
                body = data[16:length]
                data = data[(length + 3) & ~3:]
                if seq != self.seq:
                    raise ValueError(f'answer {seq} to request {self.seq}')
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    errno = -struct.unpack_from('i', body)[0]
                    if errno:
                        raise NetlinkError(errno, self.error_text(body, got_flags, kind))
                    return found
                if got_flags & NLM_F_DUMP_INTR:
                    raise ValueError('dump was interrupted')
                found.append((body[0], body[4:]))

    @staticmethod
    def error_text(body, flags, kind):
        if kind != NLMSG_ERROR or not flags & NLM_F_ACK_TLVS:
            return ''
        used = 20
        if not flags & NLM_F_CAPPED:
            used += struct.unpack_from('I', body, 4)[0] - 16
        for number, payload in walk(body[(used + 3) & ~3:]):
            if number == 1:
                return payload.rstrip(b'\0').decode()
        return ''


class Family:
    """A family by its specification."""

    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.spec = yaml.safe_load(file)
        self.name = self.spec['name']
        self.version = self.spec.get('version', 1)
        self.consts = {d['name']: d['value'] for d in self.spec.get('definitions', [])
                       if d['type'] == 'const'}
        self.enums = {d['name']: range(d.get('value-start', 0),
                                       d.get('value-start', 0) + len(d['entries']))
                      for d in self.spec.get('definitions', [])
                      if d['type'] == 'enum'}
        self.sets = {}
        for one in self.spec['attribute-sets']:
            value, table = 0, {}
            for data in one['attributes']:
                value = data.get('value', value + 1)
                table[data['name']] = dict(data, value=value)
            self.sets[one['name']] = table
        self.ops, value = {}, 0
        for data in self.spec['operations']['list']:
            value = data.get('value', value + 1)
            self.ops[data['name']] = dict(data, value=value)
        self.sock = Socket()
        self.ctrl = self.resolve()

    def resolve(self):
        answer = self.sock.ask(GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 2,
                               attr(CTRL_ATTR['name'], self.name.encode() + b'\0'))
        return dict(walk(answer[0][1]))

    @property
    def number(self):
        return struct.unpack('H', self.ctrl[CTRL_ATTR['id']])[0]

    def request(self, op, mode, values=None):
        """Decoded answers to one request."""
        data = self.ops[op]
        table = self.sets[data['attribute-set']]
        payload = b''
        for name, value in (values or {}).items():
            kind = table[name]['type']
            raw = (struct.pack(NUMBERS[kind], value) if kind in NUMBERS
                   else value.encode() + b'\0')
            payload += attr(table[name]['value'], raw)
        answers = self.sock.ask(self.number, data['value'], self.version, payload,
                                NLM_F_DUMP if mode == 'dump' else 0)
        for cmd, _ in answers:
            if cmd != data['value']:
                raise ValueError(f'an answer of command {cmd} to {data["value"]}')
        return [self.decode(data['attribute-set'], body) for _, body in answers]

    def decode(self, set_name, body):
        """Attributes by name; raises ValueError where they aren't as specified."""
        by_value = {a['value']: a for a in self.sets[set_name].values()}
        out = {}
        for number, payload in walk(body):
            data = by_value.get(number)
            if not data:
                raise ValueError(f'{set_name} has no attribute {number}')
            if data['type'] == 'pad':
                continue
            value = self.value(data, payload)
            if data.get('multi-attr'):
                out.setdefault(data['name'], []).append(value)
            elif data['name'] in out:
                raise ValueError(f'{data["name"]} comes twice')
            else:
                out[data['name']] = value
        return out

    def value(self, data, payload):
        kind = data['type']
        if kind == 'nest':
            return self.decode(data['nested-attributes'], payload)
        if kind == 'string':
            if not payload.endswith(b'\0') or payload.count(b'\0') != 1:
                raise ValueError(f'{data["name"]} is no string: {payload!r}')
            self.bound(data, len(payload) - 1, 'max-len')
            return payload[:-1].decode('ascii')
        if kind in NUMBERS:
            if len(payload) != struct.calcsize(NUMBERS[kind]):
                raise ValueError(f'{data["name"]} has {len(payload)} bytes, is {kind}')
            number = struct.unpack(NUMBERS[kind], payload)[0]
            self.bound(data, number, 'max')
            self.bound(data, number, 'min')
            if 'enum' in data and number not in self.enums[data['enum']]:
                raise ValueError(f'{data["name"]} is {number}, no {data["enum"]}')
            return number
        return payload

    def bound(self, data, number, check):
        limit = data.get('checks', {}).get(check)
        limit = self.consts.get(limit, limit)
        if limit is not None and (number < limit if check == 'min' else number > limit):
            raise ValueError(f'{data["name"]} is {number}, its {check} is {limit}')


def attempt(name, function, *args):
    """Calls FUNCTION; its result, or None after a verdict."""
    try:
        return function(*args)
    except (ValueError, NetlinkError, OSError) as exc:
        verdict(name, False, f'{type(exc).__name__}: {exc}')
        return None


def check_objects(family, op, mode, objects):
    """Only attributes that the specification has in this answer."""
    name = f'{op}-{mode}'
    wanted = family.ops[op][mode].get('reply', {}).get('attributes', [])
    extra = {key for one in objects for key in one} - set(wanted)
    return verdict(name, not extra, f'attributes {sorted(extra)} are not in its reply')


def test_ctrl(family):
    """What the kernel tells of the family is what the specification says."""
    version = struct.unpack('I', family.ctrl[CTRL_ATTR['version']])[0]
    verdict('family-version', version == family.version, str(version))
    told = {}
    for _, nest in walk(family.ctrl[CTRL_ATTR['ops']]):
        one = {k: struct.unpack('I', v)[0] for k, v in walk(nest)}
        told[one[1]] = one[2]
    for name, op in family.ops.items():
        if 'do' not in op and 'dump' not in op:
            continue
        flags = told.pop(op['value'], None)
        wanted = ((1 if 'admin-perm' in op.get('flags', []) else 0) |
                  (2 if 'do' in op else 0) | (4 if 'dump' in op else 0))
        verdict(f'op-{name}', flags is not None and flags & 7 == wanted,
                f'flags {flags}, wanted {wanted}')
    verdict('ops-all-specified', not told, f'more commands: {sorted(told)}')
    groups = []
    for _, nest in walk(family.ctrl.get(CTRL_ATTR['groups'], b'')):
        groups.append(dict(walk(nest))[1].rstrip(b'\0').decode())
    wanted = [g['name'] for g in family.spec.get('mcast-groups', {}).get('list', [])]
    verdict('groups', groups == wanted, f'{groups}, wanted {wanted}')


def test_dumps(family):
    """Every dump; the objects by command."""
    found = {}
    for name, op in family.ops.items():
        if 'dump' not in op:
            continue
        objects = attempt(f'{name}-dump', family.request, name, 'dump')
        if objects is not None:
            check_objects(family, name, 'dump', objects)
            found[name] = objects
    return found


def test_gets(family, found):
    """Every get: without arguments if it takes none or dumps nothing, else for
    each object of the dump, by the ids in it."""
    for name, op in family.ops.items():
        if 'do' not in op or not name.endswith('-get'):
            continue
        asked = op['do'].get('request', {}).get('attributes', [])
        keys = [key for key in asked if key in ('vm-id', 'id')]
        requests = [{}] if not keys or name == 'gs-get' else []
        requests += [{key: one[key] for key in keys} for one in found.get(name, []) if keys]
        if not requests:
            print(f'SKIP {name}-do: no objects to ask for', flush=True)
            continue
        objects = []
        for values in requests:
            got = attempt(f'{name}-do', family.request, name, 'do', values)
            if got is None:
                break
            objects += got
            if len(got) != 1:
                verdict(f'{name}-do', False, f'{len(got)} answers')
                break
        else:
            check_objects(family, name, 'do', objects)


def test_sets(family, found):
    """Every set, writing back what is there; and refusals that the
    specification's checks promise."""
    for name, op in family.ops.items():
        if 'do' not in op or not name.endswith('-set'):
            continue
        source = found.get(name.replace('-set', '-get')) or []
        table = family.sets[op['attribute-set']]
        asked = op['do']['request']['attributes']
        values = {key: source[0][key] for key in asked if source and key in source[0]}
        if values and name == 'vm-set':
            values.setdefault('name', '')
        if values:
            verdict(f'{name}-do', attempt(f'{name}-do', family.request, name, 'do', values) == [],
                    'answered')
        for key in asked:
            data = table[key]
            limit = family.consts.get(data.get('checks', {}).get('max'),
                                      data.get('checks', {}).get('max'))
            if data['type'] not in NUMBERS or limit is None:
                continue
            try:
                family.request(name, 'do', {key: limit + 1})
                verdict(f'{name}-{key}-above-max', False, 'accepted')
            except NetlinkError as exc:
                verdict(f'{name}-{key}-above-max', exc.errno == 34 and exc.text, str(exc))


class OwnVm:
    """A VM of this process, so that there are objects."""

    KVM_CREATE_VM, KVM_CREATE_VCPU = 0xae01, 0xae41

    def __init__(self):
        import fcntl  # pylint: disable=import-outside-toplevel
        self.kvm = os.open('/dev/kvm', os.O_RDWR)
        self.vm = fcntl.ioctl(self.kvm, self.KVM_CREATE_VM, 0)
        self.vcpus = [fcntl.ioctl(self.vm, self.KVM_CREATE_VCPU, n) for n in range(3)]


def main():
    parser = argparse.ArgumentParser(prog='ynl_client.py', description=__doc__)
    parser.add_argument('--no-vm', action='store_true', help='make no VM to look at')
    parser.add_argument('spec', help='specification in YAML')
    args = parser.parse_args()

    family = attempt('family', Family, args.spec)
    if not family:
        return 1
    vm = None
    if not args.no_vm and 'vm-get' in family.ops:
        vm = OwnVm()
    test_ctrl(family)
    found = test_dumps(family)
    if vm:
        pids = [one.get('pid') for one in found.get('vm-get', [])]
        verdict('own-vm-in-dump', os.getpid() in pids, f'pids {pids}')
    test_gets(family, found)
    test_sets(family, found)
    return STATUS


if __name__ == '__main__':
    sys.exit(main())
