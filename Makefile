# The two main commands are `make html` and `make test`. `make help` lists all of them.
# The first run creates .venv with the exact versions from constraints.txt.

PYTHON  ?= python3
PORT    ?= 8000
J       ?= 1
OUT     := _build
PUBLISH ?= $(OUT)/publish
BIN     := .venv/bin
ifdef STRICT
ERRORS  := -W --keep-going
endif

# The tested versions of the npm tools. npm does not run their install scripts, which would download a browser.
TOOLS := axe-core@4.14.1 vnu-jar@26.9.27 lighthouse@12 @daisy/ace@1.4.6

export PYTHONPATH := _ext
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_CONSTRAINT := constraints.txt

# Every build uses this recipe: $(call build,BUILDER,DOCTREE_FOLDER,OPTIONS,OUTPUT_FOLDER). Without OUTPUT_FOLDER, the
# output folder is _build/DOCTREE_FOLDER.
build = $(BIN)/python -m sphinx -q -j $(J) $(ERRORS) -b $(1) -d $(OUT)/doctrees/$(2) $(3) $(SPHINXOPTS) . $(or $(4),$(OUT)/$(2))

.DEFAULT_GOAL := help
.PHONY: help html preview live pdf epub publish latexpdf nginx check fix new migrate test test-fast tools audit screenshots lint format reference bench clean constraints

help: ## list all commands
	@echo "Armistice: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

html: .venv/site ## build the site into _build/html (STRICT=1 fails on any problem, J=4 uses 4 processes)
	@$(call build,dirhtml,html)
	@echo "The site is at file://$(CURDIR)/$(OUT)/html/index.html"

pdf: .venv/editions ## create a PDF book of all posts, and a PDF of each post, in _build/pdf
	@$(call build,pdf,pdf)
	@echo "The PDF files are in $(CURDIR)/$(OUT)/pdf"

preview: .venv/site ## build the site into _build/preview, with drafts, scheduled and expired posts marked
	@$(call build,dirhtml,preview,-D publication_preview=1)
	@echo "The preview is at file://$(CURDIR)/$(OUT)/preview/index.html"

live: .venv/live ## serve the preview at http://127.0.0.1:8000 and rebuild it on save (PORT=8000)
	@$(BIN)/sphinx-autobuild -q --host 127.0.0.1 --port $(PORT) --ignore "$(CURDIR)/$(OUT)/*" --watch _ext \
	  -b dirhtml -d $(OUT)/doctrees/live -D publication_preview=1 . $(OUT)/live

epub: .venv/site ## create an EPUB of all posts, and an EPUB of each series, in _build/epub
	@$(call build,epub,epub)
	@echo "The EPUB files are in $(CURDIR)/$(OUT)/epub"

publish: .venv/editions ## build the site with its PDF and EPUB files, ready for a web host, into _build/publish (PUBLISH=folder)
	@$(call build,pdf,pdf)
	@$(call build,epub,epub)
	@$(call build,dirhtml,publish,-D publication_editions_dir=$(OUT),$(PUBLISH))
	@echo "The files to publish are in $(PUBLISH)"

latexpdf: .venv/editions ## typeset the book with LaTeX instead, into _build/latex (needs XeLaTeX)
	@command -v xelatex >/dev/null && command -v latexmk >/dev/null || { echo "make latexpdf needs XeLaTeX with Korean support, and" \
	  "latexmk. On Debian: apt install texlive-xetex texlive-lang-korean texlive-latex-extra latexmk fonts-freefont-otf"; exit 1; }
	@$(call build,latex,latex)
	@cd $(OUT)/latex && latexmk -pdfxe -dvi- -ps- -quiet -interaction=nonstopmode *.tex
	@echo "The book is in $(CURDIR)/$(OUT)/latex"

nginx: .venv/site ## print an nginx configuration: make -s nginx HOST=example.org FOLDER=/srv/www/site
	@$(BIN)/python -m publication nginx $(if $(FOLDER),--folder "$(FOLDER)") $(if $(HOST),--host "$(HOST)")

check: .venv/site ## report every problem in the posts, and fail if there are any
	@$(call build,dummy,check,-W --keep-going)
	@echo "No problems."

fix: .venv/site ## record new URLs in posts/permalinks.txt, so that the build can report any that are lost
	@$(BIN)/python -m publication fix

new: .venv/site ## create a draft: make new TITLE="A title"
	@$(BIN)/python -m publication new "$(TITLE)"

migrate: .venv/site ## import a blog: make migrate FROM=../old-blog (FORMAT=jekyll, hugo or pelican; DRY=1 changes nothing)
	@$(BIN)/python -m publication migrate "$(FROM)" $(if $(FORMAT),--format "$(FORMAT)") $(if $(DRY),--dry)

test: .venv/test ## run the tests
	@$(BIN)/python -m pytest $(if $(CI),-n 2,-n auto) $(PYTEST)

test-fast: .venv/test ## run the tests that need no browser, no PDF and no web server
	@$(BIN)/python -m pytest $(if $(CI),-n 2,-n auto) --ignore=tests/browser --ignore=tests/hosting --ignore=tests/editions $(PYTEST)

tools: .venv/tools ## install the npm packages that some tests need (axe, Nu HTML Checker, Lighthouse, Ace)

audit: .venv/test .venv/tools ## run Lighthouse on the site; any score below 100 fails (needs Chromium and Node.js)
	@PYTHONPATH=_ext:tests $(BIN)/python -m tools.audit

screenshots: .venv/test ## take screenshots of every type of page, light and dark, into _build/screenshots (needs Chromium)
	@PYTHONPATH=_ext:tests $(BIN)/python -m tools.screenshots

lint: .venv/lint ## check code style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: .venv/lint ## fix the code style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

reference: .venv/test ## generate _ext/REFERENCE.md from the code
	@PYTHONPATH=_ext:tests $(BIN)/python -m tools.reference

bench: .venv/editions .venv/test ## compare the build time with plain Sphinx and ABlog (BENCH="--posts 200"; BENCH=--pdf times the PDFs)
	@$(BIN)/python tests/bench/run.py $(BENCH)

constraints: .venv/lint .venv/live ## write the installed versions to constraints.txt
	@{ echo "# The exact versions that the tests ran with. \`make constraints\` updates this file."; \
	  $(BIN)/pip freeze --all | grep -Ev '^(setuptools|wheel)='; } > constraints.new && mv constraints.new constraints.txt

clean: ## delete all build output and .venv
	rm -rf $(OUT) .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is required: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating .venv (only once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

.venv/site .venv/live .venv/editions .venv/test .venv/lint: .venv/pip pyproject.toml constraints.txt
	@echo "Installing the packages for '$(@F)' ..."
	@$(BIN)/python -m pip install --quiet --group $(@F)
	@touch $@

.venv/tools: Makefile .venv/pip
	@echo "Installing the npm packages for the tests ..."
	@npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix .venv/node $(TOOLS)
	@touch $@
