"""Which units are alike, by the portal's own rule."""

from decimal import Decimal as D

import pytest

from reports.likeness import Traits, alike


@pytest.mark.parametrize(
    ("own", "other", "is_alike"),
    [
        (("commune", False, 1000, "3.0"), ("commune", False, 2000, "5.0"), True),
        (("commune", False, 1000, "3.0"), ("commune", False, 2001, "3.0"), False),
        (("commune", False, 1000, "3.0"), ("commune", False, 500, "3.0"), True),
        (("commune", False, 1000, "3.0"), ("commune", False, 499, "3.0"), False),
        (("commune", False, 1000, "3.0"), ("commune", False, 1000, "5.01"), False),
        (("commune", False, 1000, "3.0"), ("commune", True, 1000, "3.0"), False),
        (("commune", False, 1000, "3.0"), ("district", False, 1000, "3.0"), False),
        (("commune", False, 1000, "3.0"), ("commune", False, 1000, None), False),
        (("commune", False, 1000, None), ("commune", False, 1000, "9.0"), True),
        (("commune", False, None, "3.0"), ("commune", False, 90, "3.0"), True),
    ],
)  # fmt: skip
def test_what_is_alike(own, other, is_alike):
    def traits(key, level, urban, households, rate):
        return Traits(key, level, urban, households, D(rate) if rate else None)

    assert alike(traits(1, *own), [traits(2, *other)]) == ([2] if is_alike else [])
