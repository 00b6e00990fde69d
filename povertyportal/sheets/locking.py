"""A workbook under a password, which is used once and kept nowhere."""

import tempfile
from typing import IO

from msoffcrypto.format.ooxml import OOXMLFile


def locked(file: IO[bytes], password: str) -> IO[bytes]:
    """A copy of an .xlsx file that Excel opens with the password only.

    Agile encryption of [MS-OFFCRYPTO], AES-256. The caller closes it.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115  outlives this function
    OOXMLFile(file).encrypt(password, target)
    target.seek(0)
    return target
