"""Movement of a household between two days (diễn biến hộ nghèo, cận nghèo).

What a household was on the first day, what it is on the last one and what is known
in between give one state; official forms 2 and 3 count these states, and each state
knows its column there. The forms' columns are found in real use; the time that
divides "tái nghèo" from "phát sinh mới" is only recalled (see LOOK_BACK_MONTHS).
"""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from households.rules.outcome import PovertyClass

CITATION = "Thông tư 07/2021/TT-BLĐTBXH, biểu tổng hợp diễn biến hộ nghèo, cận nghèo"

# --- not verified: no text found says it -------------------------------------------
# A household counts as newly escaped for up to three years (credit); the same time
# is taken to divide a relapse from a new case. The portal's setting may change it.
LOOK_BACK_MONTHS = 36
# -----------------------------------------------------------------------------------

LISTED = (PovertyClass.POOR, PovertyClass.NEAR_POOR)


class Presence(StrEnum):
    """Whether the household lives in the commune on both days, or on one of them."""

    STAYED = "stayed"
    LEFT = "left"
    ARRIVED = "arrived"


class Cause(StrEnum):
    """What an increase or a decrease for "other" reasons comes from."""

    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    SPLIT_OFF = "split_off"
    MERGED = "merged"
    DIED = "died"
    LEFT = "left"
    LIST_ENDED = "list_ended"
    STANDARD = "standard"
    NOT_TOLD = "not_told"

    @property
    def label(self) -> str:
        return CAUSE_LABELS[self]


CAUSE_LABELS = {
    Cause.MOVED_IN: "chuyển đến",
    Cause.MOVED_OUT: "chuyển đi",
    Cause.SPLIT_OFF: "tách ra từ hộ khác",
    Cause.MERGED: "nhập vào hộ khác",
    Cause.DIED: "người cuối cùng của hộ mất",
    Cause.LEFT: "thành viên rời khỏi hộ",
    Cause.LIST_ENDED: "danh sách hết hiệu lực, chưa có danh sách mới",
    Cause.STANDARD: "do đổi chuẩn nghèo",
    Cause.NOT_TOLD: "chưa ghi biến động",
}


class State(StrEnum):
    """Trạng thái diễn biến."""

    UNCHANGED = "unchanged"
    TO_NEAR_POOR = "to_near_poor"
    OUT_OF_POOR = "out_of_poor"
    OUT_OF_NEAR_POOR = "out_of_near_poor"
    FELL = "fell"
    RELAPSED = "relapsed"
    NEW = "new"
    OTHER = "other"
    STANDARD = "standard"

    @property
    def label(self) -> str:
        return STATE_LABELS[self]


STATE_LABELS = {
    State.UNCHANGED: "không đổi diện",
    State.TO_NEAR_POOR: "thoát nghèo, trở thành hộ cận nghèo",
    State.OUT_OF_POOR: "thoát nghèo, vượt chuẩn cận nghèo",
    State.OUT_OF_NEAR_POOR: "thoát cận nghèo",
    State.FELL: "hộ cận nghèo trở thành hộ nghèo",
    State.RELAPSED: "tái nghèo, tái cận nghèo",
    State.NEW: "phát sinh mới",
    State.OTHER: "tăng, giảm khác",
    State.STANDARD: "do đổi chuẩn nghèo",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What is known of a household in a commune between two days.

    ``before`` and ``after``: its class on the first and the last day, ``None`` while
    on no list. ``recent``: its classes of past times within the look-back of an
    entry. ``under_former``: what the review that decided ``after`` gives under the
    standard of ``before``, where it was reviewed under both.
    """

    before: PovertyClass | None
    after: PovertyClass | None
    presence: Presence = Presence.STAYED
    event: Cause | None = None
    recent: frozenset[PovertyClass] = frozenset()
    former_standard: str = ""
    present_standard: str = ""
    under_former: PovertyClass | None = None
    list_ended: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """A state, and for "other" ones what it comes from."""

    state: State
    cause: Cause | None = None

    @property
    def label(self) -> str:
        """The state in words, with its cause."""
        return (
            f"{self.state.label}: {self.cause.label}"
            if self.cause
            else str(self.state.label)
        )


def movement(change: Change) -> Movement:
    """The movement of a household (Biểu 2, Biểu 3: columns 2-8)."""
    before, after = _listed(change.before), _listed(change.after)
    if change.presence is Presence.LEFT:
        return Movement(State.OTHER, change.event or Cause.NOT_TOLD)
    if change.presence is Presence.ARRIVED and before:
        return Movement(State.OTHER, change.event or Cause.NOT_TOLD)
    if before == after:
        return Movement(State.UNCHANGED)
    if _by_standard(change):
        return Movement(State.STANDARD, Cause.STANDARD)
    if not after:
        return _out(change, before)
    return _in(change, after) if not before else Movement(_between(after))


def _listed(found: PovertyClass | None) -> PovertyClass | None:
    return found if found in LISTED else None


def _by_standard(change: Change) -> bool:
    """Whether the former standard would have changed nothing."""
    if change.former_standard == change.present_standard:
        return False
    # Not known under the former standard: nobody can say, so it counts as it is.
    if change.under_former in (None, PovertyClass.UNDETERMINED):
        return False
    return _listed(change.under_former) == _listed(change.before)


def _between(after: PovertyClass) -> State:
    return State.FELL if after is PovertyClass.POOR else State.TO_NEAR_POOR


def _out(change: Change, before: PovertyClass | None) -> Movement:
    if change.event is Cause.MERGED:
        return Movement(State.OTHER, Cause.MERGED)
    if change.list_ended:
        return Movement(State.OTHER, Cause.LIST_ENDED)
    poor = before is PovertyClass.POOR
    return Movement(State.OUT_OF_POOR if poor else State.OUT_OF_NEAR_POOR)


def _in(change: Change, after: PovertyClass) -> Movement:
    # From elsewhere in the register it came unlisted: then the entry happened here.
    told = change.presence is not Presence.ARRIVED
    if told and change.event in (Cause.MOVED_IN, Cause.SPLIT_OFF):
        return Movement(State.OTHER, change.event)
    return Movement(State.RELAPSED if after in change.recent else State.NEW)


def is_recent(left: dt.date, entered: dt.date, months: int) -> bool:
    """Whether a class given up on ``left`` (its first day without) still counts.

    At the entry into a list on ``entered``: up to the last day of the look-back.
    ``ValueError`` for a negative number of months.
    """
    if months < 0:
        raise ValueError("Thời gian xét tái nghèo không được âm.")
    return left <= entered < months_after(left, months)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def recent_classes(
    past: Iterable[tuple[PovertyClass, dt.date]],
    entered: dt.date,
    months: int = LOOK_BACK_MONTHS,
) -> frozenset[PovertyClass]:
    """The classes of past times (class, first day without it) within the look-back."""
    return frozenset(found for found, left in past if is_recent(left, entered, months))


# Columns of form 2 (poor) and form 3 (near-poor) that a state counts in.
OPENING, CLOSING, OTHER_OUT, OTHER_IN = 1, 9, 4, 8
_OUT_COLUMNS = {
    (PovertyClass.POOR, State.TO_NEAR_POOR): 2,
    (PovertyClass.POOR, State.OUT_OF_POOR): 3,
    (PovertyClass.NEAR_POOR, State.OUT_OF_NEAR_POOR): 2,
    (PovertyClass.NEAR_POOR, State.FELL): 3,
}
_IN_COLUMNS = {
    (PovertyClass.POOR, State.FELL): 5,
    (PovertyClass.NEAR_POOR, State.TO_NEAR_POOR): 5,
    (PovertyClass.POOR, State.RELAPSED): 6,
    (PovertyClass.NEAR_POOR, State.RELAPSED): 6,
    (PovertyClass.POOR, State.NEW): 7,
    (PovertyClass.NEAR_POOR, State.NEW): 7,
}


def column_of(form_class: PovertyClass, change: Change, found: Movement) -> int | None:
    """The column (2-8) of the class's form that counts the household; or ``None``.

    What comes from a change of standard counts among the other decreases and
    increases, and is told apart below the table.
    """
    here_before = change.presence is not Presence.ARRIVED
    here_after = change.presence is not Presence.LEFT
    was = here_before and change.before is form_class
    is_now = here_after and change.after is form_class
    if was == is_now:
        return None
    if was:
        return _OUT_COLUMNS.get((form_class, found.state), OTHER_OUT)
    return _IN_COLUMNS.get((form_class, found.state), OTHER_IN)
