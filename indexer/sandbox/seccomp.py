"""seccomp: the kernel refuses this process the system calls that reading a file never needs.

    refuse_calls()  ->  True;  from now on socket.socket() raises PermissionError

The filter is a list of what is refused, not of what is allowed: Python, NumPy and a program that recognises letters
make other calls with every release, and one that was forgotten would break reading. What it must stop is short: any
socket (so no network, and no talk with services of this machine either; a pool's processes talk through pipes, which
they have), any other way to one (io_uring, another process's files), other processes' memory, mounts and namespaces,
the kernel's own affairs, and a file's owner, mode and times, which Landlock lets pass.

A filter is a program for the kernel's small machine (classic BPF); each instruction is (code, if so, if not, value),
where the two are how many instructions to skip:

    load the machine's kind       another one than ours: end the process (a 32-bit call would have other numbers)
    load the call's number        for each number that is refused: is it this one? then "permission denied"
    clone with new namespaces     permission denied; clone3, whose wishes stand in memory: "no such call", so that the
                                  C library takes clone
    all others                    allowed
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Sequence

from indexer.sandbox.system import install_filter

# Numbers of calls on x86-64 and on 64-bit ARM, None where there is no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # the network, and services of this machine
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    # other ways to do what is refused
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "pidfd_getfd": (438, 438), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_madvise": (440, 440),
    # keys
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    # the kernel and the machine
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "quotactl": (179, 60), "syslog": (103, 116),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "vhangup": (153, 58),
    # owner, mode, times and attributes of files
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "setxattrat": (463, 463), "removexattr": (197, 14), "lremovexattr": (198, 15),
    "fremovexattr": (199, 16), "removexattrat": (466, 466),
}  # fmt: skip
_CLONE = (56, 220)
_CLONE3 = (435, 435)
# Flags of clone that ask for a namespace: of mounts, control groups, names, messages, users, processes, network.
_NEW_NAMESPACES = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000
# How the kernel calls the machines (AUDIT_ARCH_...), and where a call's number and first argument stand in what a
# filter sees (struct seccomp_data).
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_X32_CALLS = 0x40000000  # calls of x86-64 with short addresses, under numbers of their own

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW = 0x7FFF0000
_END_PROCESS = 0x80000000
_FAIL_WITH = 0x00050000

Instruction = tuple[int, int, int, int]


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("jt", ctypes.c_uint8), ("jf", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def refuse_calls() -> bool:
    """Install the filter for this thread and all that it starts; False where the kernel or the machine is another."""
    if sys.platform != "linux" or os.uname().machine not in _MACHINES or sys.maxsize < 2**32:
        return False
    return install_filter(as_kernel_program(program(os.uname().machine)))


def program(machine: str) -> list[Instruction]:
    """The filter for a machine, as `uname -m` names it."""
    column, kind = _MACHINES[machine]
    denied = _FAIL_WITH | errno.EACCES
    numbers = [number for pair in REFUSED.values() if (number := pair[column]) is not None]
    return [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_IF_EQUAL, 1, 0, kind),
        (_RETURN, 0, 0, _END_PROCESS),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_AT_LEAST, 0, 1, _X32_CALLS),
        (_RETURN, 0, 0, denied),
        *(step for number in numbers for step in ((_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, denied))),
        (_IF_EQUAL, 0, 1, _CLONE3[column]),
        (_RETURN, 0, 0, _FAIL_WITH | errno.ENOSYS),
        (_IF_EQUAL, 0, 3, _CLONE[column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_IF_ANY_BIT, 0, 1, _NEW_NAMESPACES),
        (_RETURN, 0, 0, denied),
        (_RETURN, 0, 0, _ALLOW),
    ]


def as_kernel_program(instructions: Sequence[Instruction]) -> ctypes.Structure:
    """Instructions as the kernel takes them (`struct sock_fprog`)."""
    return _Program(
        len(instructions), (_Instruction * len(instructions))(*(_Instruction(*one) for one in instructions))
    )
