"""From doctrees to HTML: the site builder, the input for its templates, the listings and the HTML translator."""
