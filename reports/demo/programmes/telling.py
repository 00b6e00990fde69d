"""Tells the programmes' stories, once the register and the seasons are there."""

from povertyportal.accounts.models import Officer
from reports.demo.programmes import gia_vien, ia_grai, today


def tell_programmes(officers: dict[str, Officer]) -> None:
    """What was published of the districts, and this year in the main commune."""
    gia_vien.tell(officers)
    ia_grai.tell(officers)
    today.tell(officers)
