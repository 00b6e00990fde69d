"""The movements, examples and commendations: what is refused, totals, pages."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from povertyportal.documents.attachments import visible_attachments
from programs.models import Commendation, ExemplaryModel, MovementUnit
from programs.services.aims import (
    COMMENDATION,
    UNIT,
    keep_model,
    state_of,
    totals_by_year,
)
from programs.services.records import add_record, change_record
from tests.programs.access_records import unit_of

DAY = dt.date


def unit_values(area, **more):
    usual = {"movement": "no_poor", "kind": "clan", "name": "Dòng họ Lê", "area": area}
    usual |= {"year": 2024, "households": 30, "registered_on": DAY(2024, 1, 5)}
    usual |= {"reached_on": None, "lost_on": None, "lost_reason": "", "note": ""}
    return usual | more


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"registered_on": DAY(2099, 1, 1)}, "registered_on"),
        ({"reached_on": DAY(2024, 1, 4)}, "reached_on"),
        ({"lost_on": DAY(2024, 3, 1), "lost_reason": "x"}, "reached_on"),
        (
            {"reached_on": DAY(2024, 3, 1), "lost_on": DAY(2024, 2, 1),
             "lost_reason": "x"},
            "lost_on",
        ),
        ({"reached_on": DAY(2024, 3, 1), "lost_on": DAY(2024, 4, 1)}, "lost_reason"),
        ({"reached_on": DAY(2024, 3, 1), "lost_reason": "x"}, "lost_on"),
        ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_days_out_of_order_are_refused_at_their_field(
    commune, commune_officer, more, field
):
    with pytest.raises(ValidationError) as caught:
        add_record(by=commune_officer, kind=UNIT, values=unit_values(commune, **more))
    assert field in caught.value.message_dict
    assert not MovementUnit.objects.exists()


def test_a_unit_registers_reaches_and_loses(
    commune, commune_officer, neighbour_officer
):
    made = add_record(by=commune_officer, kind=UNIT, values=unit_values(commune))
    states = [state_of(made)]
    for values in (
        {"reached_on": DAY(2024, 1, 5)},
        {"lost_on": DAY(2024, 1, 5), "lost_reason": "Một hộ phát sinh nghèo"},
    ):
        made = change_record(by=commune_officer, kind=UNIT, row=made, values=values)
        states.append(state_of(made))
    assert states == ["registered", "reached", "lost"]
    with pytest.raises(MovementUnit.DoesNotExist):
        change_record(by=neighbour_officer, kind=UNIT, row=made, values={"note": "x"})


def test_totals_by_year_count_who_kept_it(commune, commune_officer):
    reached = {"reached_on": DAY(2025, 9, 1)}
    lost = {**reached, "lost_on": DAY(2025, 12, 1), "lost_reason": "x"}
    for number, fields in enumerate(({}, reached, lost, {"year": 2024})):
        given = {"year": 2025, "registered_on": DAY(2025, 1, 1)} | fields
        unit_of(commune, commune_officer, name=f"Thôn {number}", **given)
    told = [
        (each.year, each.registered, each.reached, each.lost, each.kept)
        for each in totals_by_year(MovementUnit.objects.all())
    ]
    assert told == [(2025, 3, 2, 1, 1), (2024, 1, 0, 0, 0)]


def test_an_example_of_a_province_shows_its_photo_to_the_province(
    province, neighbour, province_officer, commune_officer, client_of
):
    values = {"area": province, "year": 2025, "name": "Nuôi dê", "activity": None}
    values |= {"what": "Góp vốn", "result": "Tăng thu", "lesson": ""}
    values |= {"replicated_in": ""}
    photo = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF")
    with pytest.raises(PermissionDenied):
        keep_model(by=commune_officer, values=values, upload=photo)
    made = keep_model(by=province_officer, values=values, upload=photo)
    assert made.photo in visible_attachments(province_officer)
    assert made.photo not in visible_attachments(commune_officer)
    keep_model(by=province_officer, values=values | {"lesson": "Bao tiêu"}, row=made)
    kept = ExemplaryModel.objects.get()
    assert (kept.photo, kept.lesson) == (made.photo, "Bao tiêu")
    page = client_of(province_officer).get(
        reverse("programs:model-detail", args=[made.pk])
    )
    assert reverse("season:attachment", args=[made.photo_id]) in page.text


def commendation_values(area, **more):
    usual = {"area": area, "recipient": "Hội Nông dân", "is_collective": True}
    usual |= {"level": "commune", "form": "Giấy khen", "reason": "Giúp 5 hộ"}
    usual |= {"number": "3/QĐ", "decided_on": DAY(2025, 10, 17)}
    return usual | {"model": None, "unit": None} | more


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"level": "district"}, "Cấp huyện chỉ có đến 30/06/2025"),
        ({"decided_on": DAY(2099, 1, 1)}, "ở sau hôm nay"),
        ({"number": ""}, "không được để trắng"),
    ],
)
def test_a_commendation_has_a_decision_that_could_be(
    commune, commune_officer, more, words
):
    values = commendation_values(commune, **more)
    with pytest.raises(ValidationError) as caught:
        add_record(by=commune_officer, kind=COMMENDATION, values=values)
    assert words in " ".join(caught.value.messages)
    assert not Commendation.objects.exists()


def test_nobody_commends_a_unit_of_another_place(
    commune, neighbour, commune_officer, neighbour_officer
):
    other = unit_of(neighbour, neighbour_officer)
    values = commendation_values(commune, unit=other)
    with pytest.raises(ValidationError):
        add_record(by=commune_officer, kind=COMMENDATION, values=values)


def test_the_page_shows_a_refusal_with_what_was_typed_then_lists_the_unit(
    commune, commune_officer, client_of
):
    client, year = client_of(commune_officer), timezone.localdate().year
    typed = {"year": year, "area": commune.pk, "movement": "no_poor", "kind": "village"}
    typed |= {"name": "Thôn Bến", "registered_on": f"10/01/{year}"}
    create = reverse("programs:movement-create")
    page = client.post(create, typed | {"lost_on": f"11/01/{year}"})
    assert "Đã mất danh hiệu thì ghi cả ngày đạt." in page.text
    assert 'value="Thôn Bến"' in page.text
    page = client.post(create, typed, follow=True)
    rows = page.context["rows"]
    assert [(unit.name, label) for unit, label, _ in rows] == [
        ("Thôn Bến", "Đã đăng ký, chưa đạt")
    ]


def test_a_record_is_tied_to_what_its_page_came_from_and_to_nothing_next_door(
    commune, neighbour, commune_officer, neighbour_officer, client_of
):
    unit = unit_of(commune, commune_officer)
    other = unit_of(neighbour, neighbour_officer)
    client, create = client_of(commune_officer), reverse("programs:commendation-create")
    assert client.get(f"{create}?unit={other.pk}").status_code == 404
    typed = {"area": commune.pk, "recipient": unit.name, "level": "commune"}
    typed |= {"form": "Giấy khen", "reason": "x", "number": "3/QĐ", "unit": unit.pk}
    client.post(f"{create}?unit={unit.pk}", typed | {"decided_on": "17/10/2025"})
    assert Commendation.objects.get().unit == unit
