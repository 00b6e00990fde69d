"""What a meeting keeps of the room: as it was shown, on the page and as files."""

import io
from types import SimpleNamespace
from xml.etree import ElementTree

from django.db import connection
from django.urls import reverse
from django.utils.safestring import SafeString
from openpyxl import Workbook, load_workbook

from povertyportal.audit.models import AuditEntry
from povertyportal.ui.charts import Chart
from povertyportal.ui.charts.model import Drawn
from povertyportal.ui.charts.standalone import as_svg
from programs.services.places import EVERYTHING
from reports.models import AreaSummary, CommitteeMeeting, MeetingPicture
from reports.papers import committee as papers
from reports.services.committee import meetings
from reports.services.committee.picture_parts import parts_of_figures
from reports.services.committee.picturing import (
    MAP_TALLEST,
    kept_sections,
    pictured,
    sha_of,
)
from reports.services.drawings.said import PER_CENT
from reports.services.periods.parts import Column, Part
from reports.workbooks.part_sheets import part_sheet
from reports.workbooks.parts import Heading
from tests.factories import SummaryFactory
from tests.reports.committee_world import day, following_on, refused

TEXT = "{http://www.w3.org/2000/svg}text"


def test_a_picture_stays_as_it_was_shown(held, secretary, client_of):
    kept = held.picture.kept
    assert held.picture_sha256 == sha_of(kept)
    (shown,) = [each for each in kept_sections(held) if each.part.code == "areas"]
    poor = {name: number for name, _, number, *_ in shown.part.rows}
    assert "/tong-quan/" not in str(kept["charts"])
    assert all("<svg" in each.html and "<svg" in each.svg for each in shown.figures)
    assert sorted(poor.values()) == [31, 31]
    AreaSummary.objects.update(poor=1)
    page = client_of(secretary).get(reverse("committee:picture", args=[held.pk]))
    again = next(p for p, *_ in page.context["parts"] if p.code == "areas")
    assert {name: number for name, _, number, *_ in again.rows} == poor
    meeting = CommitteeMeeting.objects.filter(pk=held.pk)
    refused("frozen", lambda: meeting.update(picture_sha256="0" * 64))
    refused("frozen", lambda: MeetingPicture.objects.update(kept={}))
    refused("order", lambda: meeting.update(state="planned"))
    refused("held", lambda: meeting._raw_delete(meeting.db))
    same = meetings.open_meeting(by=secretary, meeting=held, asked={"year": "1999"})
    assert same.picture_sha256 == held.picture_sha256


def test_a_picture_changed_past_the_portal_is_not_shown(held, secretary, client_of):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        MeetingPicture.objects.update(kept={**held.picture.kept, "place": "Nơi khác"})
        cursor.execute("SET LOCAL session_replication_role = origin")
    client = client_of(secretary)
    page = client.get(reverse("committee:picture", args=[held.pk]), follow=True)
    assert "không còn khớp mã kiểm tra" in page.content.decode()
    assert "Nơi khác" not in page.content.decode()
    url = reverse("committee:paper", args=[held.pk, "so-lieu"])
    assert client.get(url).status_code == 302


def test_a_picture_of_a_past_day_says_so(held, secretary, committee, client_of):
    following = following_on(held, secretary, "planned", held_on=day(-9))
    client = client_of(secretary)
    asked = client.get(reverse("committee:meeting-open", args=[following.pk]))
    assert "chốt sau ngày họp" in asked.content.decode()
    meetings.open_meeting(by=secretary, meeting=following, asked={})
    for meeting, is_late in ((held, False), (following, True)):
        meeting.refresh_from_db()
        for name in ("committee:picture", "committee:meeting-detail"):
            page = client.get(reverse(name, args=[meeting.pk])).content.decode()
            assert ("chốt sau ngày họp" in page.lower()) == is_late
        (said,) = papers.minutes(meeting)["sections"][1]["paras"]
        assert ("chốt sau ngày họp" in said) == is_late


def test_kept_charts_name_the_committees_areas(held):
    kept = held.picture.kept
    assert EVERYTHING not in str([kept["charts"], kept["parts"]])
    assert any(kept["place"] in each["svg"] for each in kept["charts"])


def test_a_kept_chart_is_taken_as_it_was_drawn(held, secretary, client_of):
    client = client_of(secretary)
    drawn = [each for part in kept_sections(held) for each in part.figures]
    page = client.get(reverse("committee:picture", args=[held.pk])).content.decode()
    for chart in drawn:
        url = reverse("committee:picture-png", args=[held.pk, chart.number])
        assert f'href="{url}"' in page
    AreaSummary.objects.update(poor=1)  # what is shown now does not matter
    url = reverse("committee:picture-png", args=[held.pk, drawn[0].number])
    answer = client.get(url)
    assert answer.content.startswith(b"\x89PNG")
    assert answer.content == client.get(url).content
    entry = AuditEntry.objects.filter(act="reports.committee_meeting.picture_taken")
    assert [each.detail["title"] for each in entry] == [drawn[0].title] * 2
    none = reverse("committee:picture-png", args=[held.pk, len(drawn) + 1])
    assert client.get(none).status_code == 404


def test_kept_tables_are_taken_as_numbers(held, secretary, client_of):
    client = client_of(secretary)
    parts = [each.part for each in kept_sections(held)]
    AreaSummary.objects.update(poor=1)
    url = reverse("committee:picture-xlsx", args=[held.pk, "tat-ca"])
    book = load_workbook(io.BytesIO(client.get(url).content))
    assert len(book.sheetnames) == len(parts)
    assert book.sheetnames[0] == f"1. {parts[0].title}"
    for part, sheet in zip(parts, book, strict=True):
        cells = [row for row in sheet.iter_rows(values_only=True) if any(row)]
        assert part.title.upper() in {row[0] for row in cells}
    url = reverse("committee:picture-xlsx", args=[held.pk, "areas"])
    answer = client.get(url)
    assert answer["Content-Disposition"].endswith('-theo-don-vi.xlsx"')
    (sheet,) = load_workbook(io.BytesIO(answer.content))
    (areas,) = [part for part in parts if part.code == "areas"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    for name, reviewed, poor, *_ in areas.rows:
        assert rows[name][1:3] == (reviewed, poor)
    for code in ("khong-co", "areas2"):
        none = reverse("committee:picture-xlsx", args=[held.pk, code])
        assert client.get(none).status_code == 404


def test_files_of_a_picture_changed_past_the_portal_are_refused(
    held, secretary, client_of
):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        MeetingPicture.objects.update(kept={**held.picture.kept, "place": "Nơi khác"})
        cursor.execute("SET LOCAL session_replication_role = origin")
    client = client_of(secretary)
    for name, at in (("picture-png", 1), ("picture-xlsx", "tat-ca")):
        answer = client.get(reverse(f"committee:{name}", args=[held.pk, at]))
        assert answer.status_code == 302


def test_kept_tables_say_whose_their_numbers_are():
    figure = {
        "label": "Hộ nghèo", "area_name": "Huyện Thử", "value": "777.00", "note": "",
        "provenance": "published",
    }  # fmt: skip
    (part,) = parts_of_figures({"published": [figure]})
    ((label, area, value, _),) = part.shown()
    assert (label.split(" (")[0], area, value) == ("Hộ nghèo", "Huyện Thử", "777")


def test_a_sheet_gives_its_lines_the_height_of_their_words():
    """Merged cells do not grow: a long line of places ran over the title."""
    part = Part("areas", "Theo đơn vị", (Column("Đơn vị", "text", 0),), (("Xã",),))
    heights = []
    for told in ("(Xã Gia Viễn)", f"({'Xã Gia Viễn, ' * 40})"):
        sheet = Workbook().active
        part_sheet(sheet, part, Heading("", "Ban Chỉ đạo", ""), told)
        (at,) = [row[0].row for row in sheet.iter_rows() if row[0].value == told]
        heights.append(sheet.row_dimensions[at].height)
    assert heights[1] >= 4 * heights[0]


def test_the_words_of_a_map_on_paper_can_be_read():
    """A map is as tall as paper allows: drawn narrower, its words are larger."""
    drawing = SimpleNamespace(
        draw=lambda key, measure: Drawn(SafeString(""), 0, view_box="0 0 1000 1316")
    )
    chart = Chart(
        key="ban-do", title="Tỷ lệ hộ nghèo cao nhất " * 3, drawing=drawing,
        measure=PER_CENT, place="Xã Gia Viễn, " * 6, note="Lớp do cổng chia. " * 3,
        source="báo cáo của cơ quan đã công bố " * 4,
    )  # fmt: skip
    sizes = []
    for tallest in (None, MAP_TALLEST):
        root = ElementTree.fromstring(as_svg(chart, "Tinos", tallest=tallest))
        width, height = (float(root.get(name)) for name in ("width", "height"))
        letters = min(float(each.get("font-size")) for each in root.iter(TEXT))
        shown = min(426.0, 425.0 / height * width)  # points, as sections.typ sets it
        sizes.append(letters * shown / float(root.get("viewBox").split()[2]))
    assert sizes[0] < 6
    assert sizes[1] >= 7


def test_kept_years_say_of_which_units_they_are(held, committee, commune, neighbour):
    for year in (2023, 2024):
        for area in (commune, neighbour):
            SummaryFactory(area=area, year=year, basis="official")
    kept = pictured(committee, {}, day(0))
    (trend,) = [each for each in kept["parts"] if each["code"] == "trend"]
    (chart,) = [each for each in kept["charts"] if each["part"] == "trend"]
    said = "Đến năm 2024: theo 2 xã lúc đó."
    assert said in chart["html"]
    assert list(trend["notes"]) == [said]
