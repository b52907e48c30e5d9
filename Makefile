# The two main commands are `make html` and `make test`. `make help` lists all of them.
# The first run creates .venv with exactly the packages whose versions and hashes are in requirements.

PYTHON  ?= python3
PORT    ?= 8000
J       ?= 1
OUT     := _build
PUBLISH ?= $(OUT)/publish
BIN     := .venv/bin
ifdef STRICT
ERRORS  := -W --keep-going
endif

export PYTHONPATH := _ext
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# The versions are in requirements, so pip must not apply other constraints that the user has configured.
export PIP_CONSTRAINT :=

# Every build uses this recipe: $(call build,BUILDER,DOCTREE_FOLDER,OPTIONS,OUTPUT_FOLDER). Without OUTPUT_FOLDER, the
# output folder is _build/DOCTREE_FOLDER.
build = $(BIN)/python -m sphinx -q -j $(J) $(ERRORS) -b $(1) -d $(OUT)/doctrees/$(2) $(3) $(SPHINXOPTS) . $(or $(4),$(OUT)/$(2))

# Every installation of Python packages uses this recipe: $(call install,GROUP,OPTIONS). pip refuses any file whose hash is
# not in requirements/GROUP.txt. It builds packages without wheels using the setuptools from requirements/base.txt.
install = $(BIN)/python -m pip $(2) install --quiet --require-hashes --no-deps --no-build-isolation -r requirements/$(1).txt

.DEFAULT_GOAL := help
.PHONY: help html preview live pdf epub publish latexpdf nginx check fix new migrate test test-fast tools audit screenshots lint format reference bench clean constraints sbom hooks

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

constraints: .venv/supply ## resolve the dependencies and write requirements (UPGRADE=1 takes the newest versions)
	@PYTHONPATH=tests .venv/supply/bin/python -m tools.lock_files $(if $(UPGRADE),--upgrade)

sbom: .venv/editions .venv/supply ## list the installed packages in the CycloneDX format, in _build/sbom.json
	@PYTHONPATH=tests .venv/supply/bin/python -m tools.sbom
	@echo "The list of packages is in $(CURDIR)/$(OUT)/sbom.json"

hooks: .venv/lint .venv/hooks ## run the checks before each commit from now on
	@.venv/hooks/bin/pre-commit install

clean: ## delete all build output and .venv
	rm -rf $(OUT) .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/created: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is required: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating .venv (only once) ..."
	@$(PYTHON) -m venv .venv
	@$(call install,base)
	@touch $@

.venv/site .venv/live .venv/editions .venv/test .venv/lint: .venv/created $(wildcard requirements/*.txt)
	@echo "Installing the packages for '$(@F)' ..."
	@$(call install,$(@F))
	@touch $@

# These tools have environments of their own, so that their packages do not mix with those of the site.
.venv/supply .venv/hooks: .venv/created $(wildcard requirements/*.txt)
	@echo "Installing the packages for '$(@F)' ..."
	@$(BIN)/python -m venv --without-pip $@
	@$(call install,$(@F),--python $@/bin/python)
	@touch $@

# npm does not run the install scripts of these packages, which would download a browser. It refuses any file whose hash
# is not in requirements/package-lock.json.
.venv/tools: .venv/created requirements/package.json requirements/package-lock.json
	@echo "Installing the npm packages for the tests ..."
	@mkdir -p .venv/node
	@cp requirements/package.json requirements/package-lock.json .venv/node
	@npm ci --loglevel=error --no-audit --no-fund --ignore-scripts --prefix .venv/node
	@touch $@
