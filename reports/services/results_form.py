"""Lines of form 1: of a year from the kept figures, else from a counted list."""

from collections.abc import Callable

from povertyportal.areas.models import Area
from reports.figures import BY_PART, CLASSES, SUMMED, Figures
from reports.services import form_lines
from reports.services.form_lines import FormContent, FormLine
from reports.services.stock_lines import StockContent, StockLine
from reports.stock import Listing, YearList


def results_of(
    areas: list[Area], listing: Listing, count: Callable[[Listing], StockContent]
) -> FormContent:
    """The form's lines; `count` counts a list where there are no kept figures."""
    if isinstance(listing, YearList) and listing.instant is None:
        return form_lines.content_of(areas, listing.period)
    content = count(listing)
    lines = [
        FormLine(line.mark, line.name, _figures(line, content), line.bold, line.area)
        for line in content.lines
    ]
    # Which communes have no figures, form 1 says in its own words.
    coverage = form_lines.notes_of(
        lines, [area.name for area in content.missing], not listing.is_official
    )
    others = content.notes[1:] if content.missing else content.notes
    return FormContent(tuple(lines), (*coverage, *others), content.as_of)


def _figures(line: StockLine, content: StockContent) -> Figures:
    counts: dict[str, int | None] = dict.fromkeys(SUMMED, 0)
    counts["communes"] = sum(map(line.holds, content.communes))
    for kind in CLASSES:
        counts[kind] = line.stock[kind]
        if f"{kind}_persons" in counts:
            counts[f"{kind}_persons"] = line.stock[f"{kind}_persons"]
    counts["resident_households"] = line.residents.households
    counts["resident_persons"] = line.residents.persons
    no_parts: dict[str, tuple[int, ...]] = {
        name.removesuffix("_parts"): () for name in BY_PART
    }
    return Figures(counts, no_parts, content.as_of, line.missing)
