"""The HTML of the text of a page: Sphinx's translator with our code blocks, formulas, footnotes and tables."""
