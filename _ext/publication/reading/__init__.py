"""From Markdown to doctrees: the parser, and the handlers that collect data from each document and check it."""
