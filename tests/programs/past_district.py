"""A district of the past: it ended with its province, its commune went into one of
today's."""

import datetime as dt

from povertyportal.areas.models import Area, AreaChange
from tests.factories import REFORM, AreaFactory, ProvinceFactory

BEGAN = dt.date(2000, 1, 1)


def past_district(commune: Area) -> Area:
    """The district; it had one commune, whose people now live in `commune`."""
    times = {"began": BEGAN, "ended": REFORM}
    province = ProvinceFactory(code="991", name="Tỉnh Cũ", **times)
    district = AreaFactory(
        code="9911", name="Huyện Cũ", level="district", kind="rural_district",
        parent=province, **times,
    )  # fmt: skip
    old = AreaFactory(code="99111", name="Xã Cũ", parent=district, **times)
    for before, after in ((old, commune), (province, commune.parent)):
        AreaChange.objects.create(
            old=before, new=after, effective_on=REFORM, extent="whole"
        )
    return district
