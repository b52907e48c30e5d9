"""A pytest plugin that prints, in CI, how much processor time each folder of tests uses.

Processor time depends less than elapsed time on what else the machine is doing. It includes the programs that tests
start, such as a browser shared by many tests. On Linux, ``/proc`` shows the time used by a running program. On other
systems, a program is counted only when it ends.
"""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_PROCESSES = Path("/proc")


def used() -> float:
    """Return the processor time, in seconds, of this process and every program that it has started."""
    own = os.times()
    finished = own.user + own.system + own.children_user + own.children_system
    return finished + sum(map(_seconds, _descendants("self")))


def _descendants(process: str) -> Iterator[str]:
    try:
        threads = list((_PROCESSES / process / "task").glob("*/children"))
    except OSError:  # the process has ended
        return
    for thread in threads:
        for child in _text(thread).split():
            yield child
            yield from _descendants(child)


def _seconds(process: str) -> float:
    """Return the processor time of a running program and of its child processes that have ended."""
    # The program's name, in parentheses, may contain spaces. `man 5 proc` lists the fields.
    fields = _text(_PROCESSES / process / "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:  # the program has ended
        return ""


@dataclass
class Spent:
    """The time, in seconds, that a folder's tests have used."""

    tests: int = 0
    cpu: float = 0
    elapsed: float = 0


class CpuTime:
    """Measures each test in the process that runs the test, and adds up the times by folder in the main process."""

    def __init__(self) -> None:
        self._last = used()
        self.folders: dict[str, Spent] = defaultdict(Spent)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        """Start measuring a test."""
        self._last = used()
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Store the time used by a test phase in the phase's report, which reaches the main process."""
        report = yield
        now = used()
        report.cpu = max(0.0, now - self._last)  # type: ignore[attr-defined]  # the times of unawaited programs are lost
        self._last = now
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the time used by a test's phase to the total for the test's folder."""
        spent = self.folders[folder(report.nodeid)]
        spent.tests += report.when == "call"
        spent.cpu += getattr(report, "cpu", 0)
        spent.elapsed += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of times at the end of the test run."""
        terminalreporter.section("time of the tests by folder, in seconds")
        for line in table(self.folders):
            terminalreporter.write_line(line)


def folder(test: str) -> str:
    """Return the subfolder of ``tests`` that a test belongs to, or ``tests`` for a test directly in that folder."""
    file = test.partition("::")[0]
    return "/".join(file.split("/")[:-1][:2])


def table(folders: dict[str, Spent]) -> Iterator[str]:
    """Return the lines of the table, with the slowest folder first."""
    yield f"{'CPU':>8} {'elapsed':>8} {'tests':>6}"
    everything = Spent(
        sum(spent.tests for spent in folders.values()),
        sum(spent.cpu for spent in folders.values()),
        sum(spent.elapsed for spent in folders.values()),
    )
    by_cpu = sorted(folders.items(), key=lambda item: -item[1].cpu)
    for name, spent in [*by_cpu, ("all tests", everything)]:
        yield f"{spent.cpu:8.1f} {spent.elapsed:8.1f} {spent.tests:6}  {name}"


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin, but only in CI."""
    if os.environ.get("CI"):
        config.pluginmanager.register(CpuTime(), "cpu-time")
