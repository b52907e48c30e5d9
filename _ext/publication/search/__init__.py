"""The search index: page texts, extra index words for Korean, and the Pagefind program that indexes them."""
