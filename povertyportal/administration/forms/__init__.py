"""Forms of the administration pages, one module a subject."""
