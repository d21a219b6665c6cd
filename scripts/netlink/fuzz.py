# SPDX-License-Identifier: GPL-2.0-only
"""Tables for selftests/netlink/nlfuzz.c: what each command takes, and the
values at the edges of what it takes."""

TYPES = {'u32': 4, 's32': 4, 'u64': 8, 's64': 8, 'u16': 2, 'u8': 1}


def edges(attr):
    """Boundary values of a number, or lengths of anything else."""
    if attr.type in TYPES:
        low, high = attr.limit('min'), attr.limit('max')
        top = (1 << 8 * TYPES[attr.type]) - 1
        values = {0, 1, 2, 31, 32, top, top >> 1, (top >> 1) + 1}
        for limit in (low, high):
            if limit is not None:
                values |= {limit - 1, limit, limit + 1}
        return sorted(v for v in values if 0 <= v <= top)
    if attr.type == 'string':
        longest = attr.limit('max-len') or 63
        return [0, 1, 2, longest - 1, longest, longest + 1, longest + 2, 255]
    if attr.type == 'binary':
        return [0, 1, 255, 256, 257, 4095, 4096, 4097]
    return [0, 4, 8]


def table(specs):
    out = ['/* SPDX-License-Identifier: GPL-2.0-only */',
           '/* Made by scripts/gen-netlink --fuzz-table from the specifications. */', '']
    for spec in specs:
        out += family(spec)
    out.append('static const struct fuzz_family fuzz_families[] = {')
    for spec in specs:
        out.append(f'\t{{ "{spec.name}", {spec.version}, {spec.name}_ops, '
                   f'{sum(1 for op in spec.ops if op.do or op.dump)}, {len(spec.ops)} }},')
    out += ['};', '']
    return '\n'.join(out)


def family(spec):
    out = []
    for name, attr_set in spec.sets.items():
        ident = f'{spec.name}_{name}'.replace('-', '_')
        for attr in attr_set.attrs.values():
            values = ', '.join(f'{value}ULL' for value in edges(attr))
            out.append(f'static const uint64_t {ident}_{attr.value}_edges[] = {{ {values} }};')
        out.append(f'static const struct fuzz_attr {ident}_attrs[] = {{')
        for attr in attr_set.attrs.values():
            kind = {'string': 'FUZZ_STRING', 'nest': 'FUZZ_NEST'}.get(
                attr.type, 'FUZZ_NUMBER' if attr.type in TYPES else 'FUZZ_BYTES')
            out.append(f'\t{{ {attr.value}, {kind}, {TYPES.get(attr.type, 0)}, '
                       f'{ident}_{attr.value}_edges, {len(edges(attr))} }},')
        out += ['};', '']
    out.append(f'static const struct fuzz_op {spec.name}_ops[] = {{')
    for op in spec.ops:
        if not (op.do or op.dump):
            continue
        attr_set = spec.attr_set(op)
        ident = f'{spec.name}_{attr_set.name}'.replace('-', '_')
        wanted = set(op.request('do')) | set(op.request('dump'))
        mask = sum(1 << i for i, name in enumerate(attr_set.attrs) if name in wanted)
        out.append(f'\t{{ {op.value}, {int(bool(op.do))}, {int(bool(op.dump))}, '
                   f'{ident}_attrs, {len(attr_set.attrs)}, 0x{mask:x} }},')
    out += ['};', '']
    return out
