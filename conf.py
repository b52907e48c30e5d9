"""The settings of the publication. `_ext/REFERENCE.md` describes every `publication_` setting."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

# The publication
project = "Armistice"
author = "Armistice"
copyright = "2026, Armistice"
language = "en"
html_title = project
version = "1"  # EPUB 3 requires a version
html_baseurl = "https://armistice.example/"  # the URL of the site, with a slash at the end

publication_tagline = "Korea and diplomacy: documents, dates, places and words."
publication_license = "CC BY-SA 4.0"  # the licence of the texts; the code is under the MIT licence, see LICENSE
publication_license_url = "https://creativecommons.org/licenses/by-sa/4.0/"
publication_timezone = "Asia/Seoul"
publication_page_size = 10
publication_menu = [
    ("Posts", "/posts/"),
    ("Archive", "/archive/"),
    ("Topics", "/tags/"),
    ("About", "/pages/about/"),
]
publication_authors = {
    "editors": {
        "name": "The Editors",
        "bio": "The editors of Armistice write its explainers together, from the documents that the notes name.",
    },
}

# The front-matter map: each field's purpose, then the field's name in the posts. These are the field names that
# gatsby-starter-lumen uses. If your posts come from another generator, change the names on the right.
publication_fields = {
    "title": "title",
    "date": "date",
    "template": "template",
    "draft": "draft",
    "slug": "slug",
    "category": "category",
    "tags": "tags",
    "description": "description",
    "cover": "socialImage",
    "cover_alt": "socialImageAlt",
    "cover_credit": "socialImageCredit",
}

# Sources. The source folder is the whole repository, so this list limits what Sphinx reads.
extensions = ["publication"]
source_suffix = {".md": "markdown", ".markdown": "markdown"}
include_patterns = ["index.md", "posts/**", "pages/**"]
# Sphinx must not copy these files from _static: static_files.py copies media and root to their own URLs,
# stylesheet.py and scripts.py minify the CSS and JavaScript, and the favicon is embedded in each page.
exclude_patterns = ["./media", "./root", "./css", "./js", "images/favicon.svg"]
templates_path = ["_templates"]

# Markdown
myst_enable_extensions = [
    "alert",
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "gfm_autolink",
    "html_image",
    "strikethrough",
    "tasklist",
]
# In plain Markdown, lines that begin with % or +++ and lines such as (x)= are ordinary text. Without this setting,
# MyST would treat such lines as comments, block breaks and link targets.
myst_disable_syntax = ["myst_line_comment", "myst_block_break", "myst_target"]
myst_heading_anchors = 6
myst_heading_anchors_html_ids = True  # links from the old site use a heading's words as their #fragment
myst_update_mathjax = False  # formulas are MathML, so no page loads MathJax
myst_dmath_allow_space = False  # "$5 and $6" are prices, not a formula
myst_dmath_allow_digits = False
suppress_warnings = [
    "ref.footnote",  # footnotes.py reports such footnotes, and explains the fix
    "myst.strikethrough",  # MyST warns that only HTML supports strikethrough, but our PDF and EPUB also do
    "misc.highlighting_failure",  # a code sample may be wrong on purpose
]

# The site
html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_copy_source = False  # the sources may contain unpublished text, and readers do not need them
html_show_sourcelink = False
html_use_index = False
html_permalinks_icon = ""  # text.css draws the icon: a character would appear in search results and be read aloud
html_favicon = "_static/images/favicon.svg"
# The style sheets in cascade order. stylesheet.py combines and minifies them.
publication_css = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/post.css",
    "css/text.css",
    "css/notes.css",
    "css/listing.css",
    "css/search.css",
    "css/code.css",
    "css/print.css",
]
html_sidebars = {"**": []}  # layout.html has the menu; listing all posts on every page would slow down large sites
html_theme_options = {
    "navbar_persistent": [],  # without this, the parent theme adds a second header bar
    "article_header_start": [],
    "article_header_end": [],
    "footer_content_items": [],
    "secondary_sidebar_items": [],
    "primary_sidebar_end": [],  # our layout has no primary sidebar, so rendering one would waste time
    "shorten_urls": False,  # do not shorten GitHub links to "owner/repository#1"
    "show_prev_next": False,  # our own template links to the previous and next post by date
    "use_download_button": False,
    "use_fullscreen_button": False,
}
# Otherwise, the theme would set this later, and Sphinx would then read every post again in each build.
fontawesome_included = True

# The editions
latex_engine = "xelatex"  # supports Hangul
latex_use_xindy = False  # the book has no index, so there is no need to install xindy
latex_elements = {
    "papersize": "a4paper",
    # Each \firstfont line names a font, and a fallback for machines without that font. kotex typesets Hangul and
    # Hanja, which plain XeLaTeX would omit. Quotation marks use the Latin font, because kotex would make them as wide
    # as a Hangul syllable.
    "fontpkg": r"""
\newcommand*{\firstfont}[3]{\IfFontExistsTF{#2}{#1{#2}}{#1{#3}}}
\usepackage{kotex}
\AtBeginDocument{\XeTeXcharclass"2018=0 \XeTeXcharclass"2019=0 \XeTeXcharclass"201C=0 \XeTeXcharclass"201D=0 }
\firstfont{\setmainfont}{Source Serif 4}{FreeSerif}
\firstfont{\setsansfont}{Source Sans 3}{FreeSans}
\firstfont{\setmonofont}{Source Code Pro}{FreeMono}
\firstfont{\setmainhangulfont}{Noto Serif CJK KR}{UnBatang}
\firstfont{\setmainhanjafont}{Noto Serif CJK KR}{UnBatang}
\firstfont{\setsanshangulfont}{Noto Sans CJK KR}{UnDotum}
\firstfont{\setmonohangulfont}{Noto Sans Mono CJK KR}{UnDotum}
""",
}
