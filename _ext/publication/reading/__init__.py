"""Markdown to doctree: the parser, and what is found and checked in each document while Sphinx reads it."""
