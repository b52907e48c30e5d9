"""The formats that the publication writes, as pure functions: feeds, sitemap, citations, HTTP headers and others."""
