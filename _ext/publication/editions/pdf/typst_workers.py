"""Setting the files of a project: a few in this process, many in several, a large one in a process of its own.

The compiler keeps in memory what it has laid out until its process ends: half a gigabyte for a gathering of the book.
Such a process runs ``main``: it takes jobs from its standard input, and gives proofs.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import typst_fallbacks
from .typst_compiler import Compiler, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BATCH = 32
"""Files for one process: what it takes to start one is little beside them."""
_MOST_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class Job:
    """A file to set: the main one, the one that what is refused is mended in, a time, and whether it is published.

    What is not is bound with others, which need to know its places.
    """

    main: str
    module: str
    timestamp: int
    is_published: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of a job: a PDF, or nothing; how it went; and what the file says of its places (``book.typ``)."""

    data: bytes
    outcome: typst_fallbacks.Outcome
    found: dict[str, Any]


class Press:
    """Sets files of the project in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compiler = Compiler(folder)

    def all(self, jobs: Sequence[Job]) -> Iterator[Proof]:
        """Set files, in the order of the jobs."""
        if len(jobs) <= _BATCH:
            yield from (_set(self._compiler, job) for job in jobs)
            return
        batches = [jobs[first : first + _BATCH] for first in range(0, len(jobs), _BATCH)]
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_PROCESSES)) as threads:
            yield from chain.from_iterable(threads.map(self._elsewhere, batches))

    def alone(self, job: Job) -> Proof:
        """Set a file in a process of its own."""
        (proof,) = self._elsewhere([job])
        return proof

    def _elsewhere(self, jobs: Sequence[Job]) -> Iterable[Proof]:
        # Our own program. Not a pool of multiprocessing's: a fork has the compiler's threads half dead, and a process
        # that is spawned runs the script again that called Sphinx.
        command = [sys.executable, "-c", f"import {__name__} as press; press.main()", str(self._folder)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(  # noqa: S603 -- as above
            command, input=pickle.dumps(list(jobs)), stdout=subprocess.PIPE, env=environment, check=True
        )
        proofs: list[Proof] = pickle.loads(done.stdout)  # noqa: S301 -- of our own process
        return proofs


def _set(compiler: Compiler, job: Job) -> Proof:
    outcome = typst_fallbacks.Outcome()
    data = typst_fallbacks.pdf(compiler, job.main, job.module, job.timestamp, outcome)
    if data and job.is_published:
        return Proof(packed(data), outcome, {})
    return Proof(data, outcome, compiler.found() if data else {})


def main() -> None:
    """Set the files that standard input names, of the project in the folder that is the first argument."""
    compiler = Compiler(Path(sys.argv[1]))
    jobs = pickle.load(sys.stdin.buffer)  # noqa: S301 -- of the process that started this one
    sys.stdout.buffer.write(pickle.dumps([_set(compiler, job) for job in jobs]))
