"""Tells the programmes' stories of a district, once its register is there."""

from povertyportal.accounts.models import Officer
from reports.demo.figures import GIA_VIEN, IA_GRAI, District
from reports.demo.programmes import after_reform, gia_vien, ia_grai, today


def tell_programmes(district: District, officers: dict[str, Officer]) -> None:
    """What was published of a district, and this year where it has a list of today."""
    if district.code == GIA_VIEN.code:
        gia_vien.tell(officers)
    if district.code == IA_GRAI.code:
        ia_grai.tell(officers)
    if district.today is not None:
        after_reform.tell(officers)
        today.tell(officers)
