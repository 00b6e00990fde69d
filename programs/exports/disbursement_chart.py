"""How much of each group's money is paid out, the slowest first."""

from povertyportal.ui.charts import Bar, Bars, Chart, Mark, Measure
from povertyportal.ui.numbers import vietnamese
from programs.exports.disbursement import WAYS, Disbursed

CODE = "giai-ngan"
MOST = 20
MILLION = 1_000_000


def disbursement_chart(found: Disbursed) -> Chart | None:
    """Rates of the groups; None where there is one or none to compare."""
    known = [row for row in found.rows if row.group.rate is not None]
    if len(known) < 2:
        return None
    slowest = sorted(known, key=lambda row: (row.group.rate or 0, row.name))
    bars = tuple(
        Bar(
            row.name,
            row.group.rate,
            f"{_millions(row.group.disbursed)}/{_millions(row.group.allocated)}",
            strong=row.tone == "bad",
        )
        for row in slowest[:MOST]
    )
    expected, first = found.total.expected_rate, slowest[0]
    mark = Mark(expected, "Phải đạt đến nay") if expected else None
    return Chart(
        key=CODE,
        title=f"Giải ngân thấp nhất: {first.name} "
        f"({vietnamese(first.group.rate or 0, 2)}%)",
        drawing=Bars(bars, mark, what=WAYS[found.by][1], of="Tỷ lệ giải ngân"),
        measure=Measure("%", 2),
        as_of=found.known.day,
        basis="số do các đơn vị nhập",
        note="Sau tên: đã giải ngân/được giao, triệu đồng.",
        place=found.place.name,
        period=f"năm {found.known.year}",
    )


def _millions(amount: int) -> str:
    return vietnamese(round(amount / MILLION))
