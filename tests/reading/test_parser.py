"""Tests for parsing Markdown the way writers type it, including text that MyST alone would drop or reject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_lines_that_myst_would_drop_are_kept_as_text(clean_build: Build) -> None:
    body = "% a percent line\n\n+++ three plus\n\n(label)=\n\nEnd.\n"
    text = clean_build(files={"posts/a.md": post(body, slug="/a")}).text("/a/")
    assert "% a percent line" in text
    assert "+++ three plus" in text
    assert "(label)=" in text


def test_an_unknown_html_tag_is_kept_as_text(clean_build: Build) -> None:
    text = clean_build(files={"posts/a.md": post("Wrap <routes> in <br> it.\n\n<promise>\n", slug="/a")}).text("/a/")
    assert "Wrap <routes> in it." in text
    assert "<promise>" in text


def test_code_fences_in_prism_style_have_titles_and_highlighted_lines(clean_build: Build) -> None:
    body = (
        "```js:title=main.js\nlet a\n```\n\n```jsx{1,3}\none\ntwo\n```\n\n```{2}\nx\ny\n```\n\n```javascrpt\nz\n```\n"
    )
    site = clean_build(files={"posts/a.md": post(body, slug="/a")})
    assert "main.js" in site.text("/a/")
    assert site.html("/a/").count('class="hll"') == 2
    assert "z" in site.text("/a/")


def test_placeholder_links_are_kept(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post("[soon](#) and [later]()\n", slug="/a")})
    assert "#" in site.links("/a/")
    assert "soon and later" in site.text("/a/")


def test_crlf_line_endings_and_a_byte_order_mark_cause_no_warning(build: Build) -> None:
    text = "\ufeff" + post("One\r\n\r\nTwo\r\n", slug="/a").replace("\n", "\r\n").replace("\r\r", "\r")
    site = build(files={"posts/a.markdown": text.encode()})
    assert site.messages() == []
    assert "One Two" in site.text("/a/")


def test_unknown_directives_and_roles_are_reported_and_keep_their_text(build: Build) -> None:
    body = "```{nosuch} x\nkept one\n```\n\n:::{nosuch}\nkept *two*\n:::\n\n{nosuch}`kept three` end\n"
    site = build(files={"posts/a.md": post(body, slug="/a")})
    assert "kept one kept two {nosuch}kept three end" in site.text("/a/")
    assert [line.rpartition("[")[2] for line in site.messages()] == ["publication.directive]"] * 3
    assert [line.partition(" ")[0] for line in site.messages()] == [
        "posts/a.md:8:",
        "posts/a.md:12:",
        "posts/a.md:16:",
    ]


def test_a_misspelt_directive_or_role_is_reported_with_the_right_name(build: Build) -> None:
    body = "```{noet}\nText.\n```\n\n:::{corection}\nText.\n:::\n\n{kdb}`Esc`\n"
    site = build(files={"posts/a.md": post(body, slug="/a")})
    assert [line.partition("WARNING: ")[2] for line in site.messages()] == [
        "`{noet}` is not a known block; did you mean `{note}`? [publication.directive]",
        "`{corection}` is not a known block; did you mean `{correction}`? [publication.directive]",
        "`{kdb}` is not a known role; did you mean `{kbd}`? [publication.directive]",
    ]


def test_a_programming_language_in_braces_is_not_a_directive(clean_build: Build) -> None:
    body = "```{r}\nsummary(cars)\n```\n\n```{python, echo=FALSE}\nprint(1)\n```\n\n```{note}\nA directive.\n```\n"
    text = clean_build(files={"posts/a.md": post(body, slug="/a")}).text("/a/")
    assert "summary(cars) print(1) Note A directive." in text
