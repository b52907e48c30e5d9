"""From doctrees to HTML: the builder of the site, the input of its templates, listings and the HTML translator."""
