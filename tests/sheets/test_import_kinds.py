"""What every kind of import promises, whatever its list is about."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from povertyportal.accounts.access import Act
from povertyportal.sheets.kinds import kinds
from povertyportal.sheets.models import ImportBatch


@pytest.mark.parametrize("code", kinds())
def test_empty_templates_are_recognised_and_said_to_be_empty(
    code,
    village,
    commune_officer,
    administrator,
    client_of,
    django_capture_on_commit_callbacks,
):
    kind = kinds()[code]
    manages = kind.act == Act.MANAGE_OFFICERS
    by = administrator if manages else commune_officer
    client = client_of(by)
    for template in kind.templates():
        url = reverse("imports:template", args=[code, template.code])
        content = b"".join(client.get(url).streaming_content)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(
                reverse("imports:batch-create", args=[code]),
                {
                    **initial_of(kind.form(None, by)),
                    "file": SimpleUploadedFile(template.filename, content),
                },
            )
        assert answer.status_code == 302, answer.context["form"].errors
        page = client.get(answer["Location"]).content.decode()
        assert "không có dòng nào" in page, template.code
        assert ImportBatch.objects.latest("pk").rows_read == 0


def initial_of(form):
    """The answers that a kind's form begins with."""
    return {field.html_name: field.value() or "" for field in form}
