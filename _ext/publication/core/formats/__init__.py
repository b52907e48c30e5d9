"""The output formats, as pure functions: feeds, sitemap, citations, HTTP headers and others."""
