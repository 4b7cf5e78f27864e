"""Runs one program and prints what it took: wall seconds, cpu seconds, peak bytes, exit code.

measure.py STDOUT STDERR ENV_JSON PROGRAM [ARGUMENT ...]

A parent's own memory shows through in the peak of what it starts (Linux keeps the high-water mark over exec), so the program is
started from here, from some ten megabytes, and not from Node.
"""

import json
import os
import sys
import time

stdout, stderr, env, *command = sys.argv[1:]
flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
files += [(os.POSIX_SPAWN_OPEN, fd, path, flags, 0o600) for fd, path in ((1, stdout), (2, stderr))]

started = time.monotonic()
pid = os.posix_spawn(command[0], command, json.loads(env), file_actions=files)
_, status, used = os.wait4(pid, 0)
wall = time.monotonic() - started

# ru_maxrss is in kilobytes on Linux and in bytes on macOS.
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit, os.waitstatus_to_exitcode(status)]))
