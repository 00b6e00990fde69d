"""The dates of an activity: in order, and none of what was done in the future.

Order of an investment's steps (start, completion, acceptance, use); no article is
applied: that one cannot precede the other follows from what they are.
"""

from collections.abc import Mapping
from datetime import date

# Each with the words of a sentence, in order; a later one needs the one before.
DONE = {
    "started_on": "ngày bắt đầu",
    "finished_on": "ngày hoàn thành",
    "accepted_on": "ngày nghiệm thu",
    "commissioned_on": "ngày đưa vào sử dụng",
}
_STEPS = list(DONE)


def problems(dates: Mapping[str, date | None], today: date) -> dict[str, str]:
    """Field -> what is wrong with its date, in Vietnamese; empty if all is well.

    `dates` are those of DONE and planned_start, planned_finish; what is left out is
    not known.
    """
    found: dict[str, str] = {}
    starts, ends = dates.get("planned_start"), dates.get("planned_finish")
    if starts and ends and ends < starts:
        found["planned_finish"] = (
            f"Ngày dự kiến hoàn thành {ends:%d/%m/%Y} trước ngày dự kiến bắt đầu "
            f"{starts:%d/%m/%Y}: hãy xem lại hai ngày."
        )
    for before, step in zip((None, *_STEPS), _STEPS, strict=False):
        told = _problem(dates, before, step, today)
        if told:
            found[step] = told
    return found


def _problem(
    dates: Mapping[str, date | None], before: str | None, step: str, today: date
) -> str:
    day, name = dates.get(step), DONE[step]
    if day is None:
        return ""
    if day > today:
        return f"Ngày {day:%d/%m/%Y} chưa đến: chỉ ghi {name} khi việc đã làm."
    if before is None:
        return ""
    earlier = dates.get(before)
    if earlier is None:
        return f"Có {name} mà chưa có {DONE[before]}: hãy ghi {DONE[before]} trước."
    if day < earlier:
        return (
            f"{name.capitalize()} {day:%d/%m/%Y} trước {DONE[before]} "
            f"{earlier:%d/%m/%Y}: hãy xem lại hai ngày."
        )
    return ""
