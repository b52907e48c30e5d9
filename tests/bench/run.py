"""``make bench``: compare the CPU time that this machinery and a stock stack need for the same generated posts.

The stock stack is what a competent user would set up: MyST with ``title_to_header``, ABlog with
``blog_post_pattern``, and sphinx-book-theme. Its dates are shortened to the day, because ABlog stops at any others.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import generate

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
STOCK = """
project = "Stock"
extensions = ["myst_parser", "ablog"]
html_theme = "sphinx_book_theme"
blog_post_pattern = "posts/*.md"
blog_baseurl = html_baseurl = "https://example.org/"
post_date_format = "%Y-%m-%d"
myst_title_to_header = True
html_theme_options = {"navbar_persistent": []}
html_sidebars = {"**": ["navbar-logo.html", "search-button-field.html", "ablog/recentposts.html", "ablog/categories.html"]}
exclude_patterns = ["_build"]
"""


def ours(folder: Path, count: int) -> None:
    """Copy this repository's publication, but with generated posts."""
    for name in ("conf.py", "index.md", "_ext", "_templates", "_static"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    generate.write(folder / "posts", count)


def stock(folder: Path, count: int) -> None:
    """Create a publication with the stock stack and the same posts."""
    (folder / "conf.py").write_text(STOCK, encoding="utf-8")
    (folder / "index.md").write_text("# Stock\n\n```{postlist} 10\n```\n", encoding="utf-8")
    generate.write(folder / "posts", count, date_only=True)


@dataclass
class Spent:
    """The cost of a build: CPU seconds, elapsed seconds, and the peak memory of its largest process in megabytes."""

    cpu: float
    wall: float
    memory: int

    def told(self, name: str, count: int, what: str, more: str = "") -> None:
        print(f"{name:<6}{count:>6} posts  {what:<9}{self.cpu:>7.1f} s CPU {self.wall:>7.1f} s {more}", flush=True)


def build(folder: Path, builder: str = "dirhtml") -> Spent:
    """Run one build in a subprocess, and measure it together with its child processes."""
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-d", "_build/d", ".", f"_build/{builder}"]
    measured = [sys.executable, "-c", _MEASURE, *sphinx]
    done = subprocess.run(measured, cwd=folder, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    cpu, wall, memory = map(float, done.stdout.split()[-3:])
    return Spent(cpu, wall, round(memory))


_MEASURE = """
import resource, subprocess, sys, time
begun = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1000)
"""


def measure(name: str, prepare: Callable[[Path, int], None], count: int, *, again: bool = False) -> float:
    """Build once, or twice to measure a build without changes. Print the results and return the CPU seconds."""
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        prepare(folder, count)
        spent = build(folder)
        size = sum(file.stat().st_size for file in (folder / "_build/dirhtml").rglob("*.html")) // 1_000_000
        spent.told(name, count, "clean", f"{size:>4} MB of HTML")
        if again:
            build(folder).told(name, count, "nothing")
        return spent.cpu


def measure_pdf(count: int) -> None:
    """Measure `make pdf` for all PDFs, without changes, after a change to one post, and for the book alone."""
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        ours(folder, count)

        def told(what: str) -> None:
            spent = build(folder, "pdf")
            spent.told("pdf", count, what, f"{spent.memory:>5} MB in the largest process")

        told("clean")
        told("nothing")
        middle = sorted((folder / "posts").glob("*.md"))[count // 2]
        middle.write_text(middle.read_text("utf-8") + "\nMore.\n", "utf-8")
        told("one post")
        (folder / "_build/pdf/armistice.pdf").unlink()
        shutil.rmtree(folder / "_build/d/book-chunks", ignore_errors=True)
        told("book")


def main() -> None:
    """Run the benchmark and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=1000)
    options.add_argument("--no-stock", action="store_true")
    options.add_argument("--pdf", action="store_true", help="measure the PDFs instead of the site")
    given = options.parse_args()
    if given.pdf:
        measure_pdf(given.posts)
        return
    one = measure("ours", ours, given.posts, again=True)
    two = measure("ours", ours, given.posts * 2)
    print(f"twice the posts: {two / one:.2f} times the CPU time")
    if not given.no_stock:
        base = measure("stock", stock, given.posts)
        print(f"ours / stock: {one / base:.3f}")


if __name__ == "__main__":
    main()
