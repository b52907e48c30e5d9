"""The search index: text of the pages, Korean words, and Pagefind."""
