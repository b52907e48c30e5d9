"""The settings of the publication: data only. What each publication_ setting may be stands in _ext/README.md."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

# The publication
project = "Armistice"
author = "Armistice"
copyright = "2026, Armistice"
language = "en"
html_title = project
version = "1"  # EPUB 3 asks for one
html_baseurl = "https://armistice.example/"  # the site's own address, with a slash at the end

publication_tagline = "Korea and diplomacy: documents, dates, places and words."
publication_license = "CC BY-SA 4.0"  # of the texts; the code is under the MIT licence, see LICENSE
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

# The front-matter map: what a field is for, and the name that posts give it.
# These are gatsby-starter-lumen's names; change one when your posts come from elsewhere.
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

# Sources: an allow-list, because the repository is the source folder and holds more than posts
extensions = ["publication"]
source_suffix = {".md": "markdown", ".markdown": "markdown"}
include_patterns = ["index.md", "posts/**", "pages/**"]
# Of _static, what is not copied as it is: see media.py, style.py and scripts.py, by which each page holds the icon.
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
# MyST drops lines that begin with % or +++, and reads (x)= as a target: in plain Markdown they are text.
myst_disable_syntax = ["myst_line_comment", "myst_block_break", "myst_target"]
myst_heading_anchors = 6
myst_heading_anchors_html_ids = True  # #fragments of the old site are the words of its headings
myst_update_mathjax = False  # formulas are MathML, and no page has MathJax
myst_dmath_allow_space = False  # "$5 and $6" is money
myst_dmath_allow_digits = False
suppress_warnings = [
    "ref.footnote",  # notes.py tells it, with the repair
    "myst.strikethrough",  # "HTML only": every builder here shows it
    "misc.highlighting_failure",  # a code sample may be wrong on purpose
]

# The site
html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_copy_source = False  # readers need no sources, and nothing unpublished can be in what is not there
html_show_sourcelink = False
html_use_index = False
html_permalinks_icon = ""  # post.css draws it: as text it would be found by the search and read out
html_favicon = "_static/images/favicon.svg"
# The style of every page, in this order; style.py makes one sheet of it.
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
html_sidebars = {"**": []}  # the menu is in layout.html: a toctree of all posts on every page is quadratic
html_theme_options = {
    "navbar_persistent": [],  # else pydata adds a second header bar, and the theme's own menu is dead
    "article_header_start": [],
    "article_header_end": [],
    "footer_content_items": [],
    "secondary_sidebar_items": [],
    "primary_sidebar_end": [],  # the theme would render it for every page, only to leave it out
    "shorten_urls": False,  # else a bare link to GitHub reads "owner/repository#1"
    "show_prev_next": False,  # the neighbours in time, in partials/neighbours.html, are not Sphinx's
    "use_download_button": False,
    "use_fullscreen_button": False,
}
# The theme sets this after the settings are read, which makes every later build read everything again.
fontawesome_included = True

# The editions
latex_engine = "xelatex"  # LaTeX that knows Hangul
latex_use_xindy = False  # there is no index, and xindy is another program to install
latex_elements = {
    "papersize": "a4paper",
    # The first font of each line, or where it is not installed the second. kotex sets Hangul and Hanja: stock XeLaTeX
    # leaves them out. Quotation marks are those of the Latin font: kotex would set them as wide as Hangul.
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
