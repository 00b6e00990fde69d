"""Numbers, dates and badges as the pages show them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import formats, translation

from povertyportal.ui.fields import PartialDate
from povertyportal.ui.numbers import round_half_up, vietnamese
from povertyportal.ui.signs import sign
from povertyportal.ui.templatetags import vn


def show(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, None, "0"),
        (7, None, "7"),
        (1234567, None, "1.234.567"),
        (-1500, None, "−1.500"),
        (Decimal("1234.50"), None, "1.234,5"),
        (Decimal("1200"), None, "1.200"),
        (0.1, None, "0,1"),
        (Decimal("1.005"), 2, "1,01"),
        (Fraction(1, 3), 2, "0,33"),
        (1.005, 2, "1,01"),  # by its text: the bits alone would give 1,00
        (Decimal("-0.001"), 2, "0,00"),
        (2, 2, "2,00"),
    ],
)
def test_vietnamese_number(value, places, text):
    assert vietnamese(value, places) == text


def test_halves_are_rounded_away_from_zero():
    assert round_half_up(Decimal("2.345"), 2) == Decimal("2.35")
    assert round_half_up(Decimal("-2.345"), 2) == Decimal("-2.35")


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ v|number }}", 1234567, "1.234.567"),
        ("{{ v|number }}", 0, "0"),
        ("{{ v|number }}", None, "–"),
        ("{{ absent|number }}", None, "–"),
        ("{{ v|decimal2 }}", Decimal("1234.5"), "1.234,50"),
        ("{{ v|percent }}", Decimal("2.335"), "2,34%"),
        ("{{ v|percent }}", 0, "0,00%"),
        ("{{ v|percent }}", None, "–"),
        ("{{ v|money }}", 1500000, "1.500.000 đồng"),
        ("{{ v|money }}", None, "–"),
        ("{{ v|money }}", Fraction(3_145_768, 3), "1.048.589 đồng"),
        ("{{ v|signed }}", 155, "+155"),
        ("{{ v|signed }}", -155, "−155"),
        ("{{ v|signed }}", 0, "0"),
        ("{{ v|signed:2 }}", Decimal("-0.42"), "−0,42"),
        ("{{ v|signed:2 }}", Decimal("0.001"), "0,00"),
        ("{{ v|duration }}", 20, "dưới 1 phút"),
        ("{{ v|duration }}", dt.timedelta(minutes=15), "15 phút"),
        ("{{ v|duration }}", 61, "2 phút"),
        ("{{ v|duration }}", 3600, "1 giờ"),
        ("{{ v|duration }}", 4500, "1 giờ 15 phút"),
        ("{{ v|duration }}", None, "–"),
        ("{{ v|day }}", dt.date(1980, 2, 5), "05/02/1980"),
        ("{{ v|day }}", PartialDate(1980), "1980"),
        ("{{ v|day }}", PartialDate(1980, 2), "02/1980"),
        ("{{ v|day }}", PartialDate(1980, 2, 5), "05/02/1980"),
        ("{{ v|day }}", None, "–"),
        ("{{ v|moment }}", None, "–"),
        ("{{ v }}", 2026, "2026"),
    ],
)
def test_filters(source, value, text):
    assert show(source, v=value) == text


def test_an_instant_is_shown_on_the_clocks_of_viet_nam():
    late = dt.datetime(2026, 11, 21, 18, 30, tzinfo=dt.UTC)
    assert vn.moment(late) == "01:30 22/11/2026"
    assert vn.day(late) == "22/11/2026"
    assert vn.clock(late) == "01:30"


def test_django_itself_groups_and_parses_the_vietnamese_way():
    with translation.override("vi"):
        assert formats.number_format(1234567, force_grouping=True) == "1.234.567"
        assert formats.date_format(dt.date(2026, 11, 22)) == "22/11/2026"
        assert "%d/%m/%Y" in formats.get_format("DATE_INPUT_FORMATS")


@pytest.mark.parametrize("code", vn.CLASSES)
def test_a_class_is_a_word_a_sign_and_a_colour(code):
    badge = show("{% class_badge code %}", code=code)
    assert vn.CLASSES[code][0] in badge
    assert "<svg" in badge
    assert f"class-{code.replace('_', '-')}" in badge


def test_every_class_has_its_own_sign():
    signs = [shape for _, shape in vn.CLASSES.values()]
    assert len(set(signs)) == len(signs)


def test_an_unreviewed_household_has_no_badge_and_a_wrong_class_is_refused():
    assert show("{% class_badge code %}", code=None) == "–"
    with pytest.raises(ValueError, match="rich"):
        show("{% class_badge code %}", code="rich")


def test_provenance_is_said_in_words():
    assert "số công bố" in show("{% provenance_badge 'published' %}")
    assert "suy ra" in show("{% provenance_badge 'derived' %}")
    assert "giả định (dữ liệu mẫu)" in show("{% provenance_badge 'invented' %}")
    assert show("{% provenance_badge code %}", code=None) == ""
    with pytest.raises(ValueError, match="guessed"):
        show("{% provenance_badge 'guessed' %}")


def test_a_rate_carries_its_numerator_and_denominator():
    text = show("{% rate v 932 39829 %}", v=Decimal("2.34"))
    assert "2,34%" in text
    assert 'title="932 trên 39.829"' in text
    assert "(932/39.829)" in text
    assert show("{% rate v 932 whole %}", v=None, whole=None) == "–"


def test_an_unknown_sign_is_refused():
    with pytest.raises(KeyError):
        sign("no-such-sign")


def header(url, **context):
    request = RequestFactory().get(url)
    source = '{% sort_header "Số người" "size" numeric=True first="desc" %}'
    return show(source, request=request, **context)


def test_first_click_on_a_count_sorts_downwards_and_goes_to_the_first_page():
    html = header("/ho/?q=an&page=3")
    assert 'href="?q=an&amp;sort=-size"' in html
    assert "aria-sort" not in html
    assert 'class="num"' in html


def test_the_sorted_column_says_so_and_turns_round():
    assert 'aria-sort="descending"' in header("/ho/?sort=-size")
    assert 'href="?sort=size"' in header("/ho/?sort=-size")
    assert 'aria-sort="ascending"' in header("/ho/", sort="size")


def test_page_numbers_leave_gaps():
    page = Paginator(range(1000), 10).get_page(50)
    assert list(vn.page_numbers(page)) == [1, 2, None, 49, 50, 51, None, 99, 100]
