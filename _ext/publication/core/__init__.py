"""The publication's rules, in pure Python. This code does not use Sphinx, docutils, ABlog or the system clock."""
