"""Everything about posts: their front matter, dates, corrections, taxonomies and listings."""
