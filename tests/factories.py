"""Minimal valid rows, with dates and names that never vary between runs."""

import datetime as dt

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from households.models import (
    Household,
    Membership,
    Outcome,
    OutcomeGrounds,
    PaperRun,
    Person,
    RecognitionDecision,
    Relation,
    Residence,
    Review,
    ReviewRequest,
    ReviewRound,
    ScreenItem,
    SurveyAssignment,
)
from households.services.season.terms import procedure_on
from povertyportal.accounts.models import Officer, OfficerScope, Role, SystemToken
from povertyportal.areas.models import (
    Area,
    AreaPopulation,
    AreaVersion,
    Kind,
    Level,
)
from povertyportal.documents.models import Attachment
from povertyportal.sheets.models import ExportRun
from povertyportal.ui.vi_key import given_name_key, vi_key
from reports.models import AreaSummary, PackRun, ReportRun, SummaryRun

REFORM = dt.date(2025, 7, 1)
PASSWORD = "một mật khẩu dài"


class AreaFactory(DjangoModelFactory):
    """An area with its path and one version over its whole time."""

    class Meta:
        model = Area

    level = Level.COMMUNE
    kind = Kind.COMMUNE
    code = factory.Sequence(lambda n: f"{90_000 + n}")
    name = factory.Sequence(lambda n: f"Xã Thử {n}")
    parent = None
    began = REFORM
    ended = None

    @classmethod
    def _create(cls, model_class, *args, **fields):
        parent = fields.get("parent")
        fields["sort_key"] = vi_key(fields["name"])
        area = super()._create(
            model_class, *args, path=f"new-{fields['code']}", **fields
        )
        area.path = f"{parent.path if parent else ''}{area.pk}."
        area.save(update_fields=["path"])
        AreaVersion.objects.create(
            area=area,
            kind=area.kind,
            name=area.name,
            parent=parent,
            starts=area.began,
            ends=area.ended,
        )
        return area


class ProvinceFactory(AreaFactory):
    """A province of today."""

    level = Level.PROVINCE
    kind = Kind.PROVINCE
    code = factory.Sequence(lambda n: f"{100 + n}")
    name = factory.Sequence(lambda n: f"Tỉnh Thử {n}")


class VillageFactory(AreaFactory):
    """A village of a commune."""

    level = Level.VILLAGE
    kind = Kind.VILLAGE
    code = factory.Sequence(lambda n: f"9-{n:03d}")
    name = factory.Sequence(lambda n: f"Thôn {n}")
    parent = factory.SubFactory(AreaFactory)


class OfficerFactory(DjangoModelFactory):
    """An officer who has changed his first password; give `area` for a scope."""

    class Meta:
        model = Officer
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"can-bo-{n}")
    full_name = factory.Sequence(lambda n: f"Cán bộ Thử {n}")
    role = Role.COMMUNE_OFFICER
    must_change_password = False

    @classmethod
    def _create(cls, model_class, *args, **fields):
        area = fields.pop("area", None)
        is_inspector = fields.get("role") == Role.INSPECTOR
        ends = fields.pop("ends", dt.date(2099, 1, 1) if is_inspector else None)
        password = None if fields.get("is_system") else PASSWORD
        officer = model_class.objects.create_user(password=password, **fields)
        if area is not None:
            OfficerScope.objects.create(
                officer=officer, area=area, starts=dt.date(2020, 1, 1), ends=ends
            )
        return officer


class SystemTokenFactory(DjangoModelFactory):
    """A key of another system, which reads as its officer until a far day."""

    class Meta:
        model = SystemToken

    name = factory.Sequence(lambda n: f"Hệ thống {n}")
    officer = factory.SubFactory(OfficerFactory)
    issued_by = factory.SubFactory(OfficerFactory, role=Role.ADMINISTRATOR)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    expires = dt.date(2099, 1, 1)


class PopulationFactory(DjangoModelFactory):
    """1,000 households and 3,600 persons."""

    class Meta:
        model = AreaPopulation

    area = factory.SubFactory(AreaFactory)
    counted_on = dt.date(2025, 12, 31)
    households = 1_000
    persons = 3_600
    entered_by = factory.SubFactory(OfficerFactory)


class PersonFactory(DjangoModelFactory):
    """An adult without a personal id (with the reason)."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Nguyễn Văn Thử {n}")
    sort_key = factory.LazyAttribute(lambda person: given_name_key(person.name))
    sex = "male"
    birth_year = 1980
    id_missing_reason = "Chưa được cấp"


class HouseholdFactory(DjangoModelFactory):
    """A household of one head, living in `village` since 2020."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **fields):
        village = fields.pop("village", None) or VillageFactory()
        head = fields.pop("head", None) or PersonFactory()
        since = fields.pop("since", dt.date(2020, 1, 1))
        household = model_class.objects.create(**fields)
        Residence.objects.create(household=household, village=village, starts=since)
        Membership.objects.create(
            household=household, person=head, relation=Relation.HEAD, starts=since
        )
        household.refresh_from_db()
        return household


def add_member(household, *, relation=Relation.CHILD, position=1, **person):
    """Another member of the household since 2020; returns the person."""
    member = PersonFactory(**person)
    Membership.objects.create(
        household=household,
        person=member,
        relation=relation,
        position=position,
        starts=dt.date(2020, 1, 1),
    )
    household.refresh_from_db()
    return member


class RoundFactory(DjangoModelFactory):
    """The annual round of 2026, under two standards."""

    class Meta:
        model = ReviewRound
        skip_postgeneration_save = True

    name = "Rà soát định kỳ năm 2026"
    year = 2026
    list_valid_from = dt.date(2027, 1, 1)
    standards = ("ND351_2027", "ND07_2022")
    opens_on = dt.date(2026, 9, 1)
    closes_on = dt.date(2026, 12, 14)
    procedure = factory.LazyAttribute(lambda found: procedure_on(found.opens_on))

    @classmethod
    def _create(cls, model_class, *args, **fields):
        areas = fields.pop("areas", ())
        if fields.get("kind") == ReviewRound.Kind.REGULAR:
            fields.setdefault("month", fields["opens_on"].month)
            fields.setdefault("opened_for", areas[0])
        fields["standards"] = list(fields["standards"])
        found = super()._create(model_class, *args, **fields)
        found.areas.set(areas)
        return found


class ReviewFactory(DjangoModelFactory):
    """A household's review, not begun."""

    class Meta:
        model = Review

    round = factory.SubFactory(RoundFactory)
    household = factory.SubFactory(HouseholdFactory)
    village = factory.SelfAttribute("household.village")
    commune = factory.SelfAttribute("household.commune")


class RequestFactory(DjangoModelFactory):
    """A household's request to be reviewed, received in October 2026, waiting."""

    class Meta:
        model = ReviewRequest

    kind = ReviewRequest.Kind.ENTER
    household = factory.SubFactory(HouseholdFactory)
    commune = factory.SelfAttribute("household.commune")
    applicant = "Người đề nghị"
    channel = ReviewRequest.Channel.IN_PERSON
    received_on = dt.date(2026, 10, 5)
    reason = "Thu nhập giảm"
    recorded_by = factory.SubFactory(OfficerFactory)


class AssignmentFactory(DjangoModelFactory):
    """A village of the place, given to a surveyor since September 2026; no scope."""

    class Meta:
        model = SurveyAssignment

    place = None
    village = factory.LazyAttribute(
        lambda row: VillageFactory(parent=row.place.commune)
    )
    surveyor = factory.SubFactory(OfficerFactory, role=Role.SURVEYOR)
    starts = dt.date(2026, 9, 1)
    assigned_by = factory.SubFactory(OfficerFactory)


class ScreenItemFactory(DjangoModelFactory):
    """An item of one point of the quick screen of 2022."""

    class Meta:
        model = ScreenItem

    standard = "ND07_2022"
    code = factory.Sequence(lambda n: f"item_{n}")
    text = factory.Sequence(lambda n: f"Mục {n}")
    position = factory.Sequence(lambda n: n)
    citation = "Văn bản thử"


class OutcomeFactory(DjangoModelFactory):
    """A poor household's outcome of `review`; `grounds` are the facts it rests on."""

    class Meta:
        model = Outcome
        skip_postgeneration_save = True

    review = factory.SubFactory(ReviewFactory)
    round = factory.SelfAttribute("review.round")
    village = factory.SelfAttribute("review.village")
    commune = factory.SelfAttribute("review.commune")
    standard = "ND07_2022"
    origin = "computed"
    poverty_class = "poor"
    b1 = 120
    b2 = 30
    persons = 1

    @factory.post_generation
    def grounds(outcome, create, extracted, **kwargs):
        reasons = [{"text": "Điểm thấp.", "citation": "Điều 3", "verified": True}]
        OutcomeGrounds.objects.create(
            outcome=outcome, reasons=reasons, facts=extracted or {}
        )


class SummaryFactory(DjangoModelFactory):
    """Official figures of `area` for 2025, 31 poor of 1,000 households."""

    class Meta:
        model = AreaSummary

    area = factory.SubFactory(AreaFactory)
    year = 2025
    standard = "ND07_2022"
    basis = "official"
    resident_households = 1_000
    resident_persons = 3_600
    listed = 80
    reviewed = 80
    poor = 31
    near_poor = 40


class SummaryRunFactory(DjangoModelFactory):
    """A queued run over `communes`."""

    class Meta:
        model = SummaryRun

    @classmethod
    def _create(cls, model_class, *args, **fields):
        ids = [area.pk for area in fields.pop("communes", ())]
        return model_class.objects.create(commune_ids=ids, **fields)


class PackRunFactory(DjangoModelFactory):
    """A pack of a commune in a round, made, with a file that is no pack."""

    class Meta:
        model = PackRun

    owner = factory.SubFactory(OfficerFactory)
    area = factory.SubFactory(AreaFactory)
    round = factory.SubFactory(RoundFactory)
    commune_ids = factory.LazyAttribute(lambda run: [run.area.pk])
    seed = "hat-giong"
    state = "done"
    filename = "goi.zip"
    sha256 = "0" * 64
    size = 3
    entries = 1
    file = factory.LazyFunction(lambda: ContentFile(b"zip", name="goi.zip"))


class ReportRunFactory(DjangoModelFactory):
    """Form 1 of `areas` (communes), made, with a file that is no workbook."""

    class Meta:
        model = ReportRun

    owner = factory.SubFactory(OfficerFactory)
    form = "1"
    state = "done"
    filename = "bieu-01.xlsx"
    sha256 = "0" * 64
    row_count = 1

    @classmethod
    def _create(cls, model_class, *args, **fields):
        areas = list(fields.pop("areas"))
        ids = [area.pk for area in areas]
        run = model_class.objects.create(
            commune_ids=ids,
            parameters={
                "form": "1",
                "areas": ids,
                "year": 2026,
                "standard": "ND07_2022",
                "basis": "preliminary",
            },
            file=ContentFile(b"workbook", name="bieu-01.xlsx"),
            **fields,
        )
        run.areas.set(areas)
        return run


class ExportRunFactory(DjangoModelFactory):
    """A list of households, made, with a file that is no workbook."""

    class Meta:
        model = ExportRun

    owner = factory.SubFactory(OfficerFactory)
    state = "done"
    code = "households"
    title = "Danh sách hộ dân"
    filename = "danh-sach-ho-dan.xlsx"
    sha256 = "0" * 64
    row_count = 1
    file = factory.LazyFunction(
        lambda: ContentFile(b"workbook", name="danh-sach-ho-dan.xlsx")
    )


class SentFileFactory(DjangoModelFactory):
    """A file of populations that was checked and waits; it is no workbook."""

    class Meta:
        model = "sheets.ImportBatch"

    owner = factory.SubFactory(OfficerFactory)
    kind = "populations"
    state = "done"
    filename = "dan-so.xlsx"
    options = factory.LazyFunction(lambda: {"counted_on": "", "source_note": ""})
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.LazyFunction(lambda: ContentFile(b"workbook", name="a.xlsx"))
    marked = factory.LazyFunction(lambda: ContentFile(b"marked", name="b.xlsx"))


class AttachmentFactory(DjangoModelFactory):
    """A scan of `area` that is a PDF by its first bytes only."""

    class Meta:
        model = Attachment

    area = factory.SubFactory(AreaFactory)
    name = "bien-ban.pdf"
    content_type = "application/pdf"
    size = 8
    sha256 = "0" * 64
    uploaded_by = factory.SubFactory(OfficerFactory)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        file = ContentFile(b"%PDF-1.7", name="bien-ban.pdf")
        return model_class.objects.create(file=file, **fields)


class PaperRunFactory(DjangoModelFactory):
    """All certificates of `place`, printed, with a file that is no PDF."""

    class Meta:
        model = PaperRun

    owner = factory.SubFactory(OfficerFactory)
    kind = "certificates"
    state = "done"
    filename = "giay-chung-nhan.pdf"
    sha256 = "0" * 64
    pages = 1

    @classmethod
    def _create(cls, model_class, *args, **fields):
        fields.setdefault("commune_ids", [fields["place"].commune_id])
        file = ContentFile(b"%PDF-1.7", name="giay-chung-nhan.pdf")
        return model_class.objects.create(file=file, **fields)


class DecisionFactory(DjangoModelFactory):
    """A draft without rows, of `place`; with `signed`, a signed one."""

    class Meta:
        model = RecognitionDecision

    standard = "ND07_2022"
    commune = factory.SelfAttribute("place.commune")
    valid_from = dt.date(2026, 1, 1)
    prepared_by = factory.SubFactory(OfficerFactory)

    class Params:
        signed = factory.Trait(
            state="signed",
            number="12/QĐ-UBND",
            year=2026,
            signed_on=dt.date(2026, 1, 5),
            signer_name="Trần Văn Ký",
            signed_by=factory.SubFactory(OfficerFactory),
            signed_at=dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC),
        )
