"""Publishes the posts as EPUB: one book with all posts, and one book for each series."""
