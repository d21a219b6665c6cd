#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compares our events of a vCPU with KVM's own: kvm-events.py TRACE VM PID.

For every kvm_entry there must be a kvm_enter_vm_pid, for every kvm_exit a
kvm_exit_vm_pid with its reason and, by the next entry, one kvm_exit_handler
with its reason, info words, MSR access (kvm_msr) and cause of going to user
space (kvm_userspace_exit).  Prints what differs; status 1 then."""
import re
import sys

EVENT = re.compile(r'\[\d+\] \S+ +[\d.]+: (\w+): (.*)')
HANDLER = re.compile(r'vm=(\d+) vm_pid=(\d+) vcpu=(\d+) reason=(\S+) info1=(\w+) info2=(\w+) '
                     r'intr_info=(\w+) error_code=(\w+) msr=(\w+):(\w+)=(\w+) user=(\S+)')
EXIT = re.compile(r'vcpu (\d+) reason (\S+) rip \S+ info1 (\w+) info2 (\w+) '
                  r'intr_info (\w+) error_code (\w+)')


def main():
    path, vm, pid = sys.argv[1:]
    who = f'vm={vm} vm_pid={pid} vcpu='
    bad, count = [], dict.fromkeys(('entry', 'exit', 'handler', 'msr', 'user'), 0)
    exit_, msr, user, told, ours_entry, ours_exit = None, None, None, False, None, None

    with open(path, encoding='ascii', errors='replace') as file:
        events = [m.groups() for m in map(EVENT.search, file) if m]
    # Begin with a whole trip: from the first entry that both told.
    names = [name for name, _ in events]
    events = events[names.index('kvm_entry') + 1:]
    for name, text in events:
        if name == 'kvm_exit':
            exit_, msr_of_exit, user, told = EXIT.match(text), msr, None, False
            msr = msr_of_exit
            count['exit'] += 1
            if not exit_:
                bad.append(f'unreadable: {text}')
            elif ours_exit and ours_exit != exit_[2]:
                bad.append(f'exit: KVM says {exit_[2]}, we say {ours_exit}')
            elif not ours_exit:
                bad.append(f'no event of ours for exit {exit_[2]}')
            ours_exit = None
        elif name == 'kvm_exit_vm_pid':
            if not text.startswith(who):
                bad.append(f'wrong vCPU: {text}')
            ours_exit = re.search(r'reason=(\S+)', text)[1]
        elif name == 'kvm_msr':
            words = re.match(r'msr_(\w+) (\w+) = (\w+)', text)
            msr = (words[1], int(words[2], 16), int(words[3], 16))
            count['msr'] += 1
        elif name == 'kvm_userspace_exit':
            words = re.match(r'reason (\S+) \((\d+)\)', text)
            cause = 'KVM_EXIT_INTR' if words[1] == 'restart' else words[1]
            if told and told[12] != cause:
                bad.append(f'user space: KVM says {cause}, we say {told[12]}')
            count['user'] += 1
        elif name == 'kvm_exit_handler':
            count['handler'] += 1
            told = HANDLER.match(text)
            if not told or not text.startswith(who):
                bad.append(f'unreadable, or wrong vCPU: {text}')
                continue
            if not exit_:
                continue
            mine = [told[4]] + [int(told[i], 16) for i in range(5, 9)]
            kvms = [exit_[2]] + [int(exit_[i], 16) for i in range(3, 7)]
            if mine != kvms:
                bad.append(f'handler: KVM says {kvms}, we say {mine}')
            got = None if told[9] == 'none' else (told[9], int(told[10], 16), int(told[11], 16))
            if got != msr:
                bad.append(f'msr of {told[4]}: KVM says {msr}, we say {got}')
        elif name == 'kvm_enter_vm_pid':
            if not text.startswith(who):
                bad.append(f'wrong vCPU: {text}')
            ours_entry = True
        elif name == 'kvm_entry':
            count['entry'] += 1
            if not ours_entry:
                bad.append('no event of ours for an entry')
            if exit_ and not told:
                bad.append(f'exit {exit_[2]} had no kvm_exit_handler')
            exit_, msr, told, ours_entry = None, None, False, None
    print(' '.join(f'{key}={value}' for key, value in count.items()))
    for key in ('entry', 'exit', 'handler', 'msr'):
        if not count[key]:
            bad.append(f'no {key} event of KVM seen')
    print('\n'.join(bad[:20]))
    return 1 if bad else 0


sys.exit(main())
