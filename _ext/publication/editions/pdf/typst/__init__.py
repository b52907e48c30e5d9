"""Converts doctrees to Typst markup, and writes the markup as a Typst project."""
