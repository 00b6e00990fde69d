"""Small signs that say in grey what colour says on screen.

They are inline SVG, not characters and not CSS backgrounds: fonts on old machines lack
the characters, and browsers leave backgrounds out when they print.
"""

from django.utils.safestring import SafeString, mark_safe

_SHAPES = {
    "full": '<rect x="1" y="1" width="10" height="10" fill="currentColor"/>',
    "half": (
        '<rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none"'
        ' stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M1 11V1L11 11Z" fill="currentColor"/>'
    ),
    "quarter": (
        '<rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none"'
        ' stroke="currentColor" stroke-width="1.5"/>'
        '<rect x="1" y="8" width="10" height="3" fill="currentColor"/>'
    ),
    "empty": (
        '<rect x="1.75" y="1.75" width="8.5" height="8.5" fill="none"'
        ' stroke="currentColor" stroke-width="1.5"/>'
    ),
    "up": ('<path d="M6 1 10.5 6H7.5V11H4.5V6H1.5Z" fill="currentColor"/>'),
    "question": (
        '<circle cx="6" cy="6" r="5" fill="none" stroke="currentColor"'
        ' stroke-width="1.25" stroke-dasharray="2 1.5"/>'
        '<path d="M4.5 4.9a1.5 1.5 0 1 1 2.3 1.2q-.8.5-.8 1.1" fill="none"'
        ' stroke="currentColor" stroke-width="1.2"/>'
        '<circle cx="6" cy="8.7" r=".7" fill="currentColor"/>'
    ),
    "check": (
        '<path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" stroke="currentColor"'
        ' stroke-width="2"/>'
    ),
    "warning": (
        '<path d="M6 1 11.5 11H.5Z" fill="none" stroke="currentColor"'
        ' stroke-width="1.25"/>'
        '<path d="M6 4.5V7.5M6 8.6V9.8" stroke="currentColor" stroke-width="1.4"/>'
    ),
    "cross": (
        '<path d="M2 2 10 10M10 2 2 10" fill="none" stroke="currentColor"'
        ' stroke-width="2"/>'
    ),
    "dot": '<circle cx="6" cy="6" r="4" fill="currentColor"/>',
    "ring": (
        '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor"'
        ' stroke-width="1.75"/>'
    ),
    "dash": '<path d="M2 6H10" stroke="currentColor" stroke-width="2"/>',
}

# The tones of _status.html and the levels of Django's messages.
_TONES = {
    "neutral": "ring",
    "debug": "ring",
    "info": "dot",
    "ok": "check",
    "success": "check",
    "warn": "warning",
    "bad": "cross",
    "error": "cross",
}


def sign(name: str) -> SafeString:
    """The SVG of a sign by its shape or tone; hidden from screen readers.

    Raises KeyError for a name that does not exist.
    """
    shape = _SHAPES[_TONES.get(name, name)]
    return mark_safe(  # noqa: S308  constants of this module only
        '<svg class="sign" viewBox="0 0 12 12" width="12" height="12"'
        f' aria-hidden="true" focusable="false">{shape}</svg>'
    )
