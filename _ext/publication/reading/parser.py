"""Markdown as the starter read it: plain-text title, heading levels that fit, Prism's fences.

The front matter is not MyST's here: the library has read it. Its lines are blanked, so that every
message names the real line, and the title comes from the post as text, never as Markdown.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import get_language
from markdown_it.token import Token
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from pygments.lexers import get_all_lexers
from sphinx import addnodes

from publication.build import report, site
from publication.core.formats.html_tags import is_pseudo_html
from publication.core.link_targets import DOCUMENTS
from publication.core.posts.post import is_language_tag
from publication.core.problems import Problem, ProblemKind, printable, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, MutableMapping, Sequence

    from markdown_it.tree import SyntaxTreeNode
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

_DEEPEST = 6
_PLAIN = frozenset({"", "none", "text", "default", "plain", "plaintext", "txt"})
# Names that docutils itself does not have, to suggest in place of a misspelt one.
_MORE_DIRECTIVES = ("all-posts", "correction", "glossary")
_MORE_ROLES = ("abbr", "doc", "download", "eq", "kbd", "numref", "ref", "term")
# gatsby-remark-prismjs: ```js{1,3-5}, ```js:title=main.js, ```{2}, ```js {1} … in any order
_PRISM_LINES = re.compile(r"\{([\d,\s-]+)\}")
_PRISM_TITLE = re.compile(r":title=(\S+)")
_BRACES = re.compile(r"\{[^\s{},]+")
_LANGUAGE = re.compile(r"[\w#+.*-]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def _markdown_parser(env: BuildEnvironment) -> Any:
    parser = create_md_parser(env.myst_config, PostRenderer)  # type: ignore[attr-defined]  # MyST sets it
    parser.disable("front_matter")
    return parser


_MARKDOWN: site.PerBuild[Any] = site.PerBuild(_markdown_parser)
"""The Markdown parser of posts, made once for each build."""


class PostParser(MystParser):
    """MyST for the documents of the library; every other document is MyST's own."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill a document from Markdown."""
        env: BuildEnvironment = document.settings.env
        post = site.get_site(env).post(env.docname)
        if post is None:
            super().parse(inputstring, document)
            return
        env.metadata[env.docname]["orphan"] = ""  # a post needs to stand in no toctree
        parser = _MARKDOWN.get(env)
        parser.options["document"] = document
        parser.options["post"] = post
        body = inputstring.split("\n")[post.end_line :]
        parser.render("\n" * post.end_line + "\n".join(body))


class PostRenderer(SphinxRenderer):
    """MyST's renderer with the starter's reading of titles, headings, fences and links."""

    def render(self, tokens: Sequence[Token], options: Any, md_env: MutableMapping[str, Any]) -> Any:
        """Turn tokens into the document."""
        post: Post = options["post"]
        fit_headings(tokens)
        name_notes(tokens)
        return super().render([*_title(post), *tokens], options, md_env)

    def setup_render(self, options: Any, md_env: MutableMapping[str, Any]) -> None:
        """Start a document, as MyST does, but without the spare document that it makes each time."""
        self.md_env, self.md_options, self.md_config = md_env, options, options["myst_config"]
        self.document = options["document"]
        self.current_node = self.document
        self.reporter = self.document.reporter
        self.language_module_rst: Any = get_language(self.document.settings.language_code)
        self._heading_offset = 0
        self._level_to_section = {0: self.document}
        self._heading_slugs: dict[str, tuple[int | None, str, str]] = {}

    def render_heading(self, token: SyntaxTreeNode) -> None:
        """A heading; the title is as it was typed, quotation marks too, as it is in listings and feeds."""
        super().render_heading(token)
        if token.tag == "h1" and isinstance(self.current_node, nodes.section):
            title = self.current_node[0]
            assert isinstance(title, nodes.title)
            title["support_smartquotes"] = False
            self._add_description()

    def _add_description(self) -> None:
        """The author's own sentence below the title. A part of the document, so that editions have it too."""
        post: Post = self.md_options["post"]
        if post.description:
            text = post.description
            self.current_node.append(
                nodes.paragraph(text, text, classes=["post-description"], support_smartquotes=False)
            )

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """A code block, with Prism's options understood and an unknown language told."""
        info = token.info.strip()
        if info.startswith("{") and not _PRISM_LINES.match(info):
            self._render_braces(token, info)
            return
        language, title, lines = prism(info)
        if language.casefold() in _PLAIN:
            language = "text"
        elif language.casefold() not in _languages():
            self._unknown_language(language, token)
            language = "text"
        block = self._code_block(token, language, lines)
        if title:
            caption = nodes.caption(title, title)
            block = nodes.container("", caption, block, literal_block=True, classes=["literal-block-wrapper"])
        self.current_node.append(block)

    def _render_braces(self, token: SyntaxTreeNode, info: str) -> None:
        """A directive; or code whose language stands in braces, as other tools write it; or, told, plain text."""
        name = (_BRACES.match(info) or [""])[0].strip("{}, ")
        if self._is_directive(name):
            super().render_fence(token)
            return
        known = name.casefold() in _languages()
        if not known:
            self._unknown_block(name, token)
        self.current_node.append(self._code_block(token, name if known else "text", ""))

    def render_directive(self, token: SyntaxTreeNode, name: str, arguments: str, **options: Any) -> None:
        """A directive; the text of one that does not exist is read as if it stood by itself."""
        if self._is_directive(name):
            super().render_directive(token, name, arguments, **options)
            return
        self._unknown_block(name, token)
        self.nested_render_text(token.content, token.map[0] if token.map else 0)

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """A role; in plain Markdown a word in braces before code is text, and so is one that does not exist."""
        name, line = token.meta["name"], token.map[0] if token.map else 0
        if roles.role(name, self.language_module_rst, line, self.reporter)[0]:
            super().render_myst_role(token)
            return
        self._unknown("role", name, {*self.language_module_rst.roles, *_MORE_ROLES}, token)
        self.current_node += [nodes.Text(f"{{{name}}}"), nodes.literal(token.content, token.content)]

    def _is_directive(self, name: str) -> bool:
        found, _ = directives.directive(name, self.language_module_rst, self.document)
        return name == "eval-rst" or found is not None

    def _unknown_block(self, name: str, token: SyntaxTreeNode) -> None:
        self._unknown("block", name, {*self.language_module_rst.directives, *_MORE_DIRECTIVES}, token)

    def _unknown(self, what: str, name: str, known: Collection[str], token: SyntaxTreeNode) -> None:
        close = get_close_matches(name.casefold(), sorted(known), n=1, cutoff=0.7)
        repair = ", so its text is printed as it is: correct the name, or delete the braces"
        hint = f"; did you mean `{{{close[0]}}}`?" if close else repair
        self._problem(ProblemKind.DIRECTIVE, f"`{{{printable(name[:60])}}}` is not a known {what}{hint}", token)

    def _code_block(self, token: SyntaxTreeNode, language: str, lines: str) -> nodes.Element:
        numbers = _line_numbers(lines, token.content.count("\n"))
        block: nodes.Element = self.create_highlighted_code_block(
            token.content,
            language,
            source=self.document["source"],
            line=token.map[0] if token.map else None,
            emphasize_lines=numbers or None,
        )
        return block

    def _unknown_language(self, language: str, token: SyntaxTreeNode) -> None:
        close = get_close_matches(language.casefold(), _languages(), n=1)
        repair = ", so the code has no colours: correct the name, or write `text`"
        hint = f"; did you mean `{close[0]}`?" if close else repair
        message = f"{quoted(language)} is not a known code language{hint}"
        self._problem(ProblemKind.CODE_LANGUAGE, message, token)

    def render_link(self, token: SyntaxTreeNode) -> None:
        """A link: a place on this site is left to ``links``, the rest is MyST's."""
        href = str(token.attrGet("href") or "")
        if "%" in href:
            href = self.md.normalizeLinkText(href)
        if href in {"", "#"}:
            self.render_link_url(token)  # a placeholder, which the starter lets be
        elif token.info == "auto" or href.startswith("//") or (_SCHEME.match(href) and "://" in href):
            super().render_link(token)
        elif href.startswith(("/", "#")) or "/" in href.split("#")[0] or "." in href.split("#")[0]:
            if _SCHEME.match(href) or self._is_download(href):
                super().render_link(token)
            else:
                self._site_link(href, token)
        else:
            super().render_link(token)

    def _is_download(self, href: str) -> bool:
        """Whether a link names a file beside the post that is no document, such as a PDF."""
        plain = href.split("#", 1)[0]
        if not plain or plain.startswith("/") or plain.endswith(DOCUMENTS):
            return False
        path, full = self.sphinx_env.relfn2path(plain, self.sphinx_env.docname)
        return not path.startswith("..") and (self.sphinx_env.srcdir / full).is_file()

    def _site_link(self, href: str, token: SyntaxTreeNode) -> None:
        wrap = addnodes.pending_xref(
            refdomain="",
            reftype="publication",
            reftarget=href,
            refdoc=self.sphinx_env.docname,
            refexplicit=bool(token.children),
        )
        self.add_line_and_source_path(wrap, token)
        self.copy_attributes(token, wrap, ("class", "reftitle"), aliases={"title": "reftitle"})
        self.current_node.append(wrap)
        inner = nodes.inline("", "")
        with self.current_node_context(inner):
            self.render_children(token)
        wrap.append(inner)

    def render_footnote_reference(self, token: SyntaxTreeNode) -> None:
        """A note, as MyST calls the reference of a call; the text of a second one of a name stays where it is."""
        label = token.meta["label"]
        if not self.document.nametypes.get(label):
            super().render_footnote_reference(token)
            return
        found = f"`[^{printable(label.removeprefix('note-')[:60])}]`"
        message = f"footnote {found} is defined more than once, so this text is printed here: give it another name"
        self._problem(ProblemKind.NOTE, message, token)
        self.render_children(token)

    def _random_label(self) -> str:
        """The label of a numbered formula without one: the same in every build, and another in every document."""
        number = self.md_env["formulas"] = self.md_env.get("formulas", 0) + 1
        return f"{self.sphinx_env.docname}-formula-{number}"

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """An item of a list; the box of a task is a sign, not HTML, so that every builder shows it."""
        super().render_list_item(token)
        if "checked" not in token.meta:
            return
        item = self.current_node[-1]
        assert isinstance(item, nodes.list_item)
        sign = "☑" if token.meta["checked"] else "☐"
        if isinstance(item[0], nodes.paragraph):  # MyST has put an <input> there
            item[0][0:1] = [nodes.inline(sign, sign, classes=["task-box"]), nodes.Text(" ")]

    def copy_attributes(self, token: SyntaxTreeNode, node: nodes.Element, *args: Any, **options: Any) -> None:
        """The attributes of braces; a language is a class, as docutils has it for every builder."""
        super().copy_attributes(token, node, *args, **options)
        language = str(token.attrs.get("lang", ""))
        if is_language_tag(language):
            node["classes"].append(f"language-{language}")
        elif language:
            message = (
                f"`lang` is {quoted(language)}, which is not a language code: write one such as `{{lang=ko}}` or "
                "`{lang=en-GB}`, or delete it"
            )
            self._problem(ProblemKind.LANG, message, token)

    def render_image(self, token: SyntaxTreeNode) -> None:
        """An image; one without words has none, which is not the same as words that were left empty on purpose."""
        super().render_image(token)
        image = self.current_node[-1]
        assert isinstance(image, nodes.image)
        if not image["alt"].strip():
            del image["alt"]

    def render_html_inline(self, token: SyntaxTreeNode) -> None:
        """Raw HTML within a line; a tag that no browser knows is text."""
        if is_pseudo_html(token.content):
            self.current_node.append(nodes.Text(token.content))
        else:
            super().render_html_inline(token)

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        """A block of raw HTML; one of unknown tags only is text."""
        if is_pseudo_html(token.content):
            text = token.content.rstrip()
            paragraph = nodes.paragraph(text, text)
            self.add_line_and_source_path(paragraph, token)
            self.current_node.append(paragraph)
        else:
            super().render_html_block(token)

    def _problem(self, code: ProblemKind, message: str, token: SyntaxTreeNode) -> None:
        post: Post = self.md_options["post"]
        line = token.map[0] if token.map else 1
        report.record(self.sphinx_env, self.sphinx_env.docname, Problem(code, message, post.file, line))


def fit_headings(tokens: Sequence[Token]) -> None:
    """Give headings the levels that follow from their order: the first is 2, none skips one.

    A deeper heading than the one before is one level deeper, whatever was typed, and a heading goes
    back to the level of the last one that was typed at its depth or above.
    """
    open_levels: list[int] = []
    depth = 0
    for token in tokens:
        if token.type == "heading_open" and token.level == 0:
            typed = int(token.tag[1])
            while open_levels and open_levels[-1] >= typed:
                open_levels.pop()
            open_levels.append(typed)
            depth = min(len(open_levels) + 1, _DEEPEST)
            token.tag = f"h{depth}"
        elif token.type == "heading_close" and token.level == 0:
            token.tag = f"h{depth}"


def name_notes(tokens: Sequence[Token]) -> None:
    """Let notes be numbered in the order of the text: docutils takes a name that is a number for the number."""
    for token in tokens:
        label = token.meta.get("label", "") if token.type.startswith("footnote") else ""
        if label.isdigit():
            token.meta["label"] = f"note-{label}"
        if token.children:
            name_notes(token.children)


def prism(info: str) -> tuple[str, str, str]:
    """The language, the title and the emphasised lines that the info string of a fence names."""
    lines = _PRISM_LINES.search(info)
    title = _PRISM_TITLE.search(info)
    rest = _PRISM_TITLE.sub(" ", _PRISM_LINES.sub(" ", info)).strip()
    language = _LANGUAGE.match(rest)
    return (
        language[0] if language else "",
        title[1] if title else "",
        lines[1].replace(" ", "") if lines else "",
    )


def _title(post: Post) -> list[Token]:
    line = post.line("title") - 1
    place = [line, line + 1]
    text = Token("text", "", 0, content=post.title)
    return [
        Token("heading_open", "h1", 1, map=list(place), markup="#"),
        Token("inline", "", 0, map=list(place), content=post.title, children=[text]),
        Token("heading_close", "h1", -1, markup="#"),
    ]


def _line_numbers(spec: str, total: int) -> list[int]:
    numbers: set[int] = set()
    for part in spec.split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            end = int(last) if last.isdigit() else int(first)
            numbers.update(range(int(first), min(end, total) + 1))
    return sorted(number for number in numbers if 1 <= number <= total)


@cache
def _languages() -> frozenset[str]:
    # Without plugins: an installed package must not change what a post looks like.
    lexers = get_all_lexers(plugins=False)
    return frozenset(alias.casefold() for _, aliases, _, _ in lexers for alias in aliases)
