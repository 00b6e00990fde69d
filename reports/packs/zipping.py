"""Writing the pack: the same entries give the same bytes.

Dates are the pack's own instant, entries stand in the order they are given, and the
last one is the list of sums (the format of sha256sum), which proves all the others.
"""

import datetime as dt
import hashlib
import io
import re
import zipfile
from typing import IO

from django.utils import timezone

from reports.packs.subject import Entry

SUMS = "SHA256SUMS.txt"
# Compressed already: pressing them again only takes time.
_STORED = (".pdf", ".jpg", ".png", ".xlsx")
_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_READABLE = 0o644 << 16
_UNIX = 3


class PackFile:
    """A pack being written; a context, so that an error leaves nothing open."""

    def __init__(self, target: IO[bytes], at: dt.datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w")
        self._at = timezone.localtime(at).timetuple()[:6]
        self._sums: dict[str, str] = {}

    def __enter__(self) -> "PackFile":
        return self

    def __exit__(self, *exc: object) -> None:
        self._zip.close()

    def add(self, entry: Entry) -> None:
        """Write a file. Raises ValueError for a path that is there already."""
        if entry.path in self._sums:
            raise ValueError(f"{entry.path} is in the pack twice")
        self._sums[entry.path] = hashlib.sha256(entry.content).hexdigest()
        self._write(entry.path, entry.content)

    def finish(self) -> int:
        """Write the sums; returns how many files there are with them."""
        lines = [f"{digest}  {path}\n" for path, digest in self._sums.items()]
        self._write(SUMS, "".join(lines).encode())
        return len(self._sums) + 1

    def _write(self, path: str, content: bytes) -> None:
        self._zip.writestr(zip_info(path, self._at), content, compresslevel=6)


def zip_info(path: str, at: tuple[int, ...]) -> zipfile.ZipInfo:
    """An entry that tells nothing of the machine it was written on."""
    info = zipfile.ZipInfo(path, at)  # type: ignore[arg-type]  # six of nine parts
    stored = path.endswith(_STORED)
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _READABLE
    return info


def fixed_workbook(content: bytes, at: dt.datetime) -> bytes:
    """A workbook whose own times and whose entries' times are a given instant."""
    told = f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    parts = timezone.localtime(at).timetuple()[:6]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            body = source.read(name)
            if name == _CORE:
                body = _TIMES.sub(rb"\g<1>" + told + rb"\g<2>", body)
            target.writestr(zip_info(name, parts), body, compresslevel=6)
    return out.getvalue()
