"""The search index: the text of each page, extra index words for Korean, and Pagefind."""
