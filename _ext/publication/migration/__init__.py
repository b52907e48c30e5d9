"""Migrates another generator's blog: copies its files, proposes settings for ``conf.py``, and lists old URLs.

``blog_files`` lists the files in a checkout (the old blog's folder), ``migrate`` runs the whole migration, and
``migration_report`` formats the result. The package never runs the other blog's code, edits a post, or overwrites a
file.
"""
