"""What becomes of the households under another standard, as a chart."""

from django.conf import settings

from households.rules.hypothesis import Move
from povertyportal.areas.models import Provenance
from povertyportal.ui.charts import Bar, Bars, Chart, Measure
from povertyportal.ui.numbers import vietnamese
from reports.models import WhatIfRun
from reports.services.whatif.naming import period_of, place_name, short
from reports.services.whatif.showing import Transition

CODE = "doi-chuan"
NOTE = "Giả định, không phải kết quả rà soát. Danh sách là của hộ nghèo, hộ cận nghèo."


def by_move(run: WhatIfRun, found: Transition) -> Chart:
    """Bars of households that stay, enter, leave, stay outside or are unknown."""
    period = period_of(run)
    return Chart(
        key=CODE,
        title=_finding(run, found),
        drawing=Bars(
            tuple(Bar(move.label, number) for move, number in found.moves.items()),
            what="Thay đổi",
            of="Số hộ",
        ),
        measure=Measure("hộ"),
        as_of=run.as_of,
        standard=f"Chuẩn của {short(run.standard)}, đối chiếu với {short(run.other)}",
        basis=period.basis_name,
        source=str(Provenance.INVENTED.label) if settings.DEMO else "",
        note=NOTE,
        place=place_name(run),
        period=f"Năm {run.year}",
    )


def _finding(run: WhatIfRun, found: Transition) -> str:
    """The chart's title: how many come in, go out, and are not known."""
    moves = {move: vietnamese(number) for move, number in found.moves.items()}
    return (
        f"Theo {short(run.other)}: {moves[Move.ENTERS]} hộ vào danh sách, "
        f"{moves[Move.LEAVES]} hộ ra, {moves[Move.STAYS]} hộ ở lại, "
        f"{moves[Move.UNKNOWN]} hộ chưa rõ"
    )
