"""Forms of the programmes, one module a subject."""
