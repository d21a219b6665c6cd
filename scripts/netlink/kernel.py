# SPDX-License-Identifier: GPL-2.0-only
"""Runs the kernel's own generator, tools/net/ynl in the kernel's source, and
finishes the tables that it makes so that they serve 6.1 and 6.12 alike."""

import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile

import yaml


def merge_policies(spec):
    """The specification as the generator wants it for policies per operation:
    one policy for both modes of a command (the functions that begin a dump
    refuse what a dump doesn't take), with one attribute at least; finish()
    takes that out again where the command has none.  And names for all enums,
    as comments for a tool can't be had without."""
    data = copy.deepcopy(spec.data)
    data['operations']['enum-name'] = spec.cmd_enum
    for attr_set in data['attribute-sets']:
        attr_set['enum-name'] = spec.sets[attr_set['name']].enum_name
    for op in data['operations']['list']:
        if 'do' not in op:
            continue
        dump = op.get('dump', {}).pop('request', {}).get('attributes', [])
        want = op['do'].setdefault('request', {}).setdefault('attributes', [])
        order = [a['name'] for s in data['attribute-sets']
                 if s['name'] == op['attribute-set'] for a in s['attributes']]
        both = [name for name in order if name in want or name in dump]
        op['do']['request']['attributes'] = both or order[:1]
    return data


class Generator:
    """The generator in a folder laid out as it wants: it looks for a file
    MAINTAINERS above the specification, and for schemas above specs/."""

    def __init__(self, source):
        if not os.path.exists(f'{source}/tools/net/ynl/ynl-gen-c.py'):
            raise SystemExit(f'gen-netlink: no kernel source in {source}; '
                             'run scripts/setup debug-kernel, or set KVMRT_KERNEL_SOURCE')
        self.source = source

    def __enter__(self):
        self.dir = tempfile.mkdtemp(prefix='gen-netlink.')
        specs = f'{self.dir}/Documentation/netlink/specs'
        os.makedirs(specs)
        with open(f'{self.dir}/MAINTAINERS', 'w', encoding='utf-8'):
            pass
        for name in os.listdir(f'{self.source}/Documentation/netlink'):
            if name.endswith('.yaml'):
                shutil.copy(f'{self.source}/Documentation/netlink/{name}', f'{specs}/..')
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)

    def run(self, spec, mode, part, name):
        """Text that the generator makes; NAME is what the file will be called."""
        path = f'{self.dir}/Documentation/netlink/specs/{spec.name}.yaml'
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f'# SPDX-License-Identifier: {spec.license}\n')
            yaml.safe_dump(merge_policies(spec), file, sort_keys=False)
        out = f'{self.dir}/{name}'
        done = subprocess.run(
            [sys.executable, '-B', f'{self.source}/tools/net/ynl/ynl-gen-c.py', '--spec', path,
             '--mode', mode, f'--{part}', '-o', out],
            stderr=subprocess.PIPE, text=True, timeout=60, check=False)
        if done.returncode:
            raise SystemExit(f'gen-netlink: the kernel\'s generator failed on {spec.name}:\n'
                             f'{done.stderr}')
        with open(out, encoding='utf-8') as file:
            return file.read()


def once(text, old, new, what):
    if text.count(old) != 1:
        raise SystemExit(f'gen-netlink: the generator\'s output has {text.count(old)} of {what}')
    return text.replace(old, new)


def finish(spec, text, origin, is_header):
    """Adds what the generator of 6.12 leaves out of a table of genl_ops: how a
    dump starts, and the groups, with who may join them, for a family struct
    that is written by hand."""
    text = re.sub(r'/\* Do not edit.*\n/\*\tDocumentation.*\n/\* YNL-GEN.*\n',
                  f'/* Made by scripts/gen-netlink from {origin}: do not edit. */\n', text)
    text = once(text, f'<uapi/{spec.header}>', f'<{spec.header}>', 'the uapi header')
    ident = spec.name.replace('-', '_')
    decl = f'const struct genl_multicast_group {ident}_nl_mcgrps'
    if is_header:
        if spec.groups:
            text = once(text, '\nenum {\n',
                        f'\nextern {decl}[{len(spec.groups)}];\n\nenum {{\n', 'the enum of groups')
    else:
        for op in spec.ops:
            if op.do and not op.request('do') and not op.request('dump'):
                policy = f'{ident}_{op.name.replace("-", "_")}_nl_policy'
                text, count = re.subn(rf'({policy}\[.*\] = {{)\n.*\n}};', r'\1};', text)
                if count != 1:
                    raise SystemExit(f'gen-netlink: the generator made no {policy}')
            if op.start():
                dumpit = f'\t\t.dumpit\t\t= {ident}_nl_{op.name.replace("-", "_")}_dumpit,\n'
                text = once(text, dumpit, f'\t\t.start\t\t= {op.start()},\n{dumpit}', dumpit)
        if spec.groups:
            text = once(text, f'static {decl}[]', f'{decl}[{len(spec.groups)}]', 'the groups')
        for group in spec.groups:
            if 'admin-perm' in group.get('flags', []):
                text = once(text, f'{{ "{group["name"]}", }}',
                            f'{{ "{group["name"]}", .flags = GENL_MCAST_CAP_NET_ADMIN, }}',
                            f'group {group["name"]}')
    return re.sub(r'\n{3,}', '\n\n', text).rstrip('\n') + '\n'
