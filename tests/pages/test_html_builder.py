"""The permalink of each page, its headings, and the files of the theme that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.posts import post

if TYPE_CHECKING:
    from support.site_builds import Build


def test_a_post_is_at_its_slug_in_the_same_case(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug='"/posts/Next-US-president"')})
    assert site.has("/posts/Next-US-president/")
    assert not site.has("/posts/a/")


def test_a_slug_that_ends_in_html_is_a_file(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/a.md": post(slug="/old/page.html"),
            "posts/b.md": post("[a](/old/page.html) [a](a.md)\n", slug="/posts/b"),
        }
    )
    assert (site.out / "old/page.html").is_file()
    assert (
        site.links("/posts/b/")[:2].count("../../old/page.html")
        or site.links("/posts/b/").count("../../old/page.html") == 2
    )


def test_a_post_without_a_slug_is_at_its_file_path(clean_build: Build) -> None:
    site = clean_build(files={"posts/2019-01-02---x.y.md": post(), "posts/2020/정전/index.md": post(title="B")})
    assert site.has("/posts/2019-01-02---x.y/index.html")
    assert site.has("/posts/2020/정전/")


def test_the_folder_rule_puts_a_bare_slug_below_its_folder(clean_build: Build) -> None:
    files = {"posts/2020/a.md": post(slug="x"), "posts/b.md": post(slug="/y")}
    site = clean_build(files=files, publication_slug_rule="folder")
    assert site.has("/posts/2020/x/")
    assert site.has("/y/")


def test_a_slug_is_percent_encoded_in_links_only(clean_build: Build) -> None:
    site = clean_build(
        files={
            "posts/a.md": post(slug='"/posts/정전 협정 (1953)"', tags="[X]"),
            "posts/b.md": post("[a](</posts/정전 협정 (1953)>)\n", slug="/posts/b"),
        }
    )
    encoded = "../%EC%A0%95%EC%A0%84%20%ED%98%91%EC%A0%95%20(1953)/"
    assert site.has("/posts/정전 협정 (1953)/")
    assert encoded in site.links("/posts/b/")
    assert "../../posts/" + encoded[3:] in site.links("/tag/x/")


def test_the_title_is_plain_text_and_the_only_h1(clean_build: Build) -> None:
    title = "A *title* with <b>, `code` & $x$"
    body = "# One\n\n### Three\n\n## Two\n\n###### Six\n"
    site = clean_build(files={"posts/a.md": post(body, title=f"'{title}'", slug="/a")})
    page = site.page("/a/")
    headings = [(h.tag, "".join(h.itertext()).rstrip("#")) for h in page.iter() if h.tag in {"h1", "h2", "h3", "h4"}]
    assert headings == [("h1", title), ("h2", "One"), ("h3", "Three"), ("h3", "Two"), ("h4", "Six")]


def test_contents_with_seven_entries_count_as_long_and_deep_headings_are_left_out(clean_build: Build) -> None:
    six = "".join(f"## Of {number}\n\nText.\n\n" for number in range(5)) + "### Below\n\n#### Not shown\n\nText.\n\n"
    files = {"posts/a.md": post(six, slug="/a"), "posts/b.md": post(f"{six}### Seventh\n\nText.\n", slug="/b")}
    site = clean_build(files=files)
    classes = [[box.get("class") for box in site.page(page).iter("div")] for page in ("/a/", "/b/")]
    assert ["post long-contents" in names for names in classes] == [False, True]


def test_a_page_is_in_no_listing(clean_build: Build) -> None:
    page = "---\ntitle: About us\ntemplate: page\ntags: [Secret]\n---\n\nText.\n"
    site = clean_build(files={"pages/about.md": page, "posts/a.md": post(slug="/a")})
    assert site.has("/pages/about/")
    assert not site.has("/tag/secret/")
    assert "About us" not in site.text("/posts/")


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


def test_the_output_contains_no_files_of_the_theme(clean_build: Build) -> None:
    site = clean_build(files={"posts/a.md": post(slug="/a")})
    others = ("fontawesome", "bootstrap", "webpack", "pygments", "favicon.svg")
    assert [name for name in site.files() for other in others if other in name] == []
    missing = [
        link.get("href") or ""
        for link in site.page("/a/").iter("link")
        if link.get("rel") in {"stylesheet", "icon", "preload"}
        and not (link.get("href") or "").startswith("data:")
        and not (site.out / (link.get("href") or "").split("?")[0].replace("../", "")).is_file()
    ]
    assert missing == []


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


def test_a_programming_language_in_braces_is_not_a_directive(clean_build: Build) -> None:
    body = "```{r}\nsummary(cars)\n```\n\n```{python, echo=FALSE}\nprint(1)\n```\n\n```{note}\nA directive.\n```\n"
    text = clean_build(files={"posts/a.md": post(body, slug="/a")}).text("/a/")
    assert "summary(cars) print(1) Note A directive." in text
