"""Tests that raw HTML is converted to XHTML that reading systems accept."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>a<br>b<hr></p>", "<p>a<br/>b</p><hr/>"),
        ("<script>alert(1)</script><p onclick='x()' style='color:red'>a</p>", "<p>a</p>"),
        (
            "<iframe src='https://example.org/v' title='A film'></iframe>",
            '<a href="https://example.org/v">A film</a>',
        ),
        (
            "<video controls><source src='https://example.org/v.mp4'></video>",
            '<a href="https://example.org/v.mp4">https://example.org/v.mp4</a>',
        ),
        ("<center><font color=red>a</font></center>", "<div><span>a</span></div>"),
        ("<li>a</li>", "<div>a</div>"),
        ("<ul><p>a</p></ul>", "<div><p>a</p></div>"),
        ("<h2 id='x'><div>a</div></h2>", '<h2 id="x"><span>a</span></h2>'),
        ("<a href='javascript:x()'>a</a>", "<a>a</a>"),
        ("<a href='#nowhere'>a</a>", "<a>a</a>"),
        ("<p id='a b' lang='!!' dir='up'>a</p>", "<p>a</p>"),
        ("<input type=checkbox checked disabled> done", "<span>☑</span> done"),
        ("<time>yesterday</time>", "<span>yesterday</span>"),
        ("a&nbsp;b", "a\u00a0b"),
        ("<routes>x</routes-2>", "x"),
    ],
)
def test_raw_html_becomes_valid_xhtml_without_losing_text(raw: str, expected: str) -> None:
    from publication.editions.epub import xhtml

    converted = xhtml.html_to_xhtml(f"<section>{raw}</section>", [], "https://armistice.example/a/", lambda _: "")
    assert converted.body == f"<section>{expected}</section>"
