"""Publishes the posts as PDF: one book, and one file for each post. Typst typesets them."""
