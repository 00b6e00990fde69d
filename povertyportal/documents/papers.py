"""Papers as PDF: a template of ours, data as JSON, a font that is embedded.

Templates are `templates/papers/*.typ`. What people typed reaches them as JSON strings,
never as markup. The same data gives the same bytes: no time and no random name is
written into a file.
"""

import functools
import io
import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from pypdf import PdfReader, PdfWriter

FOLDER = Path(settings.BASE_DIR) / "templates" / "papers"
FONTS = Path(__file__).parent / "fonts"
FAMILY = "Tinos"
PDF = "application/pdf"


@functools.cache
def own_fonts() -> typst.Fonts:
    """Our own font only: what a machine has installed must not change a paper."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONTS)],
    )


def compile_paper(
    template: str, data: Mapping[str, Any], *, is_tagged: bool = True
) -> bytes:
    """The PDF of `data` (JSON: texts, numbers, lists) set by a template ("minutes").

    `is_tagged` marks its structure for screen readers, which six times the size of
    a long print run is not worth.
    """
    made = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=own_fonts(),
        sys_inputs={"data": _as_json(data)},
        format="pdf",
        timestamp=0,
        pdf_tags=is_tagged,
    )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} gave no single file")
    return made


def _as_json(data: Mapping[str, Any]) -> str:
    """Composed (NFC): a letter and its tone typed apart are one sign of the font."""
    return unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False))


def joined(parts: Iterable[bytes]) -> tuple[bytes, int]:
    """PDFs one after another as one, and the number of its pages."""
    writer = PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue(), len(writer.pages)


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(PdfReader(io.BytesIO(pdf)).pages)


def qr_code(text: str) -> str:
    """A QR code as SVG, to stand in `data`; error correction for a worn print."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=0
    )
    return out.getvalue().decode()
