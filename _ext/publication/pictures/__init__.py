"""Images: responsive copies, safe SVG, social cards and the fonts that cards and editions use."""
