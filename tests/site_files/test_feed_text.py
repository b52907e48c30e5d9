"""Tests that a post's HTML is reduced to elements that feed readers can show."""

from __future__ import annotations

import pytest

from publication.core.formats.feed_xml import strip_control_characters
from publication.site_files.feed_text import feed_html

PAGE = "https://x.org/a/"
NOTES = (
    '<p>One<sup class="footnote-reference" id="r"><button popovertarget="n">1</button><a role="doc-noteref" href="#n">1</a></sup></p>'
    '<aside class="footnote" id="n" popover role="doc-footnote"><p><span class="footnote-number"><a role="doc-backlink" href="#r">1'
    "</a></span> Note.</p><p>More.</p></aside><p>End.</p>"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<section><h1>T<a class="headerlink" href="#t">#</a></h1><p>x</p></section>', "<p>x</p>"),
        ("<h1>Other</h1>", "<h1>Other</h1>"),
        ('<p class="post-description">d</p><p>x</p>', "<p>x</p>"),
        ('<p><span class="missing-image">gone</span></p><p>x</p>', "<p>x</p>"),
        ('<p><span lang="ko" class="k">가</span> <span>b</span></p>', '<p><span lang="ko">가</span> b</p>'),
        ('<pre><span></span><span class="k">if</span> x</pre>', "<pre>if x</pre>"),
        ("<p>a<script>b</script>c<!-- d --><?e?></p><style>f</style><form>g</form>", "<p>ac</p>"),
        ('<p onclick="x" style="y" data-z="1" tabindex="0" title="t">a</p>', '<p title="t">a</p>'),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<img src="i.png" srcset="a,b.png 1x,c.png 2x">', '<img src="https://x.org/a/i.png" srcset="https://x.org/a/a,b.png 1x, https://x.org/a/c.png 2x">'),
        ("<noscript><b>x</b></noscript><center>y</center><x-z>z</x-z>", "<b>x</b>yz"),
        ('<iframe src="//v.org/1"></iframe>', '<a href="https://v.org/1">//v.org/1</a>'),
        ('a<iframe srcdoc="x"></iframe>b', "ab"),
        ("x</div></section></body></html><p>y</p>", "x<p>y</p>"),
        (NOTES, '<p>One<sup id="r"><a href="https://x.org/a/#n">1</a></sup></p><p>End.</p><hr>\n<div id="n"><p><a href="https://x.org/a/#r">1</a>. Note.</p><p>More.</p></div>'),
        ('<p>a <math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math></p>', "<p>a <code>x^2</code></p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_only_html_that_works_outside_the_site_is_kept(body: str, text: str) -> None:
    assert feed_html(body, PAGE, "T") == text


@pytest.mark.parametrize(
    "body",
    [
        "<p>\0a\x08&#8;</p>",
        '<p class="admonition-title">&#8;a</p>',
        '<iframe src="&#8;a" title="&#8;"></iframe>',
        '<img srcset="a 1&#8;x">',
        NOTES.replace("1<", "&#8;a<").replace("#r", "#&#8;").replace("Note.", "&#8;"),
        "a\ud800",
    ],
)
def test_characters_that_xml_forbids_are_removed(body: str) -> None:
    assert "a" in strip_control_characters(feed_html(body, PAGE, "T"))
    assert not {"\x08", "\0", "\ud800"} & set(strip_control_characters(feed_html(body, PAGE, "T")))


@pytest.mark.parametrize(
    ("language", "direction"), [("ko", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("xx-unknown", "ltr")]
)
def test_a_text_in_another_language_is_marked(language: str, direction: str) -> None:
    assert (
        feed_html("<p>x</p>", PAGE, "T", language) == f'<div lang="{language}" dir="{direction}">\n<p>x</p>\n</div>'
    )
