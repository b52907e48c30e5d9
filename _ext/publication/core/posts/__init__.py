"""Posts: their front matter, dates, corrections, taxonomies and listings."""
