"""Images of the site: responsive images, safe SVG, preview cards, and the fonts that cards and editions use."""
