"""What an uploaded scan or photo is, judged by its bytes, and without what it tells.

A phone writes into a photo where and when it was taken and by which device. JPEG and
PNG are sequences of marked parts, so these are left out and the picture itself stays
bit for bit as it came: nothing is decoded, nothing is compressed again.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}

_PNG_BEGIN = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs".split()
)
_SOS, _EOI = 0xDA, 0xD9
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
# Tag 0x0112 of a photo's EXIF: which side is up. 1 is upright, 8 the last there is.
_ORIENTATION = 0x0112


class NotAScan(ValueError):
    """The bytes are no whole PDF, JPEG or PNG."""


class Scan(NamedTuple):
    """A file as it is kept: its media type and its bytes."""

    content_type: str
    content: bytes


def read_scan(content: bytes) -> Scan:
    """Judge a file and leave out what its picture does not need.

    Raises NotAScan. A PDF is kept as it is: it may carry a digital signature.
    """
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2_048:]:
            raise NotAScan("the PDF is cut off")
        return Scan(PDF, content)
    if content.startswith(b"\xff\xd8\xff"):
        return Scan(JPEG, b"".join(_jpeg_parts(content)))
    if content.startswith(_PNG_BEGIN):
        return Scan(PNG, b"".join(_png_parts(content)))
    raise NotAScan("neither PDF nor JPEG nor PNG")


def _png_parts(content: bytes) -> Iterator[bytes]:
    """Chunks that make the picture; text, times and EXIF are left out."""
    yield _PNG_BEGIN
    at, pictured = len(_PNG_BEGIN), False
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunk, name = content[at : at + 12 + length], content[at + 4 : at + 8]
        at += len(chunk)
        if len(chunk) < 12 + length or not _is_sound(chunk):
            break
        pictured |= name == b"IDAT"
        if name in _PNG_KEPT:
            yield chunk
        if name == b"IEND" and pictured:
            return
    raise NotAScan("the PNG is cut off or damaged")


def _is_sound(chunk: bytes) -> bool:
    return zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    """Segments up to the end of the first picture, with its orientation alone."""
    yield content[:2]
    at, pictured = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == _EOI and pictured:
            break
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if length < 2 or len(segment) < 2 + length:
            raise NotAScan("the JPEG is cut off")
        at += len(segment)
        yield from _kept(marker, segment)
        if marker == _SOS:
            pictured = True
            end = _end_of_data(content, at)
            yield content[at:end]
            at = end
    if not (pictured and content[at : at + 2] == b"\xff\xd9"):
        raise NotAScan("the JPEG is cut off")
    yield b"\xff\xd9"


def _kept(marker: int, segment: bytes) -> Iterator[bytes]:
    """A segment, its harmless rest, or nothing."""
    body = segment[4:]
    is_private = _APP1 <= marker <= _APP15 or marker == _COMMENT
    if not is_private or marker == _APP14 or body.startswith(b"ICC_PROFILE\0"):
        yield segment
    elif marker == _APP1 and body.startswith(b"Exif\0\0"):
        turn = _orientation(body[6:])
        if turn > 1:
            yield _orientation_alone(turn)


def _end_of_data(content: bytes, at: int) -> int:
    """Where coded data ends: at the next marker that is no part of it."""
    while (at := content.find(b"\xff", at)) != -1 and at + 1 < len(content):
        following = content[at + 1]
        if following not in (0x00, 0xFF) and not 0xD0 <= following <= 0xD7:
            return at
        at += 1 if following == 0xFF else 2
    raise NotAScan("the JPEG is cut off")


def _orientation(tiff: bytes) -> int:
    """Which side of a photo is up (1 to 8); 1 when that cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(first + 2, first + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _ORIENTATION and kind == 3 and 1 <= value <= 8:
                return int(value)
    except struct.error:
        return 1
    return 1


def _orientation_alone(turn: int) -> bytes:
    """An EXIF segment that says which side is up and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turn, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
