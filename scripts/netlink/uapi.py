# SPDX-License-Identifier: GPL-2.0-only
"""What the kernel's generator leaves out of a uapi header: the protocol in
prose at its top, and a comment for every enumerator."""

from netlink.spec import wrap

RULES = [
    'A generic netlink family in the initial network namespace. Rules for all '
    'commands:',
    '- A command says below who may use it. CAP_NET_ADMIN means: in the '
    'initial user namespace; without it the answer is -EPERM.',
    '- Requests are checked strictly. An attribute that the command does not '
    'take, one of the wrong length, a string that is too long or lacks its '
    'NUL: -EINVAL; a number out of its range: -ERANGE. A refused request changes nothing.',
    '- Every refusal carries a text and, where one attribute is at fault, its '
    'offset or the number of the missing one (NETLINK_EXT_ACK). The answer to '
    'a dump that is refused is an error message like any other, but kernels '
    'before 6.6 leave its text out.',
    '- A dump during which objects came or went has NLM_F_DUMP_INTR: repeat '
    'it. Attributes that are absent from an answer are unknown or do not '
    'apply; readers skip attributes that they do not know.',
    '- A notification has the attributes of the command that reads the same '
    'object. A listener that is too slow gets ENOBUFS from its socket and '
    'should read everything again.',
]


def nested(spec, attr):
    if not attr.nested:
        return attr.const
    inner = [a for a in spec.sets[attr.nested].attrs.values() if a.type != 'pad']
    return f'{attr.const} {{ {", ".join(nested(spec, a) for a in inner)} }}'


def attr_names(spec, attr_set, names):
    return ', '.join(nested(spec, attr_set.attrs[name]) for name in names)


def command(spec, op):
    """Lines that describe one command or notification."""
    lines = [f' * {op.const}']
    lines += wrap(op.summary(), ' *   ', ' *   ')
    attr_set = spec.attr_set(op)
    if op.notify or op.event:
        what = [f'to group "{op.group}"']
        if op.notify:
            what.append(f'attributes as {spec.name.upper()}_CMD_'
                        f'{op.notify.upper().replace("-", "_")} answers')
        lines += wrap(', '.join(what), ' *   sent      ', ' *             ')
        if op.event:
            lines += wrap(attr_names(spec, attr_set, op.reply('event')),
                          ' *   content   ', ' *             ')
        return lines
    lines.append(' *   who       ' + ('CAP_NET_ADMIN' if op.admin else 'anybody'))
    seen = None
    for mode in ('do', 'dump'):
        if not (op.do if mode == 'do' else op.dump):
            continue
        asked = attr_names(spec, attr_set, op.request(mode)) or 'no attributes'
        lines += wrap(asked, f' *   {mode:<9} ', ' *             ')
        answer = attr_names(spec, attr_set, op.reply(mode))
        if answer and answer == seen:
            lines.append(' *   answers   the same, once for each object')
        elif answer:
            lines += wrap(answer, ' *   answer    ', ' *             ')
        seen = answer
    for errno, when in op.errors():
        lines += wrap(when, f' *   -{errno:<8} ', ' *             ')
    return lines


def prose(spec):
    """The comment that opens the header."""
    lines = ['/*']
    lines += wrap(f'Family "{spec.name}", version {spec.version}. {spec.doc}', ' * ', ' * ')
    for rule in RULES:
        if not rule.startswith('- '):
            lines.append(' *')
        lines += wrap(rule, ' * ', ' *   ' if rule.startswith('- ') else ' * ')
    for op in spec.ops:
        lines.append(' *')
        lines += command(spec, op)
    lines.append(' */')
    return lines


def attrs_doc(attr_set):
    lines = ['/**']
    lines += wrap(f'enum {attr_set.enum_name} - attributes of the set "{attr_set.name}"',
                  ' * ', ' *   ')
    for attr in attr_set.attrs.values():
        text = attr.describe_type()
        if attr.doc:
            text += '; ' + attr.doc
        lines += wrap(f'@{attr.const}: {text}', ' * ', ' *   ')
    return lines + [' */']


def cmds_doc(spec):
    lines = ['/**', f' * enum {spec.cmd_enum} - commands and notifications']
    for op in spec.ops:
        lines += wrap(f'@{op.const}: {op.summary()}', ' * ', ' *   ')
    return lines + [' */']


def finish(spec, text, origin):
    """Turns the generator's header into ours."""
    docs = {f'enum {s.enum_name} {{': attrs_doc(s) for s in spec.sets.values()}
    docs[f'enum {spec.cmd_enum} {{'] = cmds_doc(spec)
    out = []
    for line in text.split('\n'):
        if line.startswith('/* SPDX-'):
            out += [line, f'/* Made by scripts/gen-netlink from {origin}: do not edit. */']
            out += prose(spec)
            continue
        if line.startswith(('/* Do not edit', '/*\tDocumentation', '/* YNL-GEN')):
            continue
        out += docs.pop(line, [])
        if line.startswith('\t__') and line.rstrip(',').endswith('_MAX'):
            out.append('\t/* private: */')
        if line.startswith('#define') and out[-1] == '};':
            out.append('')
        if line or out[-1]:
            out.append(line)
    if docs:
        raise SystemExit(f'gen-netlink: {origin}: no "{next(iter(docs))[:-2]}" in what the '
                         'generator made')
    return '\n'.join(out).rstrip('\n') + '\n'
