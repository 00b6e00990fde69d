"""The inspection pack: complete, provable, the same again from the same instant."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from households.models import CommuneRound
from povertyportal.accounts.models import Role
from povertyportal.audit import as_known
from povertyportal.audit.models import AuditEntry
from povertyportal.worklist import for_officer
from reports import tasks
from reports.models import Inspection, PackRun
from reports.packs import acts, making
from reports.packs.subject import subject_of
from reports.services import packs
from reports.views.pack_links import pack_of_inspection
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PackRunFactory,
    ProvinceFactory,
)
from tests.households.season import deciding
from tests.office import needs_office, reopened
from tests.reports import pack_world as made

# Read by a pack without being kept: only added to, or only reached from kept rows.
LASTING = {
    "audit_auditentry",
    "documents_attachment",
    "households_outcomegrounds",
}
# The catalogue, what keeps, and the views' own helpers.
OWN = re.compile(r"pg_|audit_addedrows|audit_formerrow|then_|since_")
# Rows that nothing in the season refuses to change.
OPEN = {"areas_area", "accounts_officer", "households_household", "households_person"}
OPEN |= {"households_reviewround", "households_roundstep", "households_membership"}


@dataclass(frozen=True)
class Season:
    """A season's place, a pack of it, and what making that asked the database."""

    place: CommuneRound
    run: PackRun
    content: bytes
    queries: str


@pytest.fixture(scope="module")
def season(kept):
    place = made.season()
    run = made.asked(place)
    with CaptureQueriesContext(connection) as asked:
        content = made.packed(run)
    queries = "\n".join(query["sql"] for query in asked.captured_queries)
    return Season(place, run, content, queries)


@pytest.fixture
def place(season, db):
    return season.place


@pytest.fixture
def inspector_here(place):
    return OfficerFactory(
        role=Role.INSPECTOR,
        full_name="Thanh Tra Viên",
        area=place.commune,
        ends=timezone.localdate().replace(year=2099),
    )


def test_the_same_instant_gives_the_same_bytes_whatever_changes(season, place):
    changed = made.change_everything()
    HouseholdFactory(village=place.commune.children.get())
    assert changed >= OPEN
    with time_machine.travel(timezone.now() + timezone.timedelta(days=40)):
        assert made.packed(season.run) == season.content


def test_a_regular_round_is_packed_as_well(place, inspector_here):
    found = deciding.regular_round(place.commune)
    place = found.places.get()
    village = place.commune.children.get()
    deciding.reviewed(place, village, inspector_here, name="Hộ Thường Xuyên")
    run = made.asked(place)
    first = made.packed(run)
    told = made.files_of(first)["08-cham-han/02-ho-so.xlsx"].decode("utf-8", "ignore")
    assert "Hộ Thường Xuyên" in told
    made.change_everything()
    assert made.packed(run) == first


def test_every_table_that_a_pack_reads_is_kept(season, db):
    tables = connection.introspection.table_names()
    read = {name for name in tables if re.search(rf"\b{name}\b", season.queries)}
    kept = {each.table for each in as_known.kept_tables()}
    read = {name for name in read if not OWN.match(name)}
    assert read >= {"households_outcome", "households_meetingvote", "areas_area"}
    assert read - kept - LASTING == set()


def test_the_sums_prove_every_other_file(season):
    with zipfile.ZipFile(io.BytesIO(season.content)) as pack:
        names = pack.namelist()
        sums = pack.read("SHA256SUMS.txt").decode().splitlines()
        for line in sums:
            digest, path = line.split("  ")
            assert hashlib.sha256(pack.read(path)).hexdigest() == digest
    assert {line.split("  ")[1] for line in sums} == {*names} - {"SHA256SUMS.txt"}
    folders = {name.partition("/")[0] for name in names}
    assert {part.folder for part in making.PARTS} <= folders


def test_the_pack_tells_what_happened(season):
    files = made.files_of(season.content)
    assert made.PHOTO in files.values()
    told = {
        "07-thay-doi-diem/ho-thay-doi-diem.xlsx": (made.WHY, "Hộ Hai", "Đổi kết quả"),
        "08-cham-han/03-ly-do-cham.xlsx": ("Lũ lụt", "Họp dân"),
        "09-nhat-ky/nhat-ky.xlsx": ("Chốt danh sách rà soát", "Lập"),
        "06-khieu-nai/khieu-nai.xlsx": ("Hộ Hai", "Đang giải quyết"),
        "02-danh-sach/02-ho-duoc-cong-nhan.xlsx": ("120/QĐ-UBND", "Hộ Một"),
        "10-mau-kiem-tra/01-ho-duoc-chon.xlsx": ("Hộ Một", "hạt"),
    }
    for path, words in told.items():
        for word in words:
            assert word in files[path].decode("utf-8", "ignore"), (path, word)
    everything = b"".join(files.values())
    assert made.PERSONAL_ID.encode() not in everything
    for words in ("Người Giấu Tên", "Xem lại nhà ở"):
        assert words.encode() not in everything


@pytest.mark.office
@needs_office
def test_libreoffice_reads_every_table_of_the_pack(season, db, tmp_path):
    with zipfile.ZipFile(io.BytesIO(season.content)) as pack:
        paths = [name for name in pack.namelist() if name.endswith(".xlsx")]
        books = {path.replace("/", "-"): pack.read(path) for path in paths}
    theirs = reopened(tmp_path, books)
    compared = 0
    for name, content in books.items():
        ours = load_workbook(io.BytesIO(content), data_only=True)
        assert theirs[name].sheetnames == ours.sheetnames
        for sheet in ours:
            for cell in (each for row in sheet.iter_rows() for each in row):
                if cell.value is not None:
                    found = theirs[name][sheet.title][cell.coordinate].value
                    wanted = cell.value
                    if isinstance(wanted, float):
                        wanted = pytest.approx(wanted)
                    assert found == wanted, (name, cell)
                    compared += 1
    assert len(books) >= 8
    assert compared > 500


def test_a_pack_is_made_repeated_and_taken_away(
    place, inspector_here, client_of, django_capture_on_commit_callbacks
):
    client = client_of(inspector_here)
    asked = {"area": place.commune_id, "size": "5", "method": "risk_double"}
    create = f"{reverse('reports:pack-create')}?round={place.round_id}"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(create, asked)
    run = PackRun.objects.get()
    assert run.state == "done", run.message
    page = reverse("reports:pack-detail", args=[run.pk])
    assert run.sha256 in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("reports:pack-repeat", args=[run.pk]))
    assert "Giống từng byte" in client.get(page).content.decode()
    answer = client.get(reverse("reports:pack-download", args=[run.pk]))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == run.sha256
    assert inspector_here.full_name.encode() not in b"".join(
        made.files_of(content).values()
    )
    entries = AuditEntry.objects.filter(object_kind="pack_run").order_by("id")
    acts = [entry.act.rpartition(".")[2] for entry in entries]
    assert acts == ["requested", "requested", "downloaded"]


def test_who_reads_the_cover_can_make_the_pack_again(season, place, client_of):
    told = json.loads(made.files_of(season.content)["00-thong-tin-goi.json"])
    asked = {"area": place.commune_id, "exactly": told["as_of"], **told["sample"]}
    create = f"{reverse('reports:pack-create')}?round={told['round']['id']}"
    leader = OfficerFactory(role=Role.COMMUNE_LEADER, area=place.commune)
    client_of(leader).post(create, asked)
    again = PackRun.objects.get(owner=leader)
    for name in packs.ASKED:
        assert getattr(again, name) == getattr(season.run, name), name
    page = client_of(leader).post(create, asked | {"exactly": "hôm qua"})
    assert "không phải là lúc chốt" in page.content.decode()


def test_an_inspection_leads_to_a_pack_of_its_sample(place, inspector_here, client_of):
    inspection = Inspection(
        round=place.round,
        size=7,
        method="risk_double",
        seed="mã-của-đoàn",
        as_of=made.asked(place).as_of,
    )
    url = pack_of_inspection(inspector_here, inspection)
    form = client_of(inspector_here).get(url).context["form"]
    told = timezone.localtime(inspection.as_of).isoformat()
    asked = {name: form[name].value() for name in ("exactly", "size", "method", "seed")}
    assert asked == {
        "exactly": told,
        "size": "7",
        "method": "risk_double",
        "seed": "mã-của-đoàn",
    }
    seated = OfficerFactory(role=Role.COMMITTEE)
    assert pack_of_inspection(seated, inspection) == ""


def test_a_damaged_scan_stops_the_pack(season, place):
    photo = place.postings.get().scan
    default_storage.delete(photo.file.name)
    try:
        with pytest.raises(ValidationError, match="anh.jpg"):
            list(acts.posting_files(subject_of(season.run)))
    finally:
        default_storage.save(photo.file.name, io.BytesIO(made.PHOTO))


def test_a_pack_that_could_not_be_made_is_told(place, inspector_here):
    PackRunFactory(
        owner=inspector_here,
        area=place.commune,
        round=place.round,
        state="failed",
        finished_at=timezone.now(),
    )
    items = {item.title: item.count for item in for_officer(inspector_here)}
    assert items["Gói hồ sơ kiểm tra chưa lập được"] == 1


def test_a_lost_run_is_made_and_what_was_left_of_it_is_gone(place, inspector_here):
    silent = timezone.now() - timezone.timedelta(minutes=5)
    run = made.queued(
        place,
        inspector_here,
        state="running",
        attempt=1,
        heartbeat_at=silent,
    )
    left = f"packs/{run.queued_at:%Y/%m}/{run.pk}-1.zip"
    default_storage.save(left, io.BytesIO(b"half a pack"))
    tasks.run_pack(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempt) == ("done", 2)
    assert not default_storage.exists(left)


def test_what_cannot_be_made_is_refused_in_words(place, inspector_here):
    elsewhere = AreaFactory(parent=ProvinceFactory())
    asked = {"by": inspector_here, "round_": place.round, "sample": packs.Wanted(5)}
    with pytest.raises(ValidationError, match="phạm vi"):
        packs.ask_for_pack(area=elsewhere, **asked)
    later = timezone.now() + timezone.timedelta(days=1)
    with pytest.raises(ValidationError, match="chưa đến"):
        packs.ask_for_pack(area=place.commune, at=later, **asked)
    before = timezone.now() - timezone.timedelta(days=900)
    with pytest.raises(ValidationError, match="đọc lại được từ lúc"):
        packs.ask_for_pack(area=place.commune, at=before, **asked)


def test_the_sample_has_the_same_seed_for_the_same_pack(place, inspector_here):
    seeds = [
        packs.seed_of(place.commune, place.round, at)
        for at in (made.asked(place).as_of, made.asked(place).as_of)
    ]
    assert seeds[0] != seeds[1]
    at = made.asked(place).as_of
    assert packs.seed_of(place.commune, place.round, at) == packs.seed_of(
        place.commune, place.round, at.astimezone()
    )
