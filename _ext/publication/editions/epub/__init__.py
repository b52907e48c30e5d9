"""The EPUB edition: one book with all posts, and one for each series."""
