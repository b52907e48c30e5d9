"""What a post is: the rules of the publication, free of Sphinx, docutils, ABlog and the clock."""
