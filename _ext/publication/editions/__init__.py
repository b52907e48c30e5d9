"""The posts as PDF and EPUB."""
