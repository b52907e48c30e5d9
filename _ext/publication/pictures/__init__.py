"""Prepares the site's images (responsive images, safe SVG, preview cards), and the fonts for cards and editions."""
