"""Scans and photos: judged by content, stripped of what they tell, kept privately."""

import hashlib
import struct
import zlib

import pytest
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from povertyportal.audit.models import AuditEntry
from povertyportal.documents.attachments import ScanField, attach, open_attachment
from povertyportal.documents.models import Attachment
from povertyportal.documents.scans import NotAScan, read_scan
from tests.factories import OfficerFactory

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def segment(marker, body):
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def tiff(order, *entries):
    mark, sign = (b"II*\0", "<") if order == "little" else (b"MM\0*", ">")
    body = mark + struct.pack(f"{sign}IH", 8, len(entries))
    for tag, value in entries:
        body += struct.pack(f"{sign}HHIHH", tag, 3, 1, value, 0)
    return body + b"GPS 20.0N 105.9E"


def jpeg(*segments, tail=b""):
    """A picture with these segments; coded data with a stuffed byte and a restart."""
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    head = b"\xff\xd8" + segment(0xE0, b"JFIF\0")
    return (
        head + b"".join(segments) + segment(0xDB, bytes(65)) + scan + b"\xff\xd9" + tail
    )


def chunk(name, body):
    crc = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)


def png(*chunks):
    begin = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13))
    end = chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return begin + b"".join(chunks) + end


def upload(content, name="Biên bản.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "application/pdf"), (jpeg(), "image/jpeg"), (png(), "image/png")],
    ids=["pdf", "jpeg", "png"],
)
def test_what_holds_nothing_private_is_kept_bit_for_bit(content, kind):
    assert read_scan(content) == (kind, content)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04 a workbook",
        b"GIF89a",
        b"%PDF-1.7 cut off",
        jpeg()[:-2],
        jpeg()[:40],
        b"\xff\xd8\xff\xd9",
        png()[:-3],
        png().replace(b"IHDR\0", b"IHDR\1"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b""),
    ],
)
def test_everything_else_is_refused(content):
    with pytest.raises(NotAScan):
        read_scan(content)


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_photo_loses_its_exif_but_stays_upright(order):
    exif = segment(0xE1, b"Exif\0\0" + tiff(order, (0x010F, 7), (0x0112, 6)))
    content = read_scan(jpeg(exif, segment(0xFE, b"taken by Hoa"))).content
    assert b"GPS" not in content
    assert b"Hoa" not in content
    assert b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06" in content
    assert content.count(b"Exif") == 1
    assert read_scan(content).content == content


def test_an_upright_photo_keeps_no_exif_at_all():
    exif = segment(0xE1, b"Exif\0\0" + tiff("big", (0x0112, 1)))
    damaged = segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff")
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>")
    assert read_scan(jpeg(exif, damaged, xmp)).content == jpeg()


def test_colours_stay_and_what_follows_the_picture_goes():
    colours = segment(0xE2, b"ICC_PROFILE\0\x01\x01rgb")
    second = jpeg(segment(0xE1, b"Exif\0\0" + tiff("big", (0x0112, 3))))
    kept = read_scan(jpeg(colours, tail=second)).content
    assert kept == jpeg(colours)


def test_a_png_loses_its_texts_and_what_follows():
    told = png(chunk(b"tEXt", b"Author\0Hoa"), chunk(b"eXIf", tiff("big", (0x0112, 1))))
    assert read_scan(told + b"more").content == png()


def test_attach_keeps_the_file_its_hash_and_a_safe_name(commune, commune_officer):
    kept = attach(
        by=commune_officer,
        area=commune,
        upload=upload(PDF, '..\\..\\họp/Biên bản: "thôn"\n Bến.exe'),
    )
    kept.refresh_from_db()
    assert kept.name == "Biên bản thôn Bến.pdf"
    assert kept.content_type == "application/pdf"
    assert kept.size == len(PDF)
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert kept.file.read() == PDF
    assert "Bi" not in kept.file.name
    entry = AuditEntry.objects.get(act="documents.attachment.kept")
    assert (entry.object_id, entry.area) == (kept.pk, commune)


def test_a_file_without_a_name_gets_one(commune, commune_officer):
    kept = attach(by=commune_officer, area=commune, upload=upload(png(), "....png"))
    assert kept.name == "ban-quet.png"


def test_too_large_and_foreign_files_are_refused_in_words(
    commune, commune_officer, settings
):
    settings.ATTACHMENT_MAX_BYTES = 2_097_152
    with pytest.raises(ValidationError, match="lớn 3 MB, quá 2 MB") as refused:
        attach(by=commune_officer, area=commune, upload=upload(PDF + bytes(2_100_000)))
    assert refused.value.code == "too_large"
    with pytest.raises(ValidationError, match="phải là tệp PDF, JPG hoặc PNG"):
        attach(by=commune_officer, area=commune, upload=upload(b"<html>", "a.pdf"))
    assert not Attachment.objects.exists()


class ScanForm(forms.Form):
    scan = ScanField(label="Bản quét", required=False)


def test_the_field_refuses_before_anything_is_kept():
    good = ScanForm({}, {"scan": upload(PDF)})
    assert good.is_valid()
    assert good.cleaned_data["scan"].read() == PDF
    bad = ScanForm({}, {"scan": upload(b"MZ", "a.pdf")})
    assert not bad.is_valid()
    assert "nguyên vẹn" in bad.errors["scan"][0]
    assert ScanForm({}, {}).is_valid()


def test_the_file_is_handed_over_as_a_file_and_that_is_written_down(
    commune, commune_officer, leader, client_of
):
    kept = attach(by=commune_officer, area=commune, upload=upload(PDF))
    answer = client_of(leader).get(reverse("season:attachment", args=[kept.pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(act="documents.attachment.opened")
    assert (entry.officer, entry.object_id) == (leader, kept.pk)


def test_a_surveyor_opens_files_of_his_village_only(
    commune, village, commune_officer, surveyor
):
    of_village = attach(by=commune_officer, area=village, upload=upload(PDF))
    of_commune = attach(by=commune_officer, area=commune, upload=upload(PDF))
    assert open_attachment(by=surveyor, pk=of_village.pk) == of_village
    assert open_attachment(by=commune_officer, pk=of_village.pk) == of_village
    with pytest.raises(Attachment.DoesNotExist):
        open_attachment(by=surveyor, pk=of_commune.pk)


def test_neighbours_find_nothing_and_administrators_may_not_look(
    commune, commune_officer, neighbour_officer, client_of
):
    kept = attach(by=commune_officer, area=commune, upload=upload(PDF))
    address = reverse("season:attachment", args=[kept.pk])
    assert client_of(neighbour_officer).get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        open_attachment(by=OfficerFactory(role="administrator"), pk=kept.pk)


def test_a_file_that_is_gone_is_told_and_not_an_error(
    commune, commune_officer, client_of
):
    kept = attach(by=commune_officer, area=commune, upload=upload(PDF))
    kept.file.storage.delete(kept.file.name)
    answer = client_of(commune_officer).get(
        reverse("season:attachment", args=[kept.pk])
    )
    assert answer.status_code == 410
    assert "không còn trong kho lưu trữ" in answer.text
