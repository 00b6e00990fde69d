"""Official papers: what each one says, who may print it, and long print runs.

A paper is a template (`templates/papers/`) and a function from a row to its texts.
"""
