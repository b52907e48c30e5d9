"""From Markdown to doctrees: the parser, and what is collected and checked while Sphinx reads each document."""
