"""The HTML of a document's body: Sphinx's translator with our code blocks, formulas, footnotes and tables."""
