"""From doctrees to HTML: the site builder, the input of its templates, listings and the HTML translator."""
