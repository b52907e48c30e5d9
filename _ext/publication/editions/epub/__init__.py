"""The EPUB edition: a file with all posts, and one for each series."""
