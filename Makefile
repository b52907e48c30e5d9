# Two commands do everything: `make html` and `make test`. `make help` lists the rest.
# The first use makes .venv with the versions of constraints.txt.

PYTHON  ?= python3
PORT    ?= 8000
J       ?= 1
OUT     := _build
PUBLISH ?= $(OUT)/publish
BIN     := .venv/bin
ifdef STRICT
ERRORS  := -W --keep-going
endif

# Exact, tested versions of the tools that come from npm; npm runs no script of theirs and fetches no browser.
TOOLS := axe-core@4.14.1 vnu-jar@26.9.27 lighthouse@12 @daisy/ace@1.4.6

export PYTHONPATH := _ext
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_CONSTRAINT := constraints.txt

# One recipe for every builder: $(call build,builder,folder,options,output)
build = $(BIN)/python -m sphinx -q -j $(J) $(ERRORS) -b $(1) -d $(OUT)/doctrees/$(2) $(3) $(SPHINXOPTS) . $(or $(4),$(OUT)/$(2))

.DEFAULT_GOAL := help
.PHONY: help html preview live pdf epub publish latexpdf nginx check fix new migrate test tools audit screenshots lint format bench clean constraints

help: ## show this list
	@echo "Armistice: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

html: .venv/site ## build the site into _build/html (STRICT=1 fails on any problem, J=4 uses 4 processes)
	@$(call build,dirhtml,html)
	@echo "The site is at file://$(CURDIR)/$(OUT)/html/index.html"

pdf: .venv/editions ## set the posts by Typst: the book and a file for each post, in _build/pdf
	@$(call build,pdf,pdf)
	@echo "The book and the posts are in $(CURDIR)/$(OUT)/pdf"

preview: .venv/site ## build the site with drafts, scheduled and expired posts, marked, into _build/preview
	@$(call build,dirhtml,preview,-D publication_preview=1)
	@echo "The preview is at file://$(CURDIR)/$(OUT)/preview/index.html"

live: .venv/live ## serve the preview at http://127.0.0.1:8000 and rebuild it on save (PORT=8000)
	@$(BIN)/sphinx-autobuild -q --host 127.0.0.1 --port $(PORT) --ignore "$(CURDIR)/$(OUT)/*" --watch _ext \
	  -b dirhtml -d $(OUT)/doctrees/live -D publication_preview=1 . $(OUT)/live

epub: .venv/site ## build the EPUB of all posts into _build/epub, and one of each series
	@$(call build,epub,epub)
	@echo "The EPUB is at $(CURDIR)/$(OUT)/epub"

publish: .venv/editions ## build what a host serves: the site and the editions that it offers, into _build/publish (PUBLISH=folder)
	@$(call build,pdf,pdf)
	@$(call build,epub,epub)
	@$(call build,dirhtml,publish,-D publication_editions=$(OUT),$(PUBLISH))
	@echo "What a host serves is in $(PUBLISH)"

latexpdf: .venv/editions ## set the book by LaTeX instead, where XeLaTeX is installed, into _build/latex
	@command -v xelatex >/dev/null && command -v latexmk >/dev/null || { echo "make latexpdf needs XeLaTeX with Korean, and" \
	  "latexmk. On Debian: apt install texlive-xetex texlive-lang-korean texlive-latex-extra latexmk fonts-freefont-otf"; exit 1; }
	@$(call build,latex,latex)
	@cd $(OUT)/latex && latexmk -pdfxe -dvi- -ps- -quiet -interaction=nonstopmode *.tex
	@echo "The book is in $(CURDIR)/$(OUT)/latex"

nginx: .venv/site ## print a configuration of nginx for the site: make -s nginx HOST=example.org FOLDER=/srv/www/site
	@$(BIN)/python -m publication nginx $(if $(FOLDER),--folder "$(FOLDER)") $(if $(HOST),--host "$(HOST)")

check: .venv/site ## tell every problem of the posts, and fail if there is one
	@$(call build,dummy,check,-W --keep-going)
	@echo "No problems."

fix: .venv/site ## record new addresses in posts/permalinks.txt, so that none can be lost
	@$(BIN)/python -m publication fix

new: .venv/site ## begin a post: make new TITLE="A title"
	@$(BIN)/python -m publication new "$(TITLE)"

migrate: .venv/site ## take over a blog: make migrate FROM=../old-blog (FORMAT=jekyll, hugo or pelican; DRY=1 only tells)
	@$(BIN)/python -m publication migrate "$(FROM)" $(if $(FORMAT),--format "$(FORMAT)") $(if $(DRY),--dry)

test: .venv/test ## run the tests
	@$(BIN)/python -m pytest $(if $(CI),-n 2,-n auto) $(PYTEST)

tools: .venv/tools ## install what some tests need beside Python, from npm (axe, the Nu checker, Lighthouse, Ace)

audit: .venv/test .venv/tools ## measure the site with Lighthouse; anything below 100 fails (needs Chromium and Node.js)
	@PYTHONPATH=_ext:tests $(BIN)/python -m tools.audit

screenshots: .venv/test ## take pictures of every type of page, light and dark, into _build/screenshots (needs Chromium)
	@PYTHONPATH=_ext:tests $(BIN)/python -m tools.screenshots

lint: .venv/lint ## check style and types of the code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: .venv/lint ## mend the style of the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/editions .venv/test ## measure the build against the stock stack (BENCH="--posts 200"; BENCH=--pdf measures the PDFs)
	@$(BIN)/python tests/bench/run.py $(BENCH)

constraints: .venv/lint .venv/live ## write the installed versions into constraints.txt
	@{ echo "# The exact versions that were tested. \`make constraints\` writes them anew."; \
	  $(BIN)/pip freeze --all | grep -Ev '^(setuptools|wheel)='; } > constraints.new && mv constraints.new constraints.txt

clean: ## delete everything that was built, and .venv
	rm -rf $(OUT) .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

.venv/site .venv/live .venv/editions .venv/test .venv/lint: .venv/pip pyproject.toml constraints.txt
	@echo "Installing what '$(@F)' needs ..."
	@$(BIN)/python -m pip install --quiet --group $(@F)
	@touch $@

.venv/tools: Makefile .venv/pip
	@echo "Installing the tools of the tests ..."
	@npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix .venv/node $(TOOLS)
	@touch $@
