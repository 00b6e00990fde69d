"""Charts: well-formed, honest, readable without colour, reached by keyboard."""

import datetime as dt
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from povertyportal.ui.charts import Bar, Bars, Chart, Files, Mark, Measure

BARS = (
    Bar("Cả hai xã", Decimal("2.05"), "777/37.900 hộ", Decimal("2.47"), strong=True),
    Bar("Xã <Gia> & Viễn", Decimal("3.1"), url="/ho/?area=1&year=2026"),
    Bar("Xã Gia Vân", 0),
    Bar("Xã Gia Phong", None),
)
TITLE = "Xã Gia Viễn còn tỷ lệ cao nhất"


def chart_of(drawing, unit="%", places=2, **more):
    return Chart("ngheo", TITLE, drawing, Measure(unit, places), **more)


def drawn(chart):
    return ElementTree.fromstring(chart.html())  # not well-formed: this raises


@pytest.fixture
def figure():
    return drawn(
        chart_of(
            Bars(BARS, Mark(2, "Mục tiêu")),
            as_of=dt.date(2026, 11, 22),
            standard="Chuẩn 2022–2025",
            basis="số liệu chính thức",
            source="số công bố",
            note="Vạch đen: năm 2025.",
            files=Files("/a.png?x=1&y=2", "/a.xlsx"),
        )
    )


def bars_of(figure):
    return [rect for rect in figure.iter("rect") if rect.get("class")]


def words(figure):
    return ["".join(text.itertext()) for text in figure.iter("text")]


def items(figure):
    return [each for each in figure.iter() if each.get("class") == "chart-item"]


def paragraph(figure, kind):
    return next(each.text for each in figure.iter("p") if each.get("class") == kind)


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


def test_each_bar_is_reached_by_keyboard_and_says_its_value(figure):
    svg = figure.find("svg")
    assert svg.get("role") == "group"
    assert svg.find("title").get("id") == svg.get("aria-labelledby")
    whole, linked, _, unknown = items(figure)
    assert whole.get("tabindex") == "0"
    assert whole.get("aria-label") == "Cả hai xã: 2,05%, 777/37.900 hộ (trước đó 2,47%)"
    assert linked.tag == "a"
    assert linked.get("href") == "/ho/?area=1&year=2026"
    assert unknown.get("aria-label") == "Xã Gia Phong: –"


def test_nothing_that_the_content_policy_refuses(figure):
    for element in figure.iter():
        assert element.tag not in {"script", "style"}
        names = element.attrib
        assert not [n for n in names if n == "style" or n.startswith("on")]


def test_all_that_must_be_said_is_text_of_the_page(figure):
    assert figure.find("figcaption").text == TITLE
    assert paragraph(figure, "chart-unit") == "Đơn vị: %"
    assert paragraph(figure, "chart-note") == "Vạch đen: năm 2025."
    assert paragraph(figure, "chart-source") == (
        "Tính đến 22/11/2026; chuẩn 2022–2025; số liệu chính thức; nguồn: số công bố."
    )


def test_numbers_stand_in_a_table_and_lead_to_files(figure):
    rows = [[cell.text for cell in row] for row in figure.find("details").iter("tr")]
    assert rows[0] == ["Địa bàn", "Giá trị (%)", "Trước đó (%)", "Ghi chú"]
    assert rows[1] == ["Cả hai xã", "2,05", "2,47", "777/37.900 hộ"]
    assert rows[4] == ["Xã Gia Phong", "–", "–", None]
    assert rows[5][:2] == ["Mục tiêu", "2,00"]
    links = {a.get("href"): a.get("aria-label") for a in figure.iter("a")}
    assert links["/a.png?x=1&y=2"] == f"Tải hình PNG: {TITLE}"
    assert links["/a.xlsx"] == f"Tải số liệu Excel: {TITLE}"


def test_nothing_known_at_all_still_draws():
    figure = drawn(chart_of(Bars((Bar("Xã Gia Vân", None),))))
    assert not bars_of(figure)
    assert drawn(chart_of(Bars(()))).find("svg").get("height") == "0"


def test_a_negative_value_is_refused():
    with pytest.raises(ValueError, match="negative"):
        chart_of(Bars((Bar("Xã Gia Vân", -1),))).html()


def test_the_mark_stands_beside_each_bar_and_not_through_words(figure):
    legend, *marks = [line for line in figure.iter("line") if is_mark(line)]
    assert legend.get("x2") == "18"  # px from the left: inside the card on a phone
    assert len(marks) == len(BARS)
    assert len({mark.get("x1") for mark in marks}) == 1
    for mark, each in zip(marks, items(figure), strict=True):
        label = each.find("text")
        assert float(mark.get("y1")) > float(label.get("y"))


def test_a_value_that_would_cover_the_mark_stands_after_it():
    bars = (Bar("Gần", Decimal("1.19")), Bar("Xa", Decimal("0.3")), Bar("Hơn", 2))
    figure = drawn(chart_of(Bars(bars, Mark(Decimal("1.30"), "Cả nước"))))
    found = [each for each in figure.iter("line") if is_mark(each)]
    mark = float(found[1].get("x1").rstrip("%"))
    values = [
        each for each in figure.iter("text") if each.get("class") == "chart-value"
    ]
    near, far, more = (float(each.get("x").rstrip("%")) for each in values)
    assert near == mark > far
    assert more > mark


def is_mark(line):
    return line.get("class") == "chart-mark"


def test_long_names_are_broken_into_lines_that_a_phone_holds():
    name = "Thiếu hụt về trình độ giáo dục của người lớn trong hộ gia đình"
    figure = drawn(chart_of(Bars((Bar(name, 3, "12.345/37.900 hộ"), Bar("A", 1)))))
    long, short = items(figure)
    lines = [text for text in words(long) if "%" not in text]
    assert len(lines) == 3
    assert " ".join(lines[:2]) == name
    feet = [float(text.get("y")) for text in long.iter("text")][:3]
    top = float(long.find("rect").get("y"))
    assert feet == sorted(feet)
    assert feet[-1] < top < float(short.find("text").get("y"))


def test_ids_of_two_charts_differ():
    one, other = (
        Chart(key, TITLE, Bars(BARS), Measure("%")).html() for key in ("a", "b")
    )
    found = [set(re.findall(r' id="([^"]+)"', each)) for each in (one, other)]
    assert found[0]
    assert not found[0] & found[1]
