"""Generates the HTML of a page's text. Extends Sphinx's translator for code, formulas, footnotes and tables."""
