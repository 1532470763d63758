"""A process that becomes nicer does so in all that it has started."""

import json
import subprocess
import sys

SCRIPT = """
import json, os, subprocess, sys, threading
from cads_ray.niceness import be_nicer
met, go, found = threading.Event(), threading.Event(), []
def elsewhere():
    met.set()
    go.wait()
    found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
thread = threading.Thread(target=elsewhere)
thread.start()
met.wait()
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
before = os.getpriority(os.PRIO_PROCESS, 0)
be_nicer(3)
go.set()
thread.join()
after = [os.getpriority(os.PRIO_PROCESS, 0), *found, os.getpriority(os.PRIO_PROCESS, child.pid)]
child.communicate(b"\\n")
print(json.dumps([one - before for one in after]))
"""


def test_threads_and_children_yield_too():
    told = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [3, 3, 3]
