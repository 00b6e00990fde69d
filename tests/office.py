"""Workbooks as LibreOffice reads them."""

import shutil
import subprocess

import pytest
from openpyxl import load_workbook

IS_MISSING = not shutil.which("soffice")
needs_office = pytest.mark.skipif(IS_MISSING, reason="LibreOffice is not installed")


def converted(folder, names, form):
    """Convert files (names in the folder) to a form of LibreOffice's, into "out".

    All at once: LibreOffice takes seconds to start.
    """
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            form,
            "--outdir",
            str(folder / "out"),
            *(str(folder / name) for name in names),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / "out"


def reopened(folder, books):
    """Workbooks (name and bytes) after LibreOffice opened and saved them, computed."""
    for name, content in books.items():
        (folder / name).write_bytes(content)
    out = converted(folder, books, "xlsx:Calc MS Excel 2007 XML")
    return {name: load_workbook(out / name, data_only=True) for name in books}
