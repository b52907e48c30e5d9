"""Converts doctrees to Typst markup and writes them as a Typst project."""
