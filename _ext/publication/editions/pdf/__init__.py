"""The PDF edition: the book and a file for each post, typeset by Typst."""
