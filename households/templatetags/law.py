"""Names of the law's standards for templates."""

from django import template

from households.rules.standards import STANDARDS

register = template.Library()


@register.filter
def standard_title(code: str) -> str:
    """The standard's short title; the code itself when it is not known."""
    found = STANDARDS.get(code)
    return found.title if found else code
