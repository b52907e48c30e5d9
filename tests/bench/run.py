"""``make bench``: CPU time of this machinery and of the stock stack on the same generated posts.

The stock stack is what a competent user sets up: MyST with ``title_to_header``, ABlog with
``blog_post_pattern``, sphinx-book-theme, and dates cut to the day, since ABlog ends on others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import generate

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
    """A publication with generated posts and everything else of this repository."""
    for name in ("conf.py", "index.md", "_ext", "_templates", "_static"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
    generate.write(folder / "posts", count)


def stock(folder: Path, count: int) -> None:
    """The same posts as a project of the stock stack."""
    (folder / "conf.py").write_text(STOCK, encoding="utf-8")
    (folder / "index.md").write_text("# Stock\n\n```{postlist} 10\n```\n", encoding="utf-8")
    generate.write(folder / "posts", count, date_only=True)


def cpu(folder: Path, *options: str) -> tuple[float, float, int]:
    """CPU seconds, wall seconds and megabytes of one build."""
    before = os.times()
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "dirhtml", *options, "-d", "_build/d", ".", "_build/h"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    size = sum(file.stat().st_size for file in (folder / "_build/h").rglob("*.html")) // 1_000_000
    return spent, after.elapsed - before.elapsed, size


def measure(name: str, prepare: object, count: int, *, again: bool = False) -> float:
    """Build once, or twice to see what a build of nothing costs; print and return CPU seconds."""
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        prepare(folder, count)  # type: ignore[operator]
        spent, wall, size = cpu(folder)
        print(
            f"{name:<8}{count:>6} posts  clean    {spent:>7.1f} s CPU {wall:>7.1f} s  {size:>4} MB of HTML",
            flush=True,
        )
        if again:
            nothing, wall, _ = cpu(folder)
            print(f"{name:<8}{count:>6} posts  nothing  {nothing:>7.1f} s CPU {wall:>7.1f} s", flush=True)
        return spent


def main() -> None:
    """Measure and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=1000)
    options.add_argument("--no-stock", action="store_true")
    given = options.parse_args()
    one = measure("ours", ours, given.posts, again=True)
    two = measure("ours", ours, given.posts * 2)
    print(f"twice the posts: {two / one:.2f} times the CPU time")
    if not given.no_stock:
        base = measure("stock", stock, given.posts)
        print(f"ours / stock: {one / base:.3f}")


if __name__ == "__main__":
    main()
