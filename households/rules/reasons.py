"""The sentences that say why a household falls in a class."""

from households.rules.facts import AreaKind
from households.rules.outcome import PovertyClass, Reason
from households.rules.standards.base import AverageFor, Standard, Step, Steps


def grouped(number: int) -> str:
    """A whole number as it is written in Vietnamese: 1.500.000."""
    return f"{number:,}".replace(",", ".")


def income_text(amount: int) -> str:
    return f"{grouped(amount)} đồng/người/tháng"


def points_text(points: int) -> str:
    return f"{points} điểm"


def position(standard: Standard, kind: AreaKind, value: int, by_points: bool) -> Reason:
    """Where the B1 total, or the income, lies between the lines of that area."""
    table = standard.points if by_points and standard.points else standard.income
    show = points_text if by_points else income_text
    subject = "Điểm B1" if by_points else "Thu nhập bình quân"
    above, below = _around(table.of(kind), value, standard)
    parts = [f"trên {show(step.value)}" for step in above]
    parts += [f"không quá {show(step.value)}" for step in below]
    return Reason(
        text=f"{subject} của hộ là {show(value)}: {' và '.join(parts)} "
        f"(khu vực {kind.label}).",
        citation=standard.points_citation if by_points else standard.citation,
        verified=all(step.verified for step in (*above, *below)),
    )


def _around(
    steps: Steps, value: int, standard: Standard
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The nearest step below the value and the nearest at or above it."""
    given = steps.given()
    above = tuple(step for step in given if value > step.value)[-1:]
    below = tuple(step for step in given if value <= step.value)[:1]
    return above, below


def deprivations(
    standard: Standard, counts: tuple[int, int], *, by_points: bool, sure: bool
) -> Reason:
    """How many indicators the household is deprived in, and the B2 points of that.

    ``sure``: the class would be the same without the thresholds that are recalled.
    B2 points that are only recalled are named only where points decide.
    """
    low, high = counts
    total, each = len(standard.indicators), standard.points_per_indicator
    recalled = not standard.points_per_indicator_verified
    text = f"Hộ thiếu hụt {_between(low, high)} trong {total} chỉ số"
    if each is not None and (by_points or not recalled):
        text += f", điểm B2 là {_between(low * each, high * each)}"
        sure = sure and not recalled
    return Reason(f"{text}.", standard.points_citation, sure)


def _between(low: int, high: int) -> str:
    return f"{low}" if low == high else f"từ {low} đến {high}"


def conclusion(
    standard: Standard,
    found: PovertyClass,
    possible: frozenset[PovertyClass],
    counts: tuple[int, int],
) -> Reason:
    """The class and the rule that gives it."""
    verified = found not in standard.unverified_classes
    return Reason(_rule(standard, found, possible, counts), standard.citation, verified)


def _rule(
    standard: Standard,
    found: PovertyClass,
    possible: frozenset[PovertyClass],
    counts: tuple[int, int],
) -> str:
    need = standard.deprived_for_poor
    label = found.label.capitalize()
    if found is PovertyClass.UNDETERMINED:
        names = [each.label for each in PovertyClass if each in possible]
        return f"{label}: có thể là {' hoặc '.join(names)}."
    if found is PovertyClass.POOR and counts[0] < need:
        return (
            f"{label}: thu nhập không quá chuẩn nghèo, không xét số chỉ số thiếu hụt."
        )
    if found is PovertyClass.POOR:
        return f"{label}: không quá chuẩn thu nhập và thiếu hụt từ {need} chỉ số."
    if found is PovertyClass.NEAR_POOR:
        return f"{label}: không quá chuẩn thu nhập và thiếu hụt dưới {need} chỉ số."
    return _above_line(standard, found)


def _above_line(standard: Standard, found: PovertyClass) -> str:
    text = (
        f"{found.label.capitalize()}: trên chuẩn thu nhập, điểm B2 không làm thay đổi"
    )
    if found is PovertyClass.AVERAGE and standard.average_for is AverageFor.FARMERS:
        text += "; hộ làm nông, lâm, ngư, diêm nghiệp"
    return f"{text}."
