"""Programmes, plans, movements, examples and documents for the walk over addresses."""

import datetime as dt
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from povertyportal.documents.models import LegalDocument
from programs.models import (
    Commendation,
    Component,
    ComponentLead,
    ExemplaryModel,
    MovementUnit,
    PlanIndicator,
    Programme,
)

TODAY = timezone.localdate  # the lists show this year by default


def programme_of(first, last, code="thu-nghiem"):
    """A programme with a project and a part of it; gives (project, part)."""
    programme = Programme.objects.create(
        code=code, name="Chương trình thử nghiệm", starts_year=first, ends_year=last
    )
    project = Component.objects.create(
        programme=programme, code="DA1", name="Sinh kế", position=1
    )
    part = Component.objects.create(
        programme=programme, parent=project, code="DA1.1", name="Mô hình", position=2
    )
    return project, part


def indicator_of(area, officer, component, **fields):
    """A plan of 10 models this year, counted from activities."""
    usual = {
        "year": TODAY().year,
        "name": "Số mô hình",
        "unit": "mô hình",
        "planned": Decimal(10),
        "responsible": "Phòng Kinh tế",
        "activity_kind": "model",
    }
    return PlanIndicator.objects.create(
        area=area, recorded_by=officer, component=component, **usual | fields
    )


def unit_of(area, officer, **fields):
    """A clan that registered this year."""
    usual = {
        "movement": "no_poor",
        "kind": "clan",
        "name": "Dòng họ Nguyễn",
        "year": TODAY().year,
        "registered_on": dt.date(TODAY().year, 1, 5),
    }
    return MovementUnit.objects.create(area=area, recorded_by=officer, **usual | fields)


def record_objects(commune, officers):
    """{key of the access test's world: arguments of the address}."""
    officer, year = officers["commune_officer"], TODAY().year
    project, part = programme_of(year - 1, year + 1)
    lead = ComponentLead.objects.create(
        component=project, area=commune, agency="UBND xã", starts=dt.date(year, 1, 1)
    )
    model = ExemplaryModel.objects.create(
        area=commune, year=year, name="Nuôi dê", what="x", result="y",
        recorded_by=officer,
    )  # fmt: skip
    commendation = Commendation.objects.create(
        area=commune, recipient="Hội Nông dân", level="commune", form="Giấy khen",
        reason="Giúp 5 hộ", number="12/QĐ-UBND", decided_on=dt.date(year, 1, 9),
        recorded_by=officer,
    )  # fmt: skip
    document = LegalDocument.objects.create(
        kind="plan", number="15/KH-UBND", issuer="UBND tỉnh", title="Kế hoạch",
        issued_on=TODAY(), file_name="kh.pdf",
    )  # fmt: skip
    document.file.save("kh.pdf", ContentFile(b"%PDF-1.4\n%%EOF"))
    made = {
        "programme": project.programme,
        "component": project,
        "lead": lead,
        "plan_indicator": indicator_of(commune, officer, part),
        "movement_unit": unit_of(commune, officer),
        "exemplary_model": model,
        "commendation": commendation,
        "legal_document": document,
    }
    return {key: {"pk": row.pk} for key, row in made.items()}
