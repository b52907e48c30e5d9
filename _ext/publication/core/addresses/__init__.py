"""URLs and paths: permalinks, slugs, the ledger, and the files that the site serves."""
