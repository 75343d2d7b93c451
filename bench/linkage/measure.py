"""Runs one command and says what it took, seen from outside: `measure.py SECONDS_MAX COMMAND …`.

Prints one line of JSON: CPU seconds (user and system, of the command and every process it waited
for), wall seconds, peak memory, exit status, and what the command printed. A program of its own
because a child inherits the peak memory of whoever starts it: this one stays small.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time

TAIL = 4000


def run(command, seconds_max):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        alarm = threading.Timer(seconds_max, child.kill)
        alarm.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        alarm.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        return {
            "cpu_seconds": used.ru_utime + used.ru_stime,
            "wall_seconds": wall,
            "peak_mb": used.ru_maxrss / 1024,
            "status": child.returncode,
            "printed": tail(out),
            "errors": tail(err),
        }


def tail(file):
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - TAIL))
    return file.read().decode("utf-8", "replace")


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[2:], float(sys.argv[1]))))
