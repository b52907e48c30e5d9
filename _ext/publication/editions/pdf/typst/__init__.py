"""Doctree to Typst markup."""
