"""Areas: identity, dated versions, changes between them, population."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery, Value

from povertyportal.areas.levels import RURAL_KINDS, URBAN_KINDS, Kind, Level
from povertyportal.areas.names import likeness, matching, read_name


class DateRange(Func):
    """PostgreSQL daterange(start, end, '[)')."""

    function = "daterange"
    output_field = DateRangeField()


class SearchKey(Func):
    """The database's `search_key(text)`: lower case, no accents, NFC."""

    function = "search_key"
    output_field = models.TextField()


class AreaQuerySet(models.QuerySet["Area"]):
    """Reads of areas; every one that names a code or a state takes a date."""

    def on(self, day: dt.date) -> "AreaQuerySet":
        """Units in being on `day`."""
        return self.filter(
            Q(began__isnull=True) | Q(began__lte=day),
            Q(ended__isnull=True) | Q(ended__gt=day),
        )

    def coded(self, level: str, code: str, day: dt.date) -> "AreaQuerySet":
        """The unit that bore `code` on `day`: a bare code means nothing."""
        return self.on(day).filter(level=level, code=code)

    def under(self, *areas: "Area") -> "AreaQuerySet":
        """These areas and everything below them, of any time."""
        if not areas:
            return self.none()
        inside = Q()
        for area in areas:
            inside |= Q(path__startswith=area.path)
        return self.filter(inside)

    def communes(self) -> "AreaQuerySet":
        """Commune-level units: xã, phường, thị trấn, đặc khu."""
        return self.filter(level=Level.COMMUNE)

    def villages(self) -> "AreaQuerySet":
        """Villages and residential groups."""
        return self.filter(level=Level.VILLAGE)

    def named(self, text: str, day: dt.date | None = None) -> "AreaQuerySet":
        """Units that bear or bore a name, best fit first, those in being before ended.

        Accents and the type word do not matter; with a `day`, names of that day.
        """
        versions = AreaVersion.objects.named(text)
        if day:
            versions = versions.on(day)
        best = (
            versions.filter(area=OuterRef("pk"))
            .order_by("-fit")  # type: ignore[misc]  # annotated by named()
            .values("fit")[:1]
        )
        return (
            self.filter(pk__in=versions.values("area"))
            .annotate(fit=Subquery(best))
            .order_by("-fit", F("ended").desc(nulls_first=True), "sort_key", "id")
        )


_AreaManager = models.Manager.from_queryset(AreaQuerySet)


class AreaManager(_AreaManager["Area"]):
    """Units that are or were: not villages taken back with the file they came in."""

    def get_queryset(self) -> AreaQuerySet:
        """All but the voided."""
        return AreaQuerySet(Area, using=self._db).filter(voided_at__isnull=True)


class Area(models.Model):
    """A unit's identity (đơn vị hành chính): level, code, when it began and ended.

    `name` and `kind` repeat the newest version for lists; `path` is the chain of
    ids from the province down ("12.340.5600."), so that scope is a prefix. A village
    that came with a file and was taken back with it is voided: nothing lies in it,
    `objects` passes over it, its code is not given again.
    """

    level = models.CharField("cấp", max_length=10, choices=Level)
    code = models.CharField("mã", max_length=12)
    began = models.DateField("có từ ngày", null=True, blank=True)
    ended = models.DateField("đến trước ngày", null=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    path = models.CharField(max_length=60, db_collation="C", unique=True)
    name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    sort_key = models.TextField(db_collation="C", editable=False)
    lat = models.FloatField("vĩ độ", null=True, blank=True)
    lon = models.FloatField("kinh độ", null=True, blank=True)
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)

    objects = AreaManager()
    with_voided = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["sort_key", "id"]
        constraints = [
            ExclusionConstraint(
                name="area_code_once_at_a_time",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("began", "ended", Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Mã này đã dùng cho một đơn vị khác cùng thời gian."
                ),
            ),
            models.CheckConstraint(
                name="area_began_before_ended",
                condition=Q(began__isnull=True)
                | Q(ended__isnull=True)
                | Q(began__lt=F("ended")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                name="area_parent_by_level",
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | (~Q(level=Level.PROVINCE) & Q(parent__isnull=False)),
                violation_error_message="Chỉ tỉnh, thành phố không có đơn vị cấp trên.",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "code"], name="area_level_code"),
            models.Index(fields=["parent", "sort_key"], name="area_parent_order"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the province down to this area itself."""
        return [int(part) for part in self.path.split(".") if part]

    def contains(self, other: "Area") -> bool:
        """Whether `other` is this area or lies below it."""
        return other.path.startswith(self.path)

    def is_in_being(self, day: dt.date) -> bool:
        """Whether the unit existed on `day`."""
        return (self.began is None or self.began <= day) and (
            self.ended is None or day < self.ended
        )

    def version_on(self, day: dt.date) -> "AreaVersion | None":
        """The name, kind and parent in force on `day`."""
        return self.versions.on(day).first()


class AreaVersionQuerySet(models.QuerySet["AreaVersion"]):
    """Reads of dated versions."""

    def on(self, day: dt.date) -> "AreaVersionQuerySet":
        """Versions in force on `day`."""
        return self.filter(
            Q(starts__isnull=True) | Q(starts__lte=day),
            Q(ends__isnull=True) | Q(ends__gt=day),
        )

    def named(self, text: str) -> "AreaVersionQuerySet":
        """Names with a word that begins as asked; `fit` is higher the better."""
        asked = read_name(text)
        found = self.annotate(fit=likeness(asked))
        return found.filter(matching(asked)) if asked.bare else found.none()


class AreaVersion(models.Model):
    """A unit's name, kind and parent over a time (half-open)."""

    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="versions", verbose_name="đơn vị"
    )
    kind = models.CharField("loại", max_length=20, choices=Kind)
    name = models.CharField("tên", max_length=120)
    name_key = models.GeneratedField(
        expression=SearchKey("name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    parent = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="trực thuộc",
    )
    starts = models.DateField("từ ngày", null=True, blank=True)
    ends = models.DateField("đến trước ngày", null=True, blank=True)

    objects = AreaVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "tên gọi theo thời gian"
        verbose_name_plural = "tên gọi theo thời gian"
        ordering = ["area", F("starts").asc(nulls_first=True)]
        constraints = [
            ExclusionConstraint(
                name="area_version_no_overlap",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Thời gian của tên gọi này chồng lên tên gọi khác."
                ),
            ),
        ]
        indexes = [
            GinIndex(
                OpClass("name_key", name="gin_trgm_ops"), name="area_version_name_trgm"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_urban(self) -> bool | None:
        """Urban (phường, thị trấn), rural (xã) or not known (đặc khu)."""
        if self.kind in URBAN_KINDS:
            return True
        return False if self.kind in RURAL_KINDS else None


class AreaChange(models.Model):
    """How an ended unit went over into a begun one."""

    class Extent(models.TextChoices):
        """Chuyển toàn bộ hay một phần."""

        WHOLE = "whole", "toàn bộ"
        PARTIAL = "partial", "một phần"

    old = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="became", verbose_name="đơn vị cũ"
    )
    new = models.ForeignKey(
        Area,
        on_delete=models.CASCADE,
        related_name="came_from",
        verbose_name="đơn vị mới",
    )
    effective_on = models.DateField("có hiệu lực từ")
    extent = models.CharField("phạm vi", max_length=10, choices=Extent)

    class Meta:
        verbose_name = "thay đổi địa giới"
        verbose_name_plural = "thay đổi địa giới"
        ordering = ["effective_on", "old", "new"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "effective_on"], name="area_change_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Provenance(models.TextChoices):
    """Where a figure comes from, shown beside it."""

    ENTERED = "entered", "đơn vị nhập"
    PUBLISHED = "published", "số công bố"
    DERIVED = "derived", "suy ra từ số công bố"
    INVENTED = "invented", "giả định (dữ liệu mẫu)"


class AreaPopulationQuerySet(models.QuerySet["AreaPopulation"]):
    """Reads of denominators."""

    def latest_on(self, day: dt.date) -> "AreaPopulationQuerySet":
        """For each commune the newest count not later than `day`."""
        return (
            self.filter(counted_on__lte=day)
            .order_by("area_id", "-counted_on")
            .distinct("area_id")
        )


_PopulationManager = models.Manager.from_queryset(AreaPopulationQuerySet)


class PopulationManager(_PopulationManager["AreaPopulation"]):
    """Entries that count: those taken back with their import are voided."""

    def get_queryset(self) -> AreaPopulationQuerySet:
        """All but the voided."""
        found = AreaPopulationQuerySet(AreaPopulation, using=self._db)
        return found.filter(voided_at__isnull=True)


class AreaPopulation(models.Model):
    """All resident households and persons of a commune on a day (mẫu số).

    An entry that came with a file and was taken back with it is voided: it stays, but
    `objects` and the areas' `populations` pass over it.
    """

    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="populations",
        verbose_name="xã, phường, đặc khu",
    )
    counted_on = models.DateField("tính đến ngày")
    households = models.PositiveIntegerField("số hộ")
    persons = models.PositiveIntegerField("số nhân khẩu")
    minority_households = models.PositiveIntegerField("hộ dân tộc thiểu số", default=0)
    minority_persons = models.PositiveIntegerField("khẩu dân tộc thiểu số", default=0)
    local_households = models.PositiveIntegerField("hộ dân tộc tại chỗ", default=0)
    local_persons = models.PositiveIntegerField("khẩu dân tộc tại chỗ", default=0)
    provenance = models.CharField(
        "nguồn", max_length=10, choices=Provenance, default=Provenance.ENTERED
    )
    source_note = models.CharField("ghi chú nguồn", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người nhập",
    )
    entered_at = models.DateTimeField("nhập lúc", auto_now=True)
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)

    objects = PopulationManager()
    with_voided = AreaPopulationQuerySet.as_manager()

    class Meta:
        verbose_name = "dân số của xã"
        verbose_name_plural = "dân số của các xã"
        ordering = ["area", "-counted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "counted_on"],
                condition=Q(voided_at__isnull=True),
                name="area_population_once_a_day",
                violation_error_message=(
                    "Xã này đã có số dân ở ngày đó: hãy sửa dòng cũ."
                ),
            ),
            models.CheckConstraint(
                name="area_population_parts_within_whole",
                condition=Q(persons__gte=F("households"))
                & Q(minority_households__lte=F("households"))
                & Q(minority_persons__lte=F("persons"))
                & Q(local_households__lte=F("minority_households"))
                & Q(local_persons__lte=F("minority_persons")),
                violation_error_message=(
                    "Số khẩu không được ít hơn số hộ; số dân tộc thiểu số không quá "
                    "tổng số; số dân tộc tại chỗ không quá số dân tộc thiểu số."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.counted_on:%d/%m/%Y}"
