# SPDX-License-Identifier: GPL-2.0-only
"""A netlink specification as read from its YAML file, and how the things in
it are called and described: the one place for the prose, the tables of the
fuzzer and the reference."""

import re
import textwrap

import yaml


def upper(name):
    """The C constant of a dashed name."""
    return name.replace('-', '_').upper()


class Attr:
    """One attribute of a set."""

    def __init__(self, attr_set, data, value):
        self.set = attr_set
        self.name = data['name']
        self.type = data['type']
        self.value = value
        self.checks = data.get('checks', {})
        self.multi = data.get('multi-attr', False)
        self.nested = data.get('nested-attributes')
        self.enum = data.get('enum')
        self.doc = ' '.join(data.get('doc', '').split())

    @property
    def const(self):
        return self.set.prefix + upper(self.name)

    def limit(self, which):
        """The number behind a check, or None."""
        value = self.checks.get(which)
        return self.set.spec.consts.get(value, value)

    def describe_type(self):
        """Type and range in words, like "u32, 1 to 64"."""
        words = {'nest': f'nest of {self.nested}', 'pad': 'padding'}.get(
            self.type, self.type)
        low, high = self.limit('min'), self.limit('max')
        if self.enum:
            words += f', enum {self.set.spec.enum_name(self.enum)}'
        elif low is not None and high is not None:
            words += f', {low} to {high}'
        elif low is not None:
            words += f', from {low}'
        elif high is not None:
            words += f', 0 to {high}'
        if self.limit('max-len') is not None:
            words += f', at most {self.limit("max-len")} bytes'
        if self.multi:
            words += ', repeated'
        return words


class AttrSet:
    """A numbering space of attributes."""

    def __init__(self, spec, data):
        self.spec = spec
        self.name = data['name']
        infix = '' if self.name == spec.name else self.name + '-'
        self.prefix = upper(f'{spec.name}-a-{infix}')
        self.enum_name = (data.get('enum-name') or self.prefix[:-1].lower()).replace('-', '_')
        self.attrs = {}
        value = 0
        for attr in data['attributes']:
            value = attr.get('value', value + 1)
            self.attrs[attr['name']] = Attr(self, attr, value)


class Op:
    """A command or a notification."""

    def __init__(self, spec, data, value):
        self.name = data['name']
        self.value = value
        self.const = upper(f'{spec.name}-cmd-{self.name}')
        self.doc = data.get('doc', '')
        self.do = data.get('do')
        self.dump = data.get('dump')
        self.notify = data.get('notify')
        self.event = data.get('event')
        self.group = data.get('mcgrp')
        self.admin = 'admin-perm' in data.get('flags', [])
        self.set_name = data.get('attribute-set')

    def request(self, mode):
        part = self.do if mode == 'do' else self.dump
        return (part or {}).get('request', {}).get('attributes', [])

    def reply(self, mode):
        if mode == 'event':
            return self.event.get('attributes', [])
        part = self.do if mode == 'do' else self.dump
        return (part or {}).get('reply', {}).get('attributes', [])

    def start(self):
        """Name of the function that begins a dump, or None."""
        name = (self.dump or {}).get('pre')
        return name and name.replace('-', '_')

    def summary(self):
        """The document's text without the list of errors, one paragraph."""
        return ' '.join(line for line in self.doc.split('\n')
                        if not re.match(r'\s*-E|\s{3,}', line)).strip()

    def errors(self):
        """[(errno, when)] as the document lists them."""
        found = []
        for line in self.doc.split('\n'):
            match = re.match(r'\s*-(E[A-Z0-9]+)\s+(.*)', line)
            if match:
                found.append([match[1], match[2].strip()])
            elif found and line.strip():
                found[-1][1] += ' ' + line.strip()
        return [tuple(pair) for pair in found]


class Spec:
    """A family."""

    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.license = file.readline().partition('License-Identifier:')[2].strip()
            self.data = yaml.safe_load(file)
        self.name = self.data['name']
        self.doc = ' '.join(self.data.get('doc', '').split())
        self.version = self.data.get('version', 1)
        self.header = self.data['uapi-header']
        self.consts = {d['name']: d['value']
                       for d in self.data.get('definitions', [])
                       if d['type'] == 'const'}
        self.enums = {d['name']: d for d in self.data.get('definitions', [])
                      if d['type'] == 'enum'}
        self.sets = {s['name']: AttrSet(self, s)
                     for s in self.data['attribute-sets']}
        self.ops = []
        value = 0
        for op in self.data['operations']['list']:
            value = op.get('value', value + 1)
            self.ops.append(Op(self, op, value))
        self.cmd_enum = (self.data['operations'].get('enum-name') or
                         f'{self.name}-cmd').replace('-', '_')
        self.groups = self.data.get('mcast-groups', {}).get('list', [])

    def enum_name(self, name):
        """Name in C of an enum that the specification defines."""
        name = self.enums[name].get('enum-name') or f'{self.name}_{name}'
        return name.replace('-', '_')

    def attr_set(self, op):
        """The set of an operation; a notification has that of its command."""
        if op.set_name:
            return self.sets[op.set_name]
        return self.attr_set(next(o for o in self.ops if o.name == op.notify))


def wrap(text, first, rest, width=78):
    """Lines of a paragraph; FIRST opens the first one, REST the others."""
    return textwrap.wrap(text, width, initial_indent=first,
                         subsequent_indent=rest, break_long_words=False,
                         break_on_hyphens=False)
