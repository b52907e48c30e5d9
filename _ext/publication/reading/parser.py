"""The Markdown parser for posts and pages: MyST, adapted to read Markdown as the Gatsby starter did.

It differs from MyST as follows: the title is plain text taken from the front matter, heading levels are corrected,
code blocks accept the options of gatsby-remark-prismjs, and links within the site are resolved by ``links``.

The library has already read the front matter, so MyST does not parse it. The front matter is replaced by empty lines,
so that line numbers in messages match the file.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.languages import get_language
from markdown_it.token import Token
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes

from publication.build import problem_report, site
from publication.core.formats.html_tags import is_pseudo_html
from publication.core.link_targets import DOCUMENT_SUFFIXES
from publication.core.posts.post import is_language_tag
from publication.core.problems import Problem, ProblemKind, printable, quoted

from . import code_fences
from .footnotes import NUMERIC_LABEL_PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, MutableMapping, Sequence

    from markdown_it.tree import SyntaxTreeNode
    from sphinx.environment import BuildEnvironment

    from publication.core.posts.post import Post

_MAX_HEADING_LEVEL = 6
# Messages about misspelt names suggest these names as well as docutils' own.
_OTHER_DIRECTIVES = ("all-posts", "correction", "glossary")
_OTHER_ROLES = ("abbr", "doc", "download", "eq", "kbd", "numref", "ref", "term")
_BRACED_NAME = re.compile(r"\{[^\s{},]+")
_URL_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def _markdown_parser(env: BuildEnvironment) -> Any:
    parser = create_md_parser(env.myst_config, PostRenderer)  # type: ignore[attr-defined]  # MyST sets it
    parser.disable("front_matter")
    return parser


_MARKDOWN: site.PerBuild[Any] = site.PerBuild(_markdown_parser)
"""The markdown-it parser, which is created once per build and used for all posts."""


class PostParser(MystParser):
    """Parses the posts and pages in the library. All other documents are parsed by MyST as usual."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse the Markdown in a file into a doctree."""
        env: BuildEnvironment = document.settings.env
        post = site.get_site(env).post(env.docname)
        if post is None:
            super().parse(inputstring, document)
            return
        env.metadata[env.docname]["orphan"] = ""  # Sphinx must not warn that no toctree contains the post.
        parser = _MARKDOWN.get(env)
        parser.options["document"] = document
        parser.options["post"] = post
        body_lines = inputstring.split("\n")[post.end_line :]
        parser.render("\n" * post.end_line + "\n".join(body_lines))


class PostRenderer(SphinxRenderer):
    """MyST's renderer, changed to treat titles, headings, code blocks and links as the Gatsby starter did."""

    def render(self, tokens: Sequence[Token], options: Any, md_env: MutableMapping[str, Any]) -> Any:
        """Convert a file's tokens to doctree nodes."""
        post: Post = options["post"]
        correct_heading_levels(tokens)
        prefix_numeric_footnotes(tokens)
        return super().render([*_title_tokens(post), *tokens], options, md_env)

    def setup_render(self, options: Any, md_env: MutableMapping[str, Any]) -> None:
        """Reset the renderer for a document, as MyST does, but without creating an extra document."""
        self.md_env, self.md_options, self.md_config = md_env, options, options["myst_config"]
        self.document = options["document"]
        self.current_node = self.document
        self.reporter = self.document.reporter
        self.language_module_rst: Any = get_language(self.document.settings.language_code)
        self._heading_offset = 0
        self._level_to_section = {0: self.document}
        self._heading_slugs: dict[str, tuple[int | None, str, str]] = {}

    def render_heading(self, token: SyntaxTreeNode) -> None:
        """Render a heading. The title keeps straight quotes, because listings and feeds show it that way."""
        super().render_heading(token)
        if token.tag == "h1" and isinstance(self.current_node, nodes.section):
            title = self.current_node[0]
            assert isinstance(title, nodes.title)
            title["support_smartquotes"] = False
            self._add_description()

    def _add_description(self) -> None:
        """Add the description below the title. The description is part of the document, so editions show it too."""
        post: Post = self.md_options["post"]
        if post.description:
            text = post.description
            self.current_node.append(
                nodes.paragraph(text, text, classes=["post-description"], support_smartquotes=False)
            )

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Render a code block with Prism's options. If its language is unknown, report that."""
        info = token.info.strip()
        if code_fences.has_braced_name(info):
            self._render_braced_fence(token, info)
            return
        language, title, emphasized_lines = code_fences.parse_info_string(info)
        if language.casefold() in code_fences.PLAIN_TEXT_LANGUAGES:
            language = "text"
        elif language.casefold() not in code_fences.code_languages():
            self._report_unknown_language(language, token)
            language = "text"
        block = self._code_block(token, language, emphasized_lines)
        if title:
            caption = nodes.caption(title, title)
            block = nodes.container("", caption, block, literal_block=True, classes=["literal-block-wrapper"])
        self.current_node.append(block)

    def _render_braced_fence(self, token: SyntaxTreeNode, info: str) -> None:
        """Render a fenced block whose info string is a name in braces.

        The name may be a directive or, as in some other tools, a code language. Any other name is reported, and the
        content is shown as plain text.
        """
        name = (_BRACED_NAME.match(info) or [""])[0].strip("{}, ")
        if self._directive_exists(name):
            super().render_fence(token)
            return
        is_language = name.casefold() in code_fences.code_languages()
        if not is_language:
            self._report_unknown_directive(name, token)
        self.current_node.append(self._code_block(token, name if is_language else "text", ""))

    def render_directive(self, token: SyntaxTreeNode, name: str, arguments: str, **options: Any) -> None:
        """Render a directive. An unknown directive is reported, and its content is parsed as ordinary text."""
        if self._directive_exists(name):
            super().render_directive(token, name, arguments, **options)
            return
        self._report_unknown_directive(name, token)
        self.nested_render_text(token.content, token.map[0] if token.map else 0)

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Render a role. An unknown role is reported, and its name in braces and the code are shown as typed.

        In plain Markdown, a word in braces before code is ordinary text, so the author may not have meant a role.
        """
        name, line = token.meta["name"], token.map[0] if token.map else 0
        if roles.role(name, self.language_module_rst, line, self.reporter)[0]:
            super().render_myst_role(token)
            return
        self._report_unknown_name("role", name, {*self.language_module_rst.roles, *_OTHER_ROLES}, token)
        self.current_node += [nodes.Text(f"{{{name}}}"), nodes.literal(token.content, token.content)]

    def _directive_exists(self, name: str) -> bool:
        directive, _ = directives.directive(name, self.language_module_rst, self.document)
        return name == "eval-rst" or directive is not None

    def _report_unknown_directive(self, name: str, token: SyntaxTreeNode) -> None:
        known_names = {*self.language_module_rst.directives, *_OTHER_DIRECTIVES}
        self._report_unknown_name("block", name, known_names, token)

    def _report_unknown_name(self, kind: str, name: str, known_names: Collection[str], token: SyntaxTreeNode) -> None:
        close = get_close_matches(name.casefold(), sorted(known_names), n=1)
        repair = ", so its text is shown unchanged: correct the name, or delete the braces"
        hint = f"; did you mean `{{{close[0]}}}`?" if close else repair
        message = f"`{{{printable(name[:60])}}}` is not a known {kind}{hint}"
        self._record_problem(ProblemKind.DIRECTIVE, message, token)

    def _code_block(self, token: SyntaxTreeNode, language: str, emphasized_lines: str) -> nodes.Element:
        line_numbers = code_fences.line_numbers(emphasized_lines, token.content.count("\n"))
        block: nodes.Element = self.create_highlighted_code_block(
            token.content,
            language,
            source=self.document["source"],
            line=token.map[0] if token.map else None,
            emphasize_lines=line_numbers or None,
        )
        return block

    def _report_unknown_language(self, language: str, token: SyntaxTreeNode) -> None:
        close = get_close_matches(language.casefold(), code_fences.code_languages(), n=1)
        repair = ", so the code is not highlighted: correct the name, or write `text`"
        hint = f"; did you mean `{close[0]}`?" if close else repair
        message = f"{quoted(language)} is not a known code language{hint}"
        self._record_problem(ProblemKind.CODE_LANGUAGE, message, token)

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Render a link. Links within the site become ``pending_xref`` nodes for ``links``; MyST renders the rest."""
        href = str(token.attrGet("href") or "")
        if "%" in href:
            href = self.md.normalizeLinkText(href)
        if href in {"", "#"}:
            self.render_link_url(token)  # Placeholder links are kept, as in the Gatsby starter.
        elif token.info == "auto" or href.startswith("//") or (_URL_SCHEME.match(href) and "://" in href):
            super().render_link(token)
        elif href.startswith(("/", "#")) or "/" in href.split("#")[0] or "." in href.split("#")[0]:
            if _URL_SCHEME.match(href) or self._is_download(href):
                super().render_link(token)
            else:
                self._add_site_link(href, token)
        else:
            super().render_link(token)

    def _is_download(self, href: str) -> bool:
        """Whether a link leads to a file next to the post that is not itself a document, such as a PDF."""
        target = href.split("#", 1)[0]
        if not target or target.startswith("/") or target.endswith(DOCUMENT_SUFFIXES):
            return False
        relative_path, path = self.sphinx_env.relfn2path(target, self.sphinx_env.docname)
        return not relative_path.startswith("..") and (self.sphinx_env.srcdir / path).is_file()

    def _add_site_link(self, href: str, token: SyntaxTreeNode) -> None:
        reference = addnodes.pending_xref(
            refdomain="",
            reftype="publication",
            reftarget=href,
            refdoc=self.sphinx_env.docname,
            refexplicit=bool(token.children),
        )
        self.add_line_and_source_path(reference, token)
        self.copy_attributes(token, reference, ("class", "reftitle"), aliases={"title": "reftitle"})
        self.current_node.append(reference)
        inner = nodes.inline("", "")
        with self.current_node_context(inner):
            self.render_children(token)
        reference.append(inner)

    def render_footnote_reference(self, token: SyntaxTreeNode) -> None:
        """Render a footnote definition (``[^1]: …``). MyST calls it a footnote reference.

        A second footnote with the same label is reported, and its text is shown where it was defined.
        """
        label = token.meta["label"]
        if not self.document.nametypes.get(label):
            super().render_footnote_reference(token)
            return
        found = f"`[^{printable(label.removeprefix(NUMERIC_LABEL_PREFIX)[:60])}]`"
        message = f"footnote {found} is defined more than once, so this text is shown here: give it another name"
        self._record_problem(ProblemKind.FOOTNOTE, message, token)
        self.render_children(token)

    def _random_label(self) -> str:
        """A generated label for a numbered formula. It is the same in every build, and unique within the site."""
        number = self.md_env["formulas"] = self.md_env.get("formulas", 0) + 1
        return f"{self.sphinx_env.docname}-formula-{number}"

    def render_list_item(self, token: SyntaxTreeNode) -> None:
        """Render a list item. A task-list checkbox becomes a character, because not all builders show HTML."""
        super().render_list_item(token)
        if "checked" not in token.meta:
            return
        item = self.current_node[-1]
        assert isinstance(item, nodes.list_item)
        box = "☑" if token.meta["checked"] else "☐"
        if isinstance(item[0], nodes.paragraph):  # MyST starts the paragraph with an <input>, which is replaced here.
            item[0][0:1] = [nodes.inline(box, box, classes=["task-box"]), nodes.Text(" ")]

    def copy_attributes(self, token: SyntaxTreeNode, node: nodes.Element, *args: Any, **options: Any) -> None:
        """Copy the attributes that the author wrote in braces to a node.

        A language (``{lang=ko}``) becomes the ``language-ko`` class, which docutils understands in every builder.
        """
        super().copy_attributes(token, node, *args, **options)
        language = str(token.attrs.get("lang", ""))
        if is_language_tag(language):
            node["classes"].append(f"language-{language}")
        elif language:
            message = (
                f"`lang` is {quoted(language)}, which is not a language code: write one such as `{{lang=ko}}` or "
                "`{lang=en-GB}`, or delete it"
            )
            self._record_problem(ProblemKind.LANG, message, token)

    def render_image(self, token: SyntaxTreeNode) -> None:
        """Render an image. Missing alt text is reported later, so keep it apart from empty (decorative) alt text."""
        super().render_image(token)
        image = self.current_node[-1]
        assert isinstance(image, nodes.image)
        if not image["alt"].strip():
            del image["alt"]

    def render_html_inline(self, token: SyntaxTreeNode) -> None:
        """Render raw HTML within a line. A tag that is not HTML, such as ``<name>``, is shown as text."""
        if is_pseudo_html(token.content):
            self.current_node.append(nodes.Text(token.content))
        else:
            super().render_html_inline(token)

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        """Render a block of raw HTML. If none of its tags are HTML, the block is shown as text."""
        if is_pseudo_html(token.content):
            text = token.content.rstrip()
            paragraph = nodes.paragraph(text, text)
            self.add_line_and_source_path(paragraph, token)
            self.current_node.append(paragraph)
        else:
            super().render_html_block(token)

    def _record_problem(self, kind: ProblemKind, message: str, token: SyntaxTreeNode) -> None:
        post: Post = self.md_options["post"]
        line = token.map[0] if token.map else 1
        problem_report.record_problem(
            self.sphinx_env, self.sphinx_env.docname, Problem(kind, message, post.file, line)
        )


def correct_heading_levels(tokens: Sequence[Token]) -> None:
    """Change heading levels in place, so that the first heading has level 2 and no level is skipped.

    A heading typed at a deeper level than the previous heading becomes exactly one level deeper. Any other heading
    gets the level of the last heading that was typed at the same or a higher level.
    """
    open_levels: list[int] = []
    level = 0
    for token in tokens:
        if token.type == "heading_open" and token.level == 0:
            typed_level = int(token.tag[1])
            while open_levels and open_levels[-1] >= typed_level:
                open_levels.pop()
            open_levels.append(typed_level)
            level = min(len(open_levels) + 1, _MAX_HEADING_LEVEL)
            token.tag = f"h{level}"
        elif token.type == "heading_close" and token.level == 0:
            token.tag = f"h{level}"


def prefix_numeric_footnotes(tokens: Sequence[Token]) -> None:
    """Add a prefix to numeric footnote labels, in place, so that footnotes are numbered in text order.

    Otherwise docutils would use the label as the footnote's number.
    """
    for token in tokens:
        label = token.meta.get("label", "") if token.type.startswith("footnote") else ""
        if label.isdigit():
            token.meta["label"] = NUMERIC_LABEL_PREFIX + label
        if token.children:
            prefix_numeric_footnotes(token.children)


def _title_tokens(post: Post) -> list[Token]:
    """The tokens for a level-1 heading that contains the title as plain text. Their line is the title's own line."""
    line = post.line("title") - 1
    line_range = [line, line + 1]
    text = Token("text", "", 0, content=post.title)
    return [
        Token("heading_open", "h1", 1, map=list(line_range), markup="#"),
        Token("inline", "", 0, map=list(line_range), content=post.title, children=[text]),
        Token("heading_close", "h1", -1, markup="#"),
    ]
