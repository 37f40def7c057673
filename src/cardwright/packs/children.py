"""Printing in a child process, which can be limited, can crash and can be killed without harm to this one."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from cardwright.errors import CardwrightError
from cardwright.packs.jobs import Job, Limits
from cardwright.packs.leftovers import scratch_folder
from cardwright.packs.pdf import Printed, import_weasyprint

GRACE = 5
"""Seconds by which a child may be late, in answering and in ending, before it is killed."""
PR_SET_PDEATHSIG = 1  # linux/prctl.h
PROGRAM = "from cardwright.packs.children import serve; serve()"
FORK = get_context("fork")

Answer = Printed | CardwrightError


class Child:
    """A forked process that prints one job. Its temporary files go into a folder, which goes with it."""

    def __init__(self, job: Job, folder: Path) -> None:
        self._limits, self._folder = job.limits, folder
        self._until = time.monotonic() + job.limits.seconds + GRACE
        folder.mkdir()
        self.answering, writing = FORK.Pipe(duplex=False)
        self._process = FORK.Process(target=_live, args=(writing, job, folder, os.getpid()), daemon=True)
        self._process.start()
        writing.close()

    @property
    def left(self) -> float:
        """The seconds it still has."""
        return max(0.0, self._until - time.monotonic())

    def finish(self) -> Answer:
        """What came of the job, when the child answers, has ended, or has had its time; it is then gone."""
        answer: Answer | None = None
        try:
            if self.answering.poll():
                answer = pickle.loads(self.answering.recv_bytes())  # noqa: S301  written by this program
        except (EOFError, OSError):
            self._process.join(GRACE)  # it died, and its exit code says of what
        code = self._process.exitcode
        self.kill()
        return answer or CardwrightError(_end_of(code, self._limits))

    def kill(self) -> None:
        """End it, and remove what it left."""
        self._process.kill()
        self._process.join()
        self.answering.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def print_apart(job: Job) -> Printed:
    """Print a job in a new process and wait for it, where forking is unsafe or forbidden. Raises CardwrightError."""
    code, text = None, b""
    with scratch_folder() as folder, contextlib.suppress(subprocess.TimeoutExpired):
        command = [sys.executable, "-P", "-c", PROGRAM, str(folder), str(os.getpid())]
        seconds = job.limits.seconds + GRACE
        ended = subprocess.run(command, input=pickle.dumps(job), capture_output=True, timeout=seconds, check=False)
        code, text = ended.returncode, ended.stdout
    if code != 0:
        raise CardwrightError(_end_of(code, job.limits))
    answer: Answer = pickle.loads(text)  # noqa: S301  as above
    if isinstance(answer, CardwrightError):
        raise answer
    return answer


def serve() -> None:
    """The whole life of a new process: a job comes in, and what came of it goes out."""
    folder, parent = sys.argv[1:]
    job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301  written by this program
    sys.stdout.buffer.write(_print(job, Path(folder), int(parent)))


def _live(writing: Connection, job: Job, folder: Path, parent: int) -> None:
    """The whole life of a forked process."""
    writing.send_bytes(_print(job, folder, parent))


def _print(job: Job, folder: Path, parent: int) -> bytes:
    """Print a job within its limits; returns what came of it, to be sent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses Ctrl-C means the parent, which ends this one
    _die_with(parent)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what must be known is in the answer
    tempfile.tempdir = str(folder)
    answer: Answer
    try:
        import_weasyprint()  # whose size is none of the pack's
        _limit(job.limits)
        return pickle.dumps(job.run())
    except CardwrightError as error:
        answer = error
    except MemoryError:
        answer = CardwrightError(_too_large(job.limits))
    except OSError as error:
        answer = CardwrightError((error.strerror or str(error)).lower())
    except Exception as error:  # noqa: BLE001  the printer fails in many ways; each must be named and none may stop us
        answer = CardwrightError(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
    return pickle.dumps(answer)


def _die_with(parent: int) -> None:
    """Have the system kill this process when its parent ends, however it ends. Linux alone can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _limit(limits: Limits) -> None:
    """Bound what this process may take, beside the memory that it has already, and within what the user may take."""
    bounds = {
        resource.RLIMIT_AS: (_size() + limits.memory, _size() + limits.memory),
        resource.RLIMIT_CPU: (limits.seconds, limits.seconds + GRACE),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, wanted in bounds.items():
        most = resource.getrlimit(kind)[1]
        soft, hard = (bound if most == resource.RLIM_INFINITY else min(bound, most) for bound in wanted)
        with contextlib.suppress(OSError, ValueError):  # not every system bounds the address space
            resource.setrlimit(kind, (soft, hard))


def _size() -> int:
    """The bytes of address space in use; none where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def _too_large(limits: Limits) -> str:
    return f"printing needs more than {limits.memory // 2**20} MiB of memory: --memory allows it more"


def _end_of(code: int | None, limits: Limits) -> str:
    """Why a process has ended without an answer; None is one that had to be killed."""
    if code is None or code == -signal.SIGXCPU:
        return f"printing took longer than {limits.seconds} seconds: --timeout allows it more"
    if code == -signal.SIGKILL:
        return "printing was killed, perhaps because the machine has too little memory: try fewer --jobs"
    if code < 0:
        return f"printing ended by {signal.Signals(-code).name}, perhaps for want of memory: --memory allows it more"
    return f"printing ended with code {code}"
