"""Pure functions that generate the site's output formats: feeds, sitemap, citations, HTTP headers and others."""
