"""What is asked before money is allocated: is it in the plan, is it not there already.

Money stands where it is spent and handing it on is a transfer (docs/decisions/0023):
allocated to a province and then once more to its communes it would count twice.
"""

from collections.abc import Iterator, Mapping

from django.db.models import F

from povertyportal.ui.numbers import vietnamese
from programs.models import BudgetLine
from programs.services.money_base import OWN_SOURCES
from programs.services.questions import Question


def about_the_allocation(line: BudgetLine, amount: int) -> Iterator[Question]:
    """What is asked when a line (held by the caller) is to get so much (đồng)."""
    yield from about_the_plan(line, line.planned, line.allocated + amount)
    above = [pk for pk in line.area.ancestor_ids if pk != line.area_id]
    same = {
        name: getattr(line, name) for name in ("purpose", "year", "source", "capital")
    }
    if line.component_id is None:
        same["component__isnull"] = True
    else:
        same["component"] = line.component_id
    held = BudgetLine.objects.filter(area__in=above, **same)
    for each in held.filter(allocated__gt=F("disbursed")).select_related("area"):
        yield not_handed_on(each)


def about_the_plan(line: BudgetLine, planned: int, total: int) -> Iterator[Question]:
    """Whether a line of a programme gets more in all (đồng) than was planned for it.

    A commune's own money and what people give follow no plan of the programme.
    """
    is_planned = line.component_id is not None and line.source not in OWN_SOURCES
    if is_planned and total > planned:
        yield Question(
            "above_plan",
            f"Được giao cả thảy {vietnamese(total)} đồng, vượt kế hoạch vốn của dòng "
            f"này ({vietnamese(planned)} đồng). Hãy ghi kế hoạch vốn trước, hoặc kiểm "
            "tra số tiền.",
        )


def not_handed_on(line: BudgetLine) -> Question:
    """Whether the money comes from what a wider unit still holds of the same."""
    return Question(
        "held_above",
        f"{line.area.name} còn {vietnamese(line.left)} đồng chưa phân bổ của cùng dự "
        "án, năm và nguồn vốn. Tiền này có lấy từ đó không? Nếu có, mở dòng vốn của "
        f"{line.area.name} và bấm “Phân bổ xuống xã” để không tính hai lần.",
    )


def held_above(
    line: BudgetLine, known: Mapping[tuple[object, ...], BudgetLine]
) -> Iterator[Question]:
    """The same question where lines are known by their keys, as lists read them."""
    key = (line.purpose, line.year, line.source, line.capital)
    for pk in line.area.ancestor_ids:
        above = known.get((line.component_id, key[0], pk, *key[1:]))
        if above is not None and pk != line.area_id and above.left > 0:
            yield not_handed_on(above)
