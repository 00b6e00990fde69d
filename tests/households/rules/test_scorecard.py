"""Scorecards: read all errors at once, never another region's points."""

from dataclasses import replace

import pytest

from households.rules.scorecard import (
    RowError,
    Scorecard,
    ScorecardError,
    ScoreItem,
    ScoreLine,
    ScoreOption,
    items_as_json,
    items_from_json,
    parse_rows,
    score,
    score_in,
)

# Points and items here are made up for the test; no table of the ministry is known.
CARD = Scorecard(
    standard="ND07_2022",
    region="red_river_delta",
    title="Bảng thử",
    version=1,
    sha256="0" * 64,
    items=(
        ScoreItem("Mục một", (ScoreOption("ít", 5), ScoreOption("nhiều", 15))),
        ScoreItem("Mục hai", (ScoreOption("không", 0), ScoreOption("có", 10))),
    ),
)
ROWS = [
    ("ND07_2022", "red_river_delta", "Mục một", "ít", 5),
    ("ND07_2022", "red_river_delta", "Mục một", "nhiều", 15.0),
    (None, "", None, None, None),
    ("ND07_2022", "red_river_delta", "Mục hai", "không", "0"),
    ("ND07_2022", "red_river_delta", "Mục hai", "có", " 10 "),
    ("ND07_2022", "urban", "Mục một", "ít", -3),
]


def parse(rows):
    return parse_rows(rows, title="Bảng thử", version=1, sha256="0" * 64)


def errors_of(rows):
    with pytest.raises(ScorecardError) as caught:
        parse(rows)
    return caught.value.errors


def test_rows_become_one_card_a_region():
    rural, urban = parse(ROWS)
    assert rural == CARD
    assert (urban.region, urban.items[0].options[0].points) == ("urban", -3)


def test_points_add_up():
    result = score(CARD, {"Mục một": "nhiều", "Mục hai": "có"})
    assert result.total == 25
    assert result.missing == ()
    assert result.lines == (
        ScoreLine("Mục một", "nhiều", 15),
        ScoreLine("Mục hai", "có", 10),
    )


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({"Mục một": "ít"}, "Chưa chọn mức của mục “Mục hai”."),
        (
            {"Mục một": "ít", "Mục hai": "xa"},
            "Mục “Mục hai” không có mức “xa” trong bảng điểm.",
        ),
    ],
)
def test_no_total_without_every_item(answers, missing):
    result = score(CARD, answers)
    assert result.total is None
    assert result.missing == (missing,)
    assert result.lines == (ScoreLine("Mục một", "ít", 5),)


ANSWERS = {"Mục một": "ít", "Mục hai": "có"}


@pytest.mark.parametrize(
    ("standard", "region", "name"),
    [
        ("ND07_2022", "urban", "Thành thị"),
        ("ND07_2022", "central_highlands", "Nông thôn Tây Nguyên"),
        ("QD59_2016", "red_river_delta", "Nông thôn Đồng bằng sông Hồng"),
        ("ND07_2022", "elsewhere", "elsewhere"),
    ],
)
def test_another_region_or_standard_is_never_used(standard, region, name):
    result = score_in([CARD], standard, region, ANSWERS)
    assert result.total is None
    assert result.lines == ()
    assert result.missing == (f"Chưa nạp bảng điểm B1 của {standard}, vùng {name}.",)


def test_the_newest_version_scores():
    newer = replace(
        CARD, version=2, items=(ScoreItem("Mục một", (ScoreOption("ít", 7),)),)
    )
    result = score_in([newer, CARD], "ND07_2022", "red_river_delta", ANSWERS)
    assert result.total == 7


def test_all_errors_at_once():
    rows = [
        ("ND99", "moon", "", "", "nhiều"),
        ("ND07_2022", "urban", "Mục một", "ít", 5),
        ("ND07_2022", "urban", "Mục một", "ít", 6),
        ("ND07_2022", "urban", "Mục một", "vừa", 5.5),
        ("ND07_2022", "urban", "Mục một", "cao", "5,5"),
        ("ND07_2022", "urban", "Mục một", "lạ", True),
        ("ND07_2022", "urban"),
    ]
    found = errors_of(rows)
    assert [(e.row, e.column) for e in found] == [
        (2, "standard"),
        (2, "region"),
        (2, "item"),
        (2, "option"),
        (2, "points"),
        (4, "option"),
        (5, "points"),
        (6, "points"),
        (7, "points"),
        (8, "item"),
        (8, "option"),
        (8, "points"),
    ]
    assert found[0] == RowError(2, "standard", "Không có chuẩn “ND99”.")


def test_an_error_reads_as_one_message():
    with pytest.raises(ScorecardError, match="dòng 2: Không có vùng “moon”"):
        parse([("ND07_2022", "moon", "Mục", "ít", 1)])


@pytest.mark.parametrize("rows", [[], [(None, None, None, None, None)]])
def test_an_empty_sheet_is_an_error(rows):
    assert errors_of(rows)[0].message == "Bảng điểm không có dòng nào."


def test_items_survive_storage():
    assert items_from_json(items_as_json(CARD.items)) == CARD.items


def test_stored_items_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="list of options"):
        items_from_json([{"item": "Mục một"}])
