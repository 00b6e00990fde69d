"""Parts of drawings: lines, words, boxes. Attributes only, no style="".

Lengths across are per cent of the drawing's width, all others px. What must not run
into each other is laid out for the narrowest drawing (a phone of 360 px): on anything
wider there is only more room.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

NARROW = 290  # px that a drawing has on a phone of 360 px
SIZE, SMALL = 14, 12.5  # px of letters
AXIS, GRID, MARK = "#75828f", "#d2d9e0", "#9b1c12"
NORMAL, STRONG = "#5b8db5", "#0e2b46"
LINE = 17  # px from a line of words to the next
# A white rim keeps words readable where a line runs behind them.
RIM = mark_safe(
    ' stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
)
_WIDE, _BOLD = 0.53, 0.62  # of the letters' size, a letter on average, on the safe side


def width_of(words: str, *, size: float = SIZE, bold: bool = False) -> float:
    """About how many px words take, rather too many than too few."""
    return len(words) * size * (_BOLD if bold else _WIDE)


def per_cent(share: float) -> str:
    """37.5 as "37.50%"."""
    return f"{share:.2f}%"


def wrapped(words: str, room: float, *, size: float = SIZE) -> list[str]:
    """The words in lines of at most `room` px; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size=size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


# A page draws some thousand elements: format_html a value would be most of its time.


def joined(parts: Iterable[SafeString | str]) -> SafeString:
    """Parts one after another."""
    return mark_safe("".join(map(_escaped, parts)))  # noqa: S308 - escaped


def attributes(found: dict[str, object]) -> SafeString:
    """Attributes of an element; None leaves one out, "_" in a name is "-"."""
    written = (
        f' {_name(name)}="{_escaped(value)}"'
        for name, value in found.items()
        if value is not None
    )
    return mark_safe("".join(written))  # noqa: S308 - values are escaped


@cache
def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _escaped(value: object) -> str:
    """As Django's conditional_escape, without asking whether a value is lazy."""
    is_safe = isinstance(value, SafeString | int | float)
    return str(value) if is_safe else escape(str(value))


def element(tag: str, **found: object) -> SafeString:
    """An element without content: element("rect", x=0, fill="#fff")."""
    return mark_safe(f"<{tag}{attributes(found)}/>")  # noqa: S308 - escaped


def text(
    x: str,
    y: float,
    words: str,
    *,
    kind: str = "",
    bold: bool = False,
    has_rim: bool = True,
    **found: object,
) -> SafeString:
    """Words, with a white rim unless they stand on something dark.

    `kind`: "soft", "value", "on" (what is drawn), "hint" (seen only on focus).
    """
    own = {
        "x": x,
        "y": f"{y:g}",
        "class": f"chart-{kind}" if kind else None,
        "font-size": SMALL if kind in ("soft", "hint") else None,
        "font-weight": 600 if bold else None,
    }
    rim = RIM if has_rim else ""
    inner = _escaped(words)
    return mark_safe(  # noqa: S308 - escaped
        f"<text{attributes(own | found)}{rim}>{inner}</text>"
    )


def is_hint(words: str) -> bool:
    """Whether a drawn text is seen on focus only."""
    return 'class="chart-hint"' in words


def upright(
    x: str, top: float, bottom: float, stroke: str, **found: object
) -> SafeString:
    """A vertical line."""
    return element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=stroke, **found)


def level(left: str, right: str, y: float, stroke: str, **found: object) -> SafeString:
    """A horizontal line."""
    return element("line", x1=left, x2=right, y1=y, y2=y, stroke=stroke, **found)


def item(words: str, parts: Iterable[SafeString | str], url: str = "") -> SafeString:
    """A part of the chart that one can go to by keyboard and that says what it is.

    With `url` it is a link. What it says appears for the mouse too.
    """
    inner = format_html("<title>{}</title>{}", words, joined(parts))
    if url:
        return format_html(
            '<a class="chart-item" href="{}" aria-label="{}">{}</a>', url, words, inner
        )
    return format_html(
        '<g class="chart-item" tabindex="0" role="img" aria-label="{}">{}</g>',
        words,
        inner,
    )


@dataclass(frozen=True)
class Box:
    """Where words stand on the narrowest drawing, in px."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any place."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Swatch:
    """An entry of a legend: what is drawn before the words (18 px wide), the words."""

    sign: SafeString
    words: str


def legend(entries: Sequence[Swatch]) -> tuple[SafeString, float]:
    """Entries one under another and the height they take; signs are drawn at y=10."""
    parts = [
        format_html(
            '<g transform="translate(0 {})">{}{}</g>',
            place * (LINE + 3),
            entry.sign,
            text("26", 14, entry.words, kind="soft"),
        )
        for place, entry in enumerate(entries)
    ]
    return joined(parts), len(entries) * (LINE + 3) + 4


def lines_of_text(
    lines: Sequence[str], y: float, **found: object
) -> Iterator[SafeString]:
    """Lines of words from the left edge, `y` the foot of the first."""
    for place, words in enumerate(lines):
        yield text("0", y + place * LINE, words, **found)  # type: ignore[arg-type]


def hatched(name: str, colour: str, *, width: float = 3, gap: float = 6) -> SafeString:
    """A fill of slanting lines, used as fill="url(#name)"."""
    return format_html(
        '<defs><pattern id="{0}" width="{1}" height="{1}" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="{1}" height="{1}" fill="#fff"/>'
        '<rect width="{2}" height="{1}" fill="{3}"/></pattern></defs>',
        name,
        f"{gap:g}",
        f"{width:g}",
        colour,
    )
