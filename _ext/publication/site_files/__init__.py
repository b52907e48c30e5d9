"""The files beside the pages: feeds, sitemap, redirects, HTTP headers, style sheet and scripts."""
