"""The HTML of a page's text: Sphinx's translator with our own code blocks, formulas, footnotes and tables."""
