"""Doctree to HTML: the site's builder, its templates' input, listings and the HTML translator."""
