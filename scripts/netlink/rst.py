# SPDX-License-Identifier: GPL-2.0-only
"""The reference part of Documentation/netlink.rst, between two marks."""

from netlink.spec import wrap

BEGIN = '.. begin: made by scripts/gen-netlink, do not edit'
END = '.. end: made by scripts/gen-netlink'


def heading(text, line):
    return [text, line * len(text), '']


def names(attr_set, wanted):
    return ', '.join(f'``{attr_set.attrs[name].const}``' for name in wanted)


def command(spec, op):
    attr_set = spec.attr_set(op)
    lines = heading(op.const, '~') + wrap(op.summary(), '', '') + ['']
    if op.notify or op.event:
        lines.append(f':group: ``{op.group}``')
        if op.notify:
            source = next(o for o in spec.ops if o.name == op.notify)
            lines += wrap(f':content: as the answer of ``{source.const}``', '', '  ')
        else:
            lines += wrap(f':content: {names(attr_set, op.reply("event"))}', '', '  ')
        return lines + ['']
    lines.append(':who: ' + ('CAP_NET_ADMIN' if op.admin else 'anybody'))
    for mode in ('do', 'dump'):
        if not (op.do if mode == 'do' else op.dump):
            continue
        lines += wrap(f':{mode}: {names(attr_set, op.request(mode)) or "no attributes"}', '', '  ')
        if op.reply(mode):
            lines += wrap(f':{mode} answers: {names(attr_set, op.reply(mode))}', '', '  ')
    for errno, when in op.errors():
        lines += wrap(f':-{errno}: {when}', '', '  ')
    return lines + ['']


def attributes(attr_set):
    lines = heading(f'Attributes "{attr_set.name}"', '~')
    for attr in attr_set.attrs.values():
        lines.append(f'``{attr.const}`` ({attr.value})')
        text = attr.describe_type()
        if attr.doc:
            text += '; ' + attr.doc
        lines += wrap(text, '  ', '  ')
    return lines + ['']


def enum(spec, data):
    name = spec.enum_name(data['name'])
    lines = heading(f'enum {name}', '~') + wrap(data.get('doc', ''), '', '') + ['']
    for value, entry in enumerate(data['entries']):
        const = f'{data.get("name-prefix") or name + "-"}{entry["name"]}'.upper().replace('-', '_')
        lines += [f'``{const}`` ({value})'] + wrap(entry.get('doc', ''), '  ', '  ')
    return lines + ['']


def family(spec):
    lines = heading(f'Family "{spec.name}"', '-') + wrap(spec.doc, '', '') + ['']
    for op in spec.ops:
        lines += command(spec, op)
    for attr_set in spec.sets.values():
        lines += attributes(attr_set)
    for data in spec.enums.values():
        lines += enum(spec, data)
    return lines


def insert(specs, text):
    """TEXT with what is between the marks made anew."""
    if BEGIN not in text or END not in text:
        raise SystemExit('gen-netlink: netlink.rst lacks the marks of its reference')
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    lines = [BEGIN, '']
    for spec in specs:
        lines += family(spec)
    return head + '\n'.join(lines) + END + tail
