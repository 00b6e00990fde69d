"""Signs: the kept numbers, the lists behind them, and when they are counted again."""

from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.areas.models import AreaChange, AreaVersion
from reports import summaries
from reports.models import AreaSummary, RadarCount, RestatedSummary, SurveyorShare
from reports.sampling import Risk
from reports.services import risk
from reports.services.radar import keeping, near, shown, surveyors, turning
from reports.services.selection import Period, Place
from tests.factories import (
    REFORM,
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    OutcomeFactory,
    ProvinceFactory,
    ReviewFactory,
    RoundFactory,
    SummaryFactory,
    VillageFactory,
)

# Each test in a savepoint of its own, whatever it changes in the module's world.
pytestmark = pytest.mark.django_db
PERIOD = Period(2026, "ND07_2022", "preliminary")
LACKS_1_4_10, ALL = 0b10_0000_1001, (1 << 12) - 1
# class, B1, B2, deprived: around 140, the line of a commune
ODD = [
    ("poor", 140, 30, LACKS_1_4_10),
    ("poor", 135, 40, 0b1111),
    ("not_poor", 145, 30, LACKS_1_4_10),
    ("not_poor", 146, 20, 0b11),
    ("near_poor", 100, 20, 0b11),
    ("near_poor", 100, 10, 0b1),
]


def found(round_, village, surveyor, kind="poor", b1=60, b2=50, mask=0b11111):
    review = ReviewFactory(
        round=round_,
        household=HouseholdFactory(village=village),
        surveyor=surveyor,
        state="imported",
    )
    return OutcomeFactory(
        review=review,
        poverty_class=kind,
        b1=b1,
        b2=b2,
        deprived_mask=mask,
        known_mask=ALL,
        grounds={"area_kind": "rural"},
    )


@pytest.fixture(scope="module")
def made(kept):
    """One commune: odd households of one surveyor, and two surveyors unlike."""
    province = ProvinceFactory(code="961")
    commune = AreaFactory(parent=province)
    village = VillageFactory(parent=commune)
    round_ = RoundFactory(areas=[commune], year=2026, standards=["ND07_2022"])
    officer = OfficerFactory(role="province_officer", area=province)
    strict, mild = (OfficerFactory(role="surveyor", area=village) for _ in range(2))
    for kind, b1, b2, mask in ODD:
        found(round_, village, None, kind, b1, b2, mask)
    for at in range(12):
        found(round_, village, strict, "poor" if at < 2 else "not_poor", 60)
        found(round_, village, mild, "poor" if at < 10 else "not_poor", 60)
    summaries.rebuild()
    keeping.refresh()
    return officer, Place(province, (province.pk,), frozenset([commune.pk])), round_


def listed(made, **wanted):
    officer, place, _ = made
    return near.households(
        by=officer, place=place, period=PERIOD, wanted=near.Wanted(**wanted)
    )


@pytest.mark.parametrize(
    ("wanted", "points"),
    [
        ({}, [135, 140, 145]),
        ({"margin": 6}, [135, 140, 145, 146]),
        ({"margin": 0}, [140]),
        ({"kind": "poor"}, [135, 140]),
        ({"sign": near.BY_INDICATOR}, [100, 140]),
        ({"sign": near.EITHER}, [100, 135, 140, 145]),
        # Fewer of 1, 4, 10 take the poor one out, any but 1 and 2 makes the other poor.
        ({"sign": near.BY_INDICATOR, "indicator": "1"}, [140]),
        ({"sign": near.BY_INDICATOR, "indicator": "4"}, [100, 140]),
        ({"sign": near.BY_INDICATOR, "indicator": "3"}, [100]),
    ],
)
def test_households_near_a_line(made, wanted, points):
    assert sorted(row.b1 for row in listed(made, **wanted)) == points


def test_lines_are_those_of_the_kind_of_area(made):
    """175 points in a ward, by what it was when the round opened."""
    officer, place, round_ = made
    (pk,) = place.communes
    AreaVersion.objects.filter(area=pk).update(kind="ward")
    assert [row.b1 for row in listed(made, margin=20)] == []
    assert sorted(row.b1 for row in listed(made, sign=near.BY_INDICATOR)) == [
        100, 140, 145, 146,
    ]  # fmt: skip
    AreaVersion.objects.filter(area=pk).update(ends=round_.opens_on)
    assert len(listed(made)) == 3


def test_the_kept_numbers_are_the_lists(made):
    officer, place, _ = made
    signs = shown.signs(place, PERIOD)
    assert signs.near == listed(made).count() == 3
    assert signs.flips == listed(made, sign=near.BY_INDICATOR).count() == 2
    unusual = shown.shares_of(place, PERIOD).filter(is_unusual=True)
    assert signs.surveyors == unusual.count() == 2
    for share in shown.shares_of(place, PERIOD):
        rows = surveyors.households(
            by=officer, year=2026, commune=share.area_id, surveyor=share.surveyor_id
        )
        assert rows.count() == share.reviewed == 12
        kinds = [row.poverty_class for row in rows]
        assert kinds.count("poor") + kinds.count("near_poor") == share.listed


def test_each_indicator_moves_whom_its_list_names(made):
    _, place, _ = made
    found = {each.number: each for each in turning.by_indicator(place, PERIOD)}
    # 1, 4 and 10 take the poor one out; all but 1 and 2 make the near-poor one poor.
    assert [n for n in found if found[n].out] == [4, 10, 1]
    assert sorted(n for n in found if found[n].into) == list(range(3, 13))
    for number, each in found.items():
        asked = {"sign": near.BY_INDICATOR, "indicator": str(number)}
        assert listed(made, **asked, kind="poor").count() == each.out
        assert listed(made, **asked, kind="near_poor").count() == each.into
    drawn = turning.chart(place, PERIOD, list(found.values()))
    assert drawn.title.startswith("Bảo hiểm y tế: 1 hộ nghèo")
    assert turning.chart(place, PERIOD, []) is None


def test_samples_find_the_same_households(made):
    """One definition of a surveyor unlike the others, and of what lies near a line."""
    _, place, round_ = made
    frame = risk.frame(round_, place.communes, timezone.now())
    flagged = {each.household for each in frame if Risk.SURVEYOR in each.risks}
    assert len(flagged) == 24
    close = {each.household for each in frame if Risk.NEAR_LINE in each.risks}
    assert close == {row.review.household_id for row in listed(made)}


def test_what_would_change_a_class_is_said(made):
    rows = near.entries(listed(made, margin=0), PERIOD.standard)
    assert [entry.flips for entry in rows] == [
        (
            "tăng 1 điểm B1: thành hộ không nghèo",
            "bớt một chỉ số thiếu hụt (Việc làm, Bảo hiểm y tế, Nhà tiêu hợp vệ sinh): "
            "thành hộ cận nghèo",
        )
    ]


def test_signs_are_counted_again_when_figures_are(made):
    _, place, _ = made
    assert keeping.stale() == {}
    (pk,) = place.communes
    AreaSummary.objects.filter(area=pk).update(built_at=timezone.now())
    share = SurveyorShare.objects.filter(area=pk).first()
    assert keeping.stale() == {2026: {pk}}
    assert keeping.refresh() == 1
    assert keeping.stale() == {}
    # Its address stays.
    assert SurveyorShare.objects.filter(pk=share.pk).exists()


def test_signs_go_with_their_figures(made):
    _, place, _ = made
    AreaSummary.objects.filter(area__in=place.communes).delete()
    keeping.refresh()
    assert shown.signs(place, PERIOD) == shown.Signs()
    assert not SurveyorShare.objects.filter(area__in=place.communes).exists()


def test_signs_never_counted_are_no_zeros(made, client_of):
    officer, _, _ = made
    page = partial(client_of(officer).get, reverse("analysis:radar"), {"year": "2026"})
    assert "chưa tính" not in page().content.decode()
    RadarCount.objects.all().delete()
    text = page().content.decode()
    assert text.count("chưa tính; ") == 4
    assert '<p class="tile-value">–</p>' in text


def test_a_commune_that_falls_far_faster(db):
    province = ProvinceFactory(code="962")
    communes = [AreaFactory(parent=province) for _ in range(10)]
    for at, commune in enumerate(communes):
        SummaryFactory(area=commune, year=2024, poor=100)
        SummaryFactory(area=commune, year=2025, poor=20 if at == 9 else 90 - at % 2)
    keeping.refresh()
    place = Place(province, (province.pk,), frozenset(a.pk for a in communes))
    period = Period(2025, "ND07_2022", "official")
    fast = shown.kept(place, period).filter(shown.is_fast())
    assert [(row.area, row.before, row.now) for row in fast] == [(communes[9], 100, 20)]
    assert shown.signs(place, period).fast == 1
    # A year without the one before cannot be compared.
    before = Period(2024, "ND07_2022", "official")
    assert not RadarCount.objects.filter(year=2024, score__isnull=False).exists()
    assert shown.signs(place, before).fast == 0


@pytest.mark.parametrize(
    ("counted", "extents", "before"),
    [
        (2, ("whole", "whole"), 60),
        (1, ("whole", "whole"), None),  # one of the two had no list
        (1, ("whole", "partial"), None),  # whose part of it nobody knows
    ],
)
def test_a_new_commune_is_compared_with_what_went_over_whole(
    db, counted, extents, before
):
    province = ProvinceFactory()
    new = AreaFactory(parent=province)
    for extent in extents:
        old = AreaFactory(parent=province, began=None, ended=REFORM)
        AreaChange.objects.create(old=old, new=new, effective_on=REFORM, extent=extent)
    RestatedSummary.objects.create(
        area=new,
        year=2024,
        standard="ND07_2022",
        basis="official",
        communes=counted,
        poor=60,
    )
    SummaryFactory(area=new, year=2025, poor=50)
    keeping.refresh()
    row = RadarCount.objects.get(area=new, year=2025)
    assert (row.before, row.now) == (before, 50)


def test_pages_read_alike_whatever_the_size(
    made, client_of, django_assert_max_num_queries
):
    officer, _, _ = made
    client = client_of(officer)
    for name in ("radar", "radar-near", "radar-surveyors"):
        address = reverse(f"analysis:{name}")
        client.get(address)
        with django_assert_max_num_queries(16):
            page = client.get(address, {"year": "2026"})
        assert page.status_code == 200
    assert client.get(reverse("analysis:radar-near"), {"diem": "7"}).status_code == 404
