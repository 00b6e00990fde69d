"""Bar charts: well-formed, honest, readable without colour."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from povertyportal.ui.charts import Bar, Mark, bar_chart

BARS = [
    Bar("Cả hai xã", Decimal("2.05"), "777/37.900 hộ", Decimal("2.47"), strong=True),
    Bar("Xã <Gia> & Viễn", Decimal("3.1")),
    Bar("Xã Gia Vân", 0),
    Bar("Xã Gia Phong", None),
]


@pytest.fixture
def figure():
    chart = bar_chart(
        BARS,
        key="ngheo",
        title="Xã Gia Viễn còn tỷ lệ cao nhất",
        unit="%",
        places=2,
        mark=Mark(2, "Mục tiêu"),
        note="Vạch đen: năm 2025.",
    )
    return ElementTree.fromstring(chart)  # not well-formed: this raises


def bars_of(figure):
    return [rect for rect in figure.iter("rect") if rect.get("class")]


def words(figure):
    return ["".join(text.itertext()) for text in figure.iter("text")]


def test_labels_are_escaped_and_values_written_the_vietnamese_way(figure):
    assert "Xã <Gia> & Viễn" in words(figure)
    assert "3,10%" in words(figure)


def test_zero_is_zero_and_unknown_is_a_dash_without_a_bar(figure):
    assert "0,00%" in words(figure)
    assert "–" in words(figure)
    assert len(bars_of(figure)) == 3


def test_bars_begin_at_zero_and_keep_their_proportions(figure):
    bars = bars_of(figure)
    assert {bar.get("x") for bar in bars} == {"0"}
    first, second, third = (float(bar.get("width").rstrip("%")) for bar in bars)
    assert first / second == pytest.approx(2.05 / 3.1, abs=0.001)
    assert third == 0


def test_the_row_to_look_at_differs_in_grey_too(figure):
    fills = [bar.get("fill") for bar in bars_of(figure)]
    assert fills[0] != fills[1]
    labels = {label.text: label for label in figure.iter("tspan")}
    assert labels["Cả hai xã"].get("font-weight") == "600"


def test_screen_readers_get_the_title_and_every_value(figure):
    svg = figure.find("svg")
    assert svg.get("role") == "img"
    ids = svg.get("aria-labelledby").split()
    said = {element.get("id"): element.text for element in svg if element.get("id")}
    assert said[ids[0]] == "Xã Gia Viễn còn tỷ lệ cao nhất"
    assert "Xã Gia Phong: –" in said[ids[1]]
    assert "Mục tiêu: 2,00%" in said[ids[1]]


def test_nothing_that_the_content_policy_refuses(figure):
    for element in figure.iter():
        assert element.tag not in {"script", "style"}
        names = element.attrib
        assert not [n for n in names if n == "style" or n.startswith("on")]


def test_title_and_note_are_text_of_the_page(figure):
    assert figure.find("figcaption").text == "Xã Gia Viễn còn tỷ lệ cao nhất"
    assert figure.find("p").text == "Vạch đen: năm 2025."


def test_nothing_known_at_all_still_draws():
    chart = bar_chart([Bar("Xã Gia Vân", None)], key="a", title="Chưa có số")
    figure = ElementTree.fromstring(chart)
    assert not bars_of(figure)
    assert bar_chart([], key="b", title="Chưa có xã nào")


def test_a_negative_value_is_refused():
    with pytest.raises(ValueError, match="negative"):
        bar_chart([Bar("Xã Gia Vân", -1)], key="a", title="Giảm")


def test_the_mark_stands_beside_each_bar_and_not_through_words(figure):
    legend, *marks = [line for line in figure.iter("line") if is_mark(line)]
    assert legend.get("x2") == "18"  # px from the left: inside the card on a phone
    assert len(marks) == len(BARS)
    assert len({mark.get("x1") for mark in marks}) == 1
    labels = [int(text.get("y")) for text in figure.iter("text")][1::2]
    for mark, label in zip(marks, labels, strict=True):
        assert int(mark.get("y1")) > label
    rooms = [rect for rect in figure.iter("rect") if rect.get("fill") == "#fff"]
    assert len(rooms) == len(BARS)


def is_mark(line):
    return line.get("class") == "chart-mark"
