"""The site's images: responsive images, safe SVG, preview cards, and the fonts that cards and editions use."""
