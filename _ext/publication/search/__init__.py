"""Creates the search index from page texts and extra index words for Korean, with the Pagefind program."""
