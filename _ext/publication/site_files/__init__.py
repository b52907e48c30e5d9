"""The files beside the pages: feeds, sitemap, redirects, headers for hosts, style sheet and scripts."""
