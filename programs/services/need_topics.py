"""What households may need: the indicators of a standard, and causes of poverty.

A need has a code: an indicator's ("toilet") or "cause-3". Indicators of two standards
that have the same code are the same need.
"""

from dataclasses import dataclass

from households.rules.standards import STANDARDS

EVERYBODY = ""  # the topic of all poor and near-poor households

# Causes since 2022 (official form 10). The list of 2016-2020 has 11 and is not known
# word by word: its causes go by their number.
CAUSE_NAMES: tuple[str, ...] = (
    "Không có đất hoặc ít đất sản xuất",
    "Không có vốn sản xuất, kinh doanh",
    "Không có lao động",
    "Không có công cụ, phương tiện sản xuất",
    "Không có kiến thức về sản xuất",
    "Không có kỹ năng lao động, sản xuất",
    "Có người ốm đau, bệnh nặng, tai nạn",
    "Nguyên nhân khác",
)
CAUSES = 11
_OLD = "QD59_2016"
NO_CAPITAL = "cause-2"


@dataclass(frozen=True)
class Topic:
    """A need under a standard; bit `number` - 1 of the outcome's mask says who has it.

    `is_cause`: the mask is that of the causes, else of the deprivations.
    """

    standard: str
    code: str
    number: int
    is_cause: bool
    name: str


def topics() -> tuple[Topic, ...]:
    """Every need of every standard, deprivations first, in their order."""
    return _TOPICS


def _of_standards() -> tuple[Topic, ...]:
    found = [
        Topic(code, each.code, each.number, False, each.name)
        for code, standard in STANDARDS.items()
        for each in standard.indicators
    ]
    for code in STANDARDS:
        last = CAUSES if code == _OLD else len(CAUSE_NAMES)
        found += [
            Topic(code, f"cause-{number}", number, True, cause_name(code, number))
            for number in range(1, last + 1)
        ]
    return tuple(found)


def cause_name(standard: str, number: int) -> str:
    """A cause in words, as far as the list of that standard is known."""
    if standard == _OLD:
        return f"Nguyên nhân số {number} của danh sách 2016-2021"
    known = number <= len(CAUSE_NAMES)
    return CAUSE_NAMES[number - 1] if known else f"Nguyên nhân số {number}"


_TOPICS = _of_standards()
_NAMES = {(each.standard, each.code): each.name for each in _TOPICS}
_ANY = {each.code: each.name for each in _TOPICS}


def topic_name(code: str, standard: str = "") -> str:
    """A need in words; the code itself for one that no standard knows."""
    if code == EVERYBODY:
        return "Tất cả hộ nghèo, hộ cận nghèo"
    return _NAMES.get((standard, code)) or _ANY.get(code, code)


def needs_of(standard: str, deprived_mask: int, causes_mask: int) -> list[Topic]:
    """The needs that an outcome's masks say."""
    return [
        each
        for each in _TOPICS
        if each.standard == standard
        and (causes_mask if each.is_cause else deprived_mask) & (1 << each.number - 1)
    ]


def codes() -> dict[str, list[object]]:
    """The topics as columns, for SQL to join with."""
    return {
        "topic_standards": [each.standard for each in _TOPICS],
        "topic_codes": [each.code for each in _TOPICS],
        "topic_bits": [1 << each.number - 1 for each in _TOPICS],
        "topic_causes": [each.is_cause for each in _TOPICS],
    }
