"""File formats that the publication writes, as pure functions: feeds, sitemap, citations, headers."""
