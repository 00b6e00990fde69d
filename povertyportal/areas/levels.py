"""Levels and kinds of administrative units, and which kinds are urban."""

from django.db import models


class Level(models.TextChoices):
    """Cấp hành chính."""

    PROVINCE = "province", "Tỉnh, thành phố"
    DISTRICT = "district", "Huyện"
    COMMUNE = "commune", "Xã, phường, đặc khu"
    VILLAGE = "village", "Thôn, tổ dân phố"


class Kind(models.TextChoices):
    """Loại đơn vị hành chính."""

    PROVINCE = "province", "Tỉnh"
    MUNICIPALITY = "municipality", "Thành phố trực thuộc trung ương"
    DISTRICT = "district", "Huyện"
    URBAN_DISTRICT = "urban_district", "Quận"
    TOWN = "town", "Thị xã"
    PROVINCIAL_CITY = "provincial_city", "Thành phố thuộc tỉnh"
    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"
    SPECIAL_ZONE = "special_zone", "Đặc khu"
    VILLAGE = "village", "Thôn, tổ dân phố"


URBAN_KINDS = frozenset({Kind.WARD, Kind.TOWNSHIP})
RURAL_KINDS = frozenset({Kind.COMMUNE})
