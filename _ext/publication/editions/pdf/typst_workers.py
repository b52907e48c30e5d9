"""Typesets files of the Typst project. A few files are typeset in this process, many files in worker processes.

The compiler keeps its layouts in memory until its process ends. A chunk of the book takes half a gigabyte, so each
chunk also gets a worker process. A worker runs ``run_worker``, which reads jobs from standard input and writes
results to standard output.
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
from .typst_compiler import TypstCompiler, compress_pdf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BATCH_SIZE = 32
"""The number of files for each worker process. Compiling this many takes far longer than starting the process."""
_MAX_PROCESSES = 8


@dataclass(frozen=True, slots=True)
class TypesetJob:
    """A file of the Typst project to typeset.

    Rejected content is replaced in ``content_file``. ``timestamp`` is the PDF's creation date in seconds since 1970.
    A file that is not final will be merged with others. Such a file stays uncompressed, and its label positions are
    queried.
    """

    main: str
    content_file: str
    timestamp: int
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class TypesetResult:
    """The PDF and the outcome of a typesetting job. The PDF is empty if the file could not be compiled.

    ``positions`` is the metadata from ``TypstCompiler.query_positions``. It is empty for a final file.
    """

    data: bytes
    outcome: typst_fallbacks.TypesetOutcome
    positions: dict[str, Any]


class TypstWorkers:
    """Typesets files of the Typst project in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._compiler = TypstCompiler(folder)

    def typeset_all(self, jobs: Sequence[TypesetJob]) -> Iterator[TypesetResult]:
        """Typeset the files for all jobs, and yield the results in job order."""
        if len(jobs) <= _BATCH_SIZE:
            yield from (_typeset(self._compiler, job) for job in jobs)
            return
        batches = [jobs[first : first + _BATCH_SIZE] for first in range(0, len(jobs), _BATCH_SIZE)]
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MAX_PROCESSES)) as threads:
            yield from chain.from_iterable(threads.map(self._run_in_worker, batches))

    def typeset_in_worker(self, job: TypesetJob) -> TypesetResult:
        """Typeset one file in a worker process, which frees its memory afterwards."""
        (result,) = self._run_in_worker([job])
        return result

    def _run_in_worker(self, jobs: Sequence[TypesetJob]) -> Iterable[TypesetResult]:
        # The worker is a separate program, not a ``multiprocessing`` process. A forked process would inherit the
        # compiler without its threads, and a spawned process would rerun the script that called Sphinx.
        command = [sys.executable, "-c", f"import {__name__} as workers; workers.run_worker()", str(self._folder)]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(  # noqa: S603 -- the command is ours
            command, input=pickle.dumps(list(jobs)), stdout=subprocess.PIPE, env=environment, check=True
        )
        results: list[TypesetResult] = pickle.loads(done.stdout)  # noqa: S301 -- our own worker wrote it
        return results


def _typeset(compiler: TypstCompiler, job: TypesetJob) -> TypesetResult:
    outcome = typst_fallbacks.TypesetOutcome()
    data = typst_fallbacks.compile_with_fallbacks(compiler, job.main, job.content_file, job.timestamp, outcome)
    if data and job.is_final:
        return TypesetResult(compress_pdf(data), outcome, {})
    return TypesetResult(data, outcome, compiler.query_positions() if data else {})


def run_worker() -> None:
    """Run the typesetting jobs from standard input. The first command-line argument is the project folder."""
    compiler = TypstCompiler(Path(sys.argv[1]))
    jobs = pickle.load(sys.stdin.buffer)  # noqa: S301 -- the parent process wrote it
    sys.stdout.buffer.write(pickle.dumps([_typeset(compiler, job) for job in jobs]))
