"""The page on which a province names the ethnicities of its forms."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from povertyportal.audit.models import AuditEntry
from reports.models import FormEthnicity
from reports.services.ethnicity_columns import set_columns

pytestmark = pytest.mark.django_db
URL = reverse("reports:ethnicities")


def posted(*rows):
    data = {"form-TOTAL_FORMS": "12", "form-INITIAL_FORMS": "12"}
    for place, (name, is_local) in enumerate(rows):
        data[f"form-{place}-ethnicity"] = name
        if is_local:
            data[f"form-{place}-is_local"] = "on"
    return data


def told(province):
    rows = FormEthnicity.objects.filter(province=province)
    return list(rows.values_list("ethnicity", "is_local"))


def test_the_province_sets_columns_in_order(province_officer, province, client_of):
    client = client_of(province_officer)
    client.post(URL, posted(("Thái", False), ("Mường", True)))
    assert told(province) == [("Thái", False), ("Mường", True)]
    client.post(URL, posted(("Mường", True), ("", False), ("Dao", False)))
    assert told(province) == [("Mường", True), ("Dao", False)]
    entry = AuditEntry.objects.filter(act="reports.ethnicities.changed").latest("id")
    assert entry.detail["former"] == [["Thái", False], ["Mường", True]]


def test_an_ethnicity_twice_is_refused(province_officer, province, client_of):
    page = client_of(province_officer).post(
        URL, posted(("Thái", False), ("Thái", True))
    )
    assert "Dân tộc có hai lần: Thái" in page.content.decode()
    assert told(province) == []


def test_others_read_it_only(leader, province, client_of):
    FormEthnicity.objects.create(province=province, ethnicity="Mường", position=1)
    page = client_of(leader).get(URL).content.decode()
    assert "Mường" in page
    assert "<select" not in page.split("<main", 1)[1]
    assert client_of(leader).post(URL, posted(("Dao", False))).status_code == 403
    with pytest.raises(PermissionDenied):
        set_columns(by=leader, province=province, columns=[("Dao", False)])
    assert told(province) == [("Mường", False)]
