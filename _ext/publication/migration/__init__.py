"""Taking over another blog: its files byte for byte, its settings as lines for ``conf.py``, every old address.

``sources`` reads a checkout, ``migrate`` puts it all together, ``report`` tells it. Nothing here runs the
blog's code, edits a post, or writes over a file.
"""
