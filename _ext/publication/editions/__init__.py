"""Publishes the posts as PDF and EPUB."""
