"""The same posts as PDF and EPUB, from the same doctrees."""
