"""Lines, waterfalls, stacks: honest shapes, words that never collide."""

import datetime as dt
import json
import random
from decimal import Decimal
from itertools import combinations
from xml.etree import ElementTree

import pytest

from povertyportal.ui.charts import (
    Bar,
    Bars,
    Break,
    Chart,
    Files,
    Lines,
    Mark,
    Measure,
    Series,
    Stack,
    Stacks,
    Step,
    Waterfall,
)
from povertyportal.ui.charts.plain import from_plain, to_plain
from povertyportal.ui.charts.scale import round_ticks
from povertyportal.ui.charts.standalone import as_svg
from povertyportal.ui.charts.svg import NARROW, SIZE, SMALL, Box, width_of

YEARS = tuple(str(year) for year in range(2019, 2027))
POOR = ("5.1", "4.4", None, "4.9", "4.1", "3.5", "2.47", "2.05")
NEAR = ("6.1", "5.4", "5", "4.95", "4.6", "4", "3.1", "2.7")
LINES = Lines(
    YEARS,
    (
        Series("Hộ nghèo", tuple(v and Decimal(v) for v in POOR)),
        Series("Hộ cận nghèo", tuple(Decimal(v) for v in NEAR)),
    ),
    (Break(3, "Chuẩn nghèo mới"), Break(6, "Đơn vị hành chính mới từ 01/07/2025")),
    Mark(2, "Mục tiêu"),
)
FALL = Waterfall(
    ("Hộ nghèo đầu kỳ", 932, "/dau"),
    (
        Step("Thoát nghèo", -215, url="/thoat"),
        Step("Giảm khác", -10),
        Step("Tái nghèo", 12),
        Step("Phát sinh mới", 58),
        Step("Tăng khác", 0),
    ),
    ("Hộ nghèo cuối kỳ", 777, "/cuoi"),
)
STACKS = Stacks(
    ("Vẫn trong diện", "Vào diện", "Ra khỏi diện", "Chưa biết"),
    (Stack("Hộ nghèo", (700, 62, 15, 40)), Stack("Hộ cận nghèo", (800, 1, 75, None))),
)
DRAWINGS = (LINES, FALL, STACKS)


def chart_of(drawing, unit="hộ", places=None, **more):
    return Chart("hinh", "Số hộ giảm", drawing, Measure(unit, places), **more)


def drawn(drawing, unit="hộ", places=None):
    return ElementTree.fromstring(chart_of(drawing, unit, places).html())


def at(element, name):
    return float(element.get(name).rstrip("%"))


def of_class(figure, kind):
    return [each for each in figure.iter() if each.get("class") == kind]


def boxes(figure):
    """Words that are seen, where they stand on a phone."""
    for text in figure.iter("text"):
        if text.get("class") in (None, "chart-hint"):
            continue
        words = "".join(text.itertext())
        is_soft = text.get("class") == "chart-soft"
        width = width_of(words, size=SMALL if is_soft else SIZE, bold=not is_soft)
        x = at(text, "x") * (NARROW / 100 if "%" in text.get("x") else 1)
        x += float(text.get("dx", 0))
        left = x - width * {"middle": 0.5, "end": 1}.get(text.get("text-anchor"), 0)
        foot = float(text.get("y"))
        yield words, Box(left, foot - SMALL + 2, left + width, foot + 1)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda each: type(each).__name__)
def test_every_kind_can_be_reached_kept_and_taken(drawing):
    chart = chart_of(drawing, as_of=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    figure = ElementTree.fromstring(chart.html())
    assert all(each.get("aria-label") for each in of_class(figure, "chart-item"))
    kept = from_plain(json.loads(json.dumps(to_plain(chart))))
    assert kept == chart
    alone = ElementTree.fromstring(as_svg(kept, "Tinos"))
    assert "Số hộ giảm" in [each.text for each in alone.iter() if each.text]
    widths = {len(row) for row in chart.table.rows}
    assert widths == {len(chart.table.columns)}


# --- lines


def test_a_line_stops_at_a_break_and_where_nothing_is_known():
    found = of_class(drawn(LINES, "%", 2), "chart-line")
    # Breaks before 2022 and 2025: of the poor 2019-20, 2022-23, 2023-24, 2025-26; of
    # the near-poor, whose 2021 is known, 2020-21 too.
    assert len(found) == 4 + 5
    breaks = of_class(drawn(LINES, "%", 2), "chart-break")
    assert len(breaks) == 2
    for line in found:
        for each in breaks:
            assert not at(line, "x1") < at(each, "x1") < at(line, "x2")


def test_words_on_lines_never_run_into_each_other_on_a_phone():
    found = list(boxes(drawn(LINES, "%", 2)))
    words = [each for each, _ in found]
    assert {"2,05%", "2,70%", "Hộ nghèo", "Hộ cận nghèo"} <= set(words)
    clash = [
        (one, other)
        for (one, first), (other, second) in combinations(found, 2)
        if first.meets(second)
    ]
    assert clash == []


def test_every_point_says_its_value_even_where_its_words_had_no_room():
    figure = drawn(LINES, "%", 2)
    said = [each.get("aria-label") for each in of_class(figure, "chart-item")]
    assert len(said) == 15
    assert "Hộ nghèo, 2022: 4,90% (Chuẩn nghèo mới)" in said
    hints = {each.text for each in of_class(figure, "chart-hint")}
    assert "4,60%" in hints


def test_lines_differ_without_colour():
    dashes = {
        each.get("stroke-dasharray") for each in of_class(drawn(LINES), "chart-line")
    }
    assert len(dashes) == 2


def test_the_axis_begins_at_zero_and_ends_at_a_round_number():
    figure = drawn(LINES, "%", 2)
    ticks = [each.text for each in of_class(figure, "chart-soft")]
    assert [each for each in ticks if each in {"0%", "2%", "4%", "6%", "8%"}] == [
        "0%", "2%", "4%", "6%", "8%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0, [0, 1]),
        (0.3, [0, 0.1, 0.2, 0.3]),
        (4.7, [0, 1, 2, 3, 4, 5]),
        (932, [0, 200, 400, 600, 800, 1000]),
        (1000, [0, 200, 400, 600, 800, 1000]),
    ],
)
def test_ticks_are_round_and_few(largest, ticks):
    assert round_ticks(largest) == pytest.approx(ticks)


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (1, [0, 1]),
        (2, [0, 1, 2]),
        (12, [0, 5, 10, 15]),
        (101, [0, 25, 50, 75, 100, 125]),
    ],
)
def test_of_households_no_tick_is_half_of_one(largest, ticks):
    assert round_ticks(largest, whole=True) == ticks


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (Lines(("1",), (Series("a", (-1,)),)), "negative"),
        (Lines(("1", "2"), (Series("a", (1,)),)), "each point"),
        (Lines(("1", "2"), (Series("a", (1, 2)),), (Break(0, "x"),)), "between"),
        (Lines(("1",), (Series("a", (1,)),) * 5), "told apart"),
    ],
)
def test_lines_that_would_mislead_are_refused(lines, why):
    with pytest.raises(ValueError, match=why):
        drawn(lines)


@pytest.mark.parametrize(("before", "named_at"), [(3, 2), (2, 3)])
def test_a_name_does_not_lie_across_the_break_before_a_point_alone(before, named_at):
    lines = Lines(
        YEARS[:4],
        (Series("Nghèo", (8, 7, 6, 4)), Series("Cận nghèo", (9, 8, 7, 6))),
        (Break(before, "Đơn vị hành chính mới"),),
    )
    named = {
        each.get("aria-label").split(", ")[1].split(":")[0]
        for each in of_class(drawn(lines), "chart-item")
        if "ghèo" in "".join("".join(text.itertext()) for text in each.iter("text"))
    }
    assert named == {YEARS[named_at]}


# --- waterfall


def test_a_waterfall_is_tied_from_its_opening_to_its_closing():
    figure = drawn(FALL)
    opening, *steps, closing = of_class(figure, "chart-item")
    bars = [each.find("rect") for each in (opening, *steps, closing)]
    ends = [(at(bar, "x"), at(bar, "x") + at(bar, "width")) for bar in bars]
    assert ends[0][0] == ends[-1][0] == 0
    now = ends[0][1]
    for (low, high), step in zip(ends[1:-1], FALL.steps, strict=True):
        assert now == pytest.approx(high if step.change < 0 else low, abs=0.02)
        now = low if step.change < 0 else high
    assert now == pytest.approx(ends[-1][1], abs=0.02)
    assert ends[0][1] / ends[-1][1] == pytest.approx(932 / 777, abs=0.001)


def test_a_waterfall_that_does_not_close_is_refused():
    broken = Waterfall(FALL.opening, FALL.steps[1:], FALL.closing)
    with pytest.raises(ValueError, match="ends at 992"):
        drawn(broken)


def test_what_came_is_hatched_and_what_went_is_full():
    figure = drawn(FALL)
    assert {each.get("fill") for each in of_class(figure, "chart-more")} >= {
        "url(#hinh-more)"
    }
    assert "url" not in of_class(figure, "chart-less")[0].get("fill")
    assert figure.find(".//pattern").get("id") == "hinh-more"


def test_steps_lead_to_their_lists_and_carry_their_sign():
    figure = drawn(FALL)
    said = {
        each.get("aria-label"): each.get("href")
        for each in of_class(figure, "chart-item")
    }
    assert said["Thoát nghèo: −215 hộ"] == "/thoat"
    assert said["Phát sinh mới: +58 hộ"] is None
    assert said["Tăng khác: 0 hộ"] is None
    assert said["Hộ nghèo cuối kỳ: 777 hộ"] == "/cuoi"


# --- stacks


def test_parts_of_a_stack_fill_it_in_proportion():
    rows = of_class(drawn(STACKS), "chart-item")
    parts = list(rows[0].iter("rect"))
    widths = [at(each, "width") for each in parts]
    assert widths[0] / widths[1] == pytest.approx(700 / 62, abs=0.05)
    assert len({each.get("fill") for each in parts}) == 4
    assert len(list(rows[1].iter("rect"))) == 3
    assert rows[1].get("aria-label").endswith("Chưa biết –")


def test_a_value_is_written_on_its_part_only_where_it_has_room():
    written = ["".join(each.itertext()) for each in of_class(drawn(STACKS), "chart-on")]
    assert written == ["700 hộ", "800 hộ"]


# --- kept and alone


TICKED = {
    "between": ("4", "10", "4.00%", "4"),
    "on the bar": ("9", "10", "9.00%", "9"),
    "after the tick": ("1", "1.4", "1.00% (năm 2024: 1.40%)", "1.4"),
    "fell below": ("10", "4", "10.00%", "10"),
    "stayed": ("10", "10", "10.00%", "10"),
    "none now": ("0", "0.5", "0.00% (năm 2024: 0.50%)", "0.5"),
}


@pytest.mark.parametrize(
    ("now", "before", "words", "of_ten"), TICKED.values(), ids=TICKED
)
def test_a_value_is_never_read_as_the_year_before(now, before, words, of_ten):
    """Not beside the earlier year's tick, where that is the higher one, without it."""
    bar = Bar("Xã A", Decimal(now), previous=Decimal(before))
    bars = Bars((bar, Bar("Xã B", Decimal(10))), before="Năm 2024")
    figure = drawn(bars, "%", 2)
    longest = max(at(each, "width") for each in figure.iter() if each.tag == "rect")
    texts = [each for each in figure.iter() if each.get("font-weight") == "600"]
    first = next(each for each in texts if "%" in (each.text or ""))
    assert first.text == words.replace(".", ",")
    assert at(first, "x") == pytest.approx(float(of_ten) * longest / 10, abs=0.01)
    is_inside = first.get("text-anchor") == "end"
    assert is_inside == (now == "9")
    width = width_of(first.text, bold=True) / NARROW * 100
    if is_inside:
        assert at(first, "x") >= width
    elif Decimal(now) < Decimal(before) and "năm" not in first.text:
        assert at(first, "x") + width < float(before) * longest / 10
    assert at(first, "x") + (0 if is_inside else width) <= 100


@pytest.mark.parametrize("now", ["0.3", "1.14", "2.2", "4", "4.9"])
@pytest.mark.parametrize("before", ["0.5", "1.5", "2.5", "5.3", "7", "9.9"])
@pytest.mark.parametrize("mark", ["0.4", "2", "3.1", "5", None])
def test_a_value_stays_on_the_drawing_and_off_mark_and_tick(now, before, mark):
    bars = Bars(
        (Bar("A", Decimal(now), previous=Decimal(before)), Bar("B", Decimal(10))),
        Mark(Decimal(mark), "Cả nước") if mark else None,
    )
    figure = drawn(bars, "%", 2)
    on, beside = of_class(figure, "chart-on"), of_class(figure, "chart-value")
    if not on and len(beside) == 1:
        words = Measure("%", 2).words(Decimal(now))
        assert words in [each.text for each in of_class(figure, "chart-soft")]
        return
    first = on[0] if on else beside[0]
    width = width_of(first.text, bold=True) / NARROW * 100
    left = at(first, "x") - (width if on else 0)
    longest = max(at(each, "width") for each in figure.iter() if each.tag == "rect")
    assert left >= 0
    assert left + width <= 100
    for line in (before, mark):
        place = float(line or 0) * longest / 10
        assert not left + 0.01 < place < left + width


def test_plain_values_keep_what_they_are():
    chart = chart_of(
        Bars((Bar("Xã <A>", Decimal("3.10")),)),
        files=Files("/a", "/b"),
        place="Gia Viễn",
    )
    plain = json.loads(json.dumps(to_plain(chart)))
    assert plain["drawing"]["bars"][0]["value"] == {"kind": "decimal", "is": "3.10"}
    assert from_plain(plain) == chart
    with pytest.raises(KeyError):
        from_plain({"kind": "Popen", "args": "x"})
    with pytest.raises(TypeError, match="object"):
        to_plain(object())


def test_a_picture_says_all_that_a_page_around_it_would():
    chart = chart_of(
        FALL, basis="số liệu chính thức", place="Gia Viễn", period="năm 2026",
        note="Danh sách đã công nhận.",
    )  # fmt: skip
    words = [
        each.text for each in ElementTree.fromstring(as_svg(chart, "Tinos")).iter()
    ]
    for said in (
        "Gia Viễn – năm 2026", "Đơn vị: hộ", "Danh sách đã công nhận.",
        "Số liệu chính thức.",
    ):  # fmt: skip
        assert said in words


def test_paper_repeats_numbers_only_where_the_drawing_leaves_some_out():
    folded = {type(each): drawn(each).find("details").get("class") for each in DRAWINGS}
    assert folded[Lines] == folded[Stacks] == "chart-data"
    assert folded[Waterfall] == "chart-data no-print"
    few = Lines(YEARS[:4], (Series("Hộ nghèo", (878, 733, 606, 458)),))
    assert drawn(few).find("details").get("class") == "chart-data no-print"


def test_values_keep_off_their_line_and_on_their_side():
    falling = Lines(YEARS[:4], (Series("Hộ nghèo", (878, 733, 606, 458)),))
    values = {
        text.text: (text.get("text-anchor"), float(text.get("y")))
        for text in of_class(drawn(falling), "chart-value")
    }
    heights = {
        each.get("aria-label").split()[-2]: float(each.find("circle").get("cy"))
        for each in of_class(drawn(falling), "chart-item")
    }
    # A falling line leaves room on the upper right of a point, where words begin.
    assert {values["733 hộ"][0], values["606 hộ"][0]} == {None}
    assert all(y < heights[words.split()[0]] for words, (_, y) in values.items())


@pytest.mark.parametrize(
    "drawing",
    [
        Bars(()),
        Lines(("2026",), (Series("Hộ nghèo", (None,)),)),
        Lines(("2026",), (Series("Hộ nghèo", (3,)),)),
        Lines(tuple("ab"), (Series("Hộ nghèo", (0, None)), Series("Khác", (None, 0)))),
        Waterfall(("Đầu kỳ", 0, ""), (), ("Cuối kỳ", 0, "")),
        Waterfall(("Đầu kỳ", 0, ""), (Step("Tăng", 5),), ("Cuối kỳ", 5, "")),
        Stacks(("Một",), (Stack("Hộ nghèo", (None,)),)),
        Stacks((), ()),
    ],
    ids=lambda each: type(each).__name__,
)
def test_little_or_nothing_known_still_draws(drawing):
    assert drawn(drawing).find("figcaption").text == "Số hộ giảm"
    assert ElementTree.fromstring(as_svg(chart_of(drawing), "Tinos")) is not None


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda each: type(each).__name__)
def test_a_chart_loads_nothing_and_leads_nowhere_else(drawing):
    figure = drawn(drawing)
    values = [value for each in figure.iter() for value in each.attrib.values()]
    assert not [each for each in values if "//" in each or each.startswith("data:")]
    assert not list(figure.iter("image"))


@pytest.mark.parametrize("seed", range(30))
def test_whatever_the_lines_words_keep_apart_and_names_are_shown(seed):
    dice = random.Random(seed)
    count = dice.randint(4, 11)
    names = ("Hộ nghèo", "Hộ cận nghèo", "Thấp nhất có thể", "Cao nhất có thể")
    series = tuple(
        Series(name, tuple(dice.randint(0, 2000) for _ in range(count)))
        for name in names[: dice.randint(2, 4)]
    )
    breaks = tuple(
        Break(place, "Sắp xếp đơn vị hành chính 01/07/2025")
        for place in sorted(dice.sample(range(1, count), 2))
    )
    points = tuple(str(2016 + place) for place in range(count))
    mark = Mark(500, "Chỉ tiêu") if seed % 2 else None
    found = list(boxes(drawn(Lines(points, series, breaks, mark))))
    assert {each.name for each in series} <= {words for words, _ in found}
    for (one, first), (other, second) in combinations(found, 2):
        assert not first.meets(second), (one, other)
