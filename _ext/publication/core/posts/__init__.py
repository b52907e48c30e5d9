"""What a post is: front matter, dates, taxonomies and corrections, without Sphinx."""
