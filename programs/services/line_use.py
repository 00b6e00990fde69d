"""What of a line's money is written down for households: supports and houses.

What is written for households and what is paid are two views of the same money, so
the one is never taken off the other; both are held to what the line was allocated.
"""

from collections.abc import Collection, Iterator

from django.db.models import Sum

from povertyportal.ui.numbers import vietnamese
from programs.models import BudgetLine, HousingCase, Source, Support
from programs.services.questions import Question

# Which share of a house a line pays, by the line's source; of all others the State's.
_SHARES = {
    Source.ENTERPRISE: "from_community",
    Source.COMMUNITY: "from_community",
    Source.HOUSEHOLD: "from_household",
    Source.CREDIT: "from_loan",
}
_ALL_SHARES = ("from_state", "from_community", "from_household", "from_loan")


def share_of(line: BudgetLine) -> str:
    """The name of the share of a house that comes from a line."""
    return _SHARES.get(Source(line.source), "from_state")


def hold_lines(ids: Collection[int]) -> dict[int, BudgetLine]:
    """Lines by id, locked in one order; households are held before them.

    Of two officers who write on one line the second sees what the first left.
    """
    rows = BudgetLine.objects.filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)}


def written(
    lines: Collection[BudgetLine],
    *,
    support: int | None = None,
    house: int | None = None,
) -> dict[int, int]:
    """Đồng written for households by line (id), but for one support or house (id).

    Planned or given supports, and the shares of houses that were not stopped. Two
    queries, however many lines.
    """
    ids = [line.pk for line in lines]
    sums = dict.fromkeys(ids, 0)
    supports = Support.objects.filter(line__in=ids).exclude(pk=support or 0)
    for line, total in (
        supports.exclude(state=Support.State.CANCELLED)
        .order_by()
        .values_list("line_id")
        .annotate(total=Sum("value"))
    ):
        sums[line] += int(total)
    houses = (
        HousingCase.objects.filter(line__in=ids, cancelled_on=None)
        .exclude(pk=house or 0)
        .order_by()
        .values_list("line_id")
        .annotate(*[Sum(name) for name in _ALL_SHARES])
    )
    shares = {line.pk: _ALL_SHARES.index(share_of(line)) for line in lines}
    for line, *totals in houses:
        sums[line] += int(totals[shares[line]])
    return sums


def room(
    line: BudgetLine, *, support: int | None = None, house: int | None = None
) -> int:
    """Đồng of a line that are written for no household yet; see `written`."""
    return line.allocated - written([line], support=support, house=house)[line.pk]


def beyond(amount: int, left: int, what: str) -> Iterator[Question]:
    """Whether `what` costs more (đồng) than a line has left."""
    if amount > max(left, 0):
        yield Question(
            "beyond_line",
            f"Nguồn vốn chỉ còn {vietnamese(max(left, 0))} đồng chưa ghi cho hộ nào; "
            f"{what} {vietnamese(amount)} đồng.",
        )


def about_the_house(house: HousingCase) -> Iterator[Question]:
    """Whether the share of a house is more than its line has left; the line is held.

    `house` carries what is to be kept.
    """
    if house.line_id is None:
        return
    line = hold_lines([house.line_id])[house.line_id]
    left = room(line, house=house.pk)
    yield from beyond(getattr(house, share_of(line)), left, "nhà này lấy từ đó")


def about_the_cut(line: BudgetLine, amount: int) -> Iterator[Question]:
    """Whether a line, less `amount` (đồng), still holds what is written on it.

    The line is held by the caller.
    """
    taken = written([line])[line.pk]
    if amount > 0 and line.allocated - amount < taken:
        yield Question(
            "below_written",
            f"Dòng vốn đã ghi {vietnamese(taken)} đồng hỗ trợ, nhà ở cho các hộ; bớt "
            f"{vietnamese(amount)} đồng thì chỉ còn "
            f"{vietnamese(line.allocated - amount)} đồng.",
        )
