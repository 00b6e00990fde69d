"""States of movement and their columns in forms 2 and 3, at every boundary."""

import datetime as dt
from itertools import product

import pytest

from households.rules.movement import (
    CAUSE_LABELS,
    STATE_LABELS,
    Cause,
    Change,
    Presence,
    State,
    column_of,
    is_recent,
    months_after,
    movement,
    recent_classes,
)
from households.rules.outcome import PovertyClass

POOR, NEAR, AVERAGE, NOT_POOR, UNKNOWN = (
    PovertyClass.POOR,
    PovertyClass.NEAR_POOR,
    PovertyClass.AVERAGE,
    PovertyClass.NOT_POOR,
    PovertyClass.UNDETERMINED,
)
WAS_POOR, WAS_NEAR = frozenset({POOR}), frozenset({NEAR})
LEFT, ARRIVED = Presence.LEFT, Presence.ARRIVED


# before, after, what else; state, cause, column of form 2, column of form 3
TABLE = [
    pytest.param(POOR, POOR, {}, State.UNCHANGED, None, None, None, id="poor-stays"),
    pytest.param(NEAR, NEAR, {}, State.UNCHANGED, None, None, None, id="near-stays"),
    pytest.param(None, NOT_POOR, {}, State.UNCHANGED, None, None, None, id="never"),
    pytest.param(POOR, NEAR, {}, State.TO_NEAR_POOR, None, 2, 5, id="F2.2=F3.5"),
    pytest.param(NEAR, POOR, {}, State.FELL, None, 5, 3, id="F2.5=F3.3"),
    pytest.param(POOR, None, {}, State.OUT_OF_POOR, None, 3, None, id="F2.3"),
    pytest.param(POOR, NOT_POOR, {}, State.OUT_OF_POOR, None, 3, None, id="F2.3-told"),
    pytest.param(POOR, AVERAGE, {}, State.OUT_OF_POOR, None, 3, None, id="F2.3-avg"),
    pytest.param(POOR, UNKNOWN, {}, State.OUT_OF_POOR, None, 3, None, id="F2.3-open"),
    pytest.param(NEAR, None, {}, State.OUT_OF_NEAR_POOR, None, None, 2, id="F3.2"),
    pytest.param(None, POOR, {}, State.NEW, None, 7, None, id="F2.7"),
    pytest.param(AVERAGE, POOR, {}, State.NEW, None, 7, None, id="F2.7-average"),
    pytest.param(None, NEAR, {}, State.NEW, None, None, 7, id="F3.7"),
    pytest.param(
        None, POOR, {"recent": WAS_POOR}, State.RELAPSED, None, 6, None, id="F2.6"
    ),
    pytest.param(
        None, NEAR, {"recent": WAS_NEAR}, State.RELAPSED, None, None, 6, id="F3.6"
    ),
    pytest.param(
        None, POOR, {"recent": WAS_NEAR}, State.NEW, None, 7, None, id="was-near-only"
    ),
    pytest.param(
        None, NEAR, {"recent": WAS_POOR}, State.NEW, None, None, 7, id="was-poor-only"
    ),
    pytest.param(
        POOR,
        POOR,
        {"presence": LEFT, "event": Cause.MOVED_OUT},
        State.OTHER,
        Cause.MOVED_OUT,
        4,
        None,
        id="F2.4-moved-out",
    ),
    pytest.param(
        POOR,
        POOR,
        {"presence": ARRIVED, "event": Cause.MOVED_IN},
        State.OTHER,
        Cause.MOVED_IN,
        8,
        None,
        id="F2.8-moved-in",
    ),
    pytest.param(
        POOR,
        NEAR,
        {"presence": ARRIVED, "event": Cause.MOVED_IN},
        State.OTHER,
        Cause.MOVED_IN,
        None,
        8,
        id="F3.8-moved-in-and-rose",
    ),
    pytest.param(
        POOR,
        NEAR,
        {"presence": LEFT},
        State.OTHER,
        Cause.NOT_TOLD,
        4,
        None,
        id="left-untold",
    ),
    pytest.param(
        None,
        POOR,
        {"presence": ARRIVED, "event": Cause.MOVED_IN, "recent": WAS_POOR},
        State.RELAPSED,
        None,
        6,
        None,
        id="moved-in-unlisted",
    ),
    pytest.param(
        None,
        POOR,
        {"event": Cause.SPLIT_OFF},
        State.OTHER,
        Cause.SPLIT_OFF,
        8,
        None,
        id="F2.8-split-off",
    ),
    pytest.param(
        None,
        NEAR,
        {"event": Cause.MOVED_IN},
        State.OTHER,
        Cause.MOVED_IN,
        None,
        8,
        id="F3.8-came-from-outside",
    ),
    pytest.param(
        NEAR,
        None,
        {"event": Cause.MERGED},
        State.OTHER,
        Cause.MERGED,
        None,
        4,
        id="F3.4-merged",
    ),
    pytest.param(
        POOR,
        None,
        {"list_ended": True},
        State.OTHER,
        Cause.LIST_ENDED,
        4,
        None,
        id="no-list-any-more",
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "more", "state", "cause", "poor_form", "near_form"), TABLE
)
def test_state_and_columns(before, after, more, state, cause, poor_form, near_form):
    change = Change(before, after, **more)
    found = movement(change)
    assert (found.state, found.cause) == (state, cause)
    assert column_of(POOR, change, found) == poor_form
    assert column_of(NEAR, change, found) == near_form


BOTH = {"former_standard": "ND07_2022", "present_standard": "ND351_2027"}


@pytest.mark.parametrize(
    ("before", "after", "under_former", "state", "poor_form", "near_form"),
    [
        pytest.param(None, POOR, NOT_POOR, State.STANDARD, 8, None, id="poor-by-it"),
        pytest.param(None, NEAR, AVERAGE, State.STANDARD, None, 8, id="near-by-it"),
        pytest.param(NEAR, POOR, NEAR, State.STANDARD, 8, 4, id="fell-by-it"),
        pytest.param(POOR, NEAR, POOR, State.STANDARD, 4, 8, id="rose-by-it"),
        pytest.param(POOR, None, POOR, State.STANDARD, 4, None, id="out-by-it"),
        pytest.param(NEAR, POOR, POOR, State.FELL, 5, 3, id="fell-anyway"),
        pytest.param(POOR, None, NEAR, State.OUT_OF_POOR, 3, None, id="rose-anyway"),
        pytest.param(None, POOR, None, State.NEW, 7, None, id="one-interview-only"),
        pytest.param(None, POOR, UNKNOWN, State.NEW, 7, None, id="former-unknown"),
        pytest.param(POOR, POOR, NEAR, State.UNCHANGED, None, None, id="same-class"),
    ],
)
def test_a_change_of_standard(before, after, under_former, state, poor_form, near_form):
    change = Change(before, after, under_former=under_former, **BOTH)
    found = movement(change)
    assert found.state is state
    assert column_of(POOR, change, found) == poor_form
    assert column_of(NEAR, change, found) == near_form


def test_one_standard_on_both_days_changes_nothing_by_itself():
    change = Change(
        None,
        POOR,
        former_standard="ND07_2022",
        present_standard="ND07_2022",
        under_former=NOT_POOR,
    )
    assert movement(change).state is State.NEW


@pytest.mark.parametrize(
    ("left", "entered", "recent"),
    [
        pytest.param("2023-01-01", "2025-12-31", True, id="last-day"),
        pytest.param("2023-01-01", "2026-01-01", False, id="36-months-exactly"),
        pytest.param("2023-01-01", "2023-01-01", True, id="same-day"),
        pytest.param("2023-01-02", "2026-01-01", True, id="a-day-later"),
        pytest.param("2025-02-01", "2025-01-01", False, id="not-yet-left"),
        pytest.param("2021-02-28", "2024-02-27", True, id="before-leap-day"),
        pytest.param("2021-02-28", "2024-02-28", False, id="month-end"),
    ],
)
def test_the_look_back_of_36_months(left, entered, recent):
    left, entered = dt.date.fromisoformat(left), dt.date.fromisoformat(entered)
    assert is_recent(left, entered, 36) is recent
    assert recent_classes([(POOR, left)], entered) == ({POOR} if recent else set())


def test_the_look_back_is_a_setting():
    left, entered = dt.date(2024, 1, 1), dt.date(2025, 1, 1)
    assert is_recent(left, entered, 13)
    assert not is_recent(left, entered, 12)
    assert not is_recent(left, entered, 0)
    with pytest.raises(ValueError, match="không được âm"):
        is_recent(left, entered, -1)


def test_months_end_where_the_month_ends():
    assert months_after(dt.date(2024, 2, 29), 12) == dt.date(2025, 2, 28)
    assert months_after(dt.date(2023, 12, 31), 2) == dt.date(2024, 2, 29)


def test_every_state_and_cause_has_words():
    assert set(STATE_LABELS) == set(State)
    assert set(CAUSE_LABELS) == set(Cause)
    change = Change(POOR, POOR, presence=LEFT, event=Cause.DIED)
    assert movement(change).label == "tăng, giảm khác: người cuối cùng của hộ mất"


def test_both_forms_close_whatever_happens():
    """Opening less what goes out and with what comes in is the closing."""
    classes = (None, *PovertyClass)
    for before, after, presence, event, former in product(
        classes, classes, Presence, (None, *Cause), classes
    ):
        change = Change(before, after, presence, event, under_former=former, **BOTH)
        found = movement(change)
        for kind in (POOR, NEAR):
            column = column_of(kind, change, found)
            opening = before is kind and presence is not ARRIVED
            closing = after is kind and presence is not LEFT
            out = column in {2, 3, 4}
            assert closing == opening - (column in {2, 3, 4}) + (column in {5, 6, 7, 8})
            assert not out or opening


def test_the_forms_agree_on_who_changed_class():
    """F2.2 = F3.5 and F2.5 = F3.3, for every household by itself."""
    classes = (None, *PovertyClass)
    for before, after, presence in product(classes, classes, Presence):
        change = Change(before, after, presence)
        found = movement(change)
        poor, near = (column_of(kind, change, found) for kind in (POOR, NEAR))
        assert (poor == 2) == (near == 5)
        assert (poor == 5) == (near == 3)
