"""Known faults, sown one by one into good definitions: what `lantik check` should find, and where.

`sources` has the good definitions and the edits, `form`, `rules`, `shape` and `stories` the kinds of faults, one function
each that yields every place where it can be sown.
"""
