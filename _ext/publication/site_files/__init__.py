"""Writes the site's files other than pages: feeds, sitemap, redirects, HTTP headers, style sheet and scripts."""
