"""The rules of the publication, in pure Python: they know no Sphinx, docutils or ABlog, and read no clock."""
