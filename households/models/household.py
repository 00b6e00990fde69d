"""Households, who is in them, where they live, what happened to them."""

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import StrIndex

from households.models.person import Person
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, DateRange, SearchKey
from povertyportal.audit.history import with_history

if TYPE_CHECKING:
    from django.db.models.query import QuerySet


SEARCH_CAP = 1_001


class HouseholdQuerySet(models.QuerySet["Household"]):
    """Reads of households; every page of personal data starts at visible_to."""

    def visible_to(self, officer: Officer) -> "HouseholdQuerySet":
        """Households that live today where the officer answers for."""
        return self.filter(scope_of(officer).rows())

    def active(self) -> "HouseholdQuerySet":
        """Households that still exist."""
        return self.filter(state=Household.State.ACTIVE)

    def matching(self, text: str, *, is_wide: bool) -> "HouseholdQuerySet":
        """Households by a member's name (no accents needed), number or personal id.

        In few communes the commune's index finds the rows and the name only
        filters them, so that the register's size does not matter; `is_wide` asks
        the trigram index instead and stops at SEARCH_CAP before it sorts.
        """
        wanted = " ".join(unicodedata.normalize("NFC", text).split())
        digits = re.sub(r"[ .]", "", wanted)
        if re.fullmatch(r"[Hh]?[0-9]{1,8}", digits):
            return self.filter(number=f"H{digits.lstrip('Hh').zfill(7)}")
        if re.fullmatch(r"[0-9]{9}|[0-9]{12}", digits):
            members = Membership.objects.filter(
                person__personal_id=digits, ends__isnull=True
            )
            return self.filter(pk__in=members.values("household_id"))
        key = SearchKey(Value(wanted))
        if not is_wide:
            return self.alias(at=StrIndex("names_key", key)).filter(at__gt=0)
        found = self.filter(names_key__contains=key).order_by()[:SEARCH_CAP]
        return self.model.objects.filter(pk__in=found.values("pk"))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old, level=pghistory.Statement),
    pghistory.DeleteEvent(row=pghistory.Old, level=pghistory.Statement),
    fields=["number", "state", "phone", "address", "version"],
    model_name="HouseholdHistory",
)
class Household(models.Model):
    """Hộ gia đình, under our own number.

    `village`, `commune`, `head_name`, `head_sort_key`, `names_key` and `size`
    repeat the current residence and members; database triggers keep them so,
    and application code never writes them. The places have no foreign key of their
    own: the residence has it, and a list of 100,000 rows would pay for each twice.
    """

    class State(models.TextChoices):
        """Tình trạng hộ."""

        ACTIVE = "active", "Đang cư trú"
        GONE = "gone", "Đã chuyển đi hoặc không còn"
        VOIDED = "voided", "Đã hủy (nhập nhầm)"

    number = models.CharField(
        "số hộ",
        max_length=14,
        editable=False,
        db_default=Func(
            function="next_household_number", output_field=models.CharField()
        ),
    )
    state = models.CharField(
        "tình trạng", max_length=10, choices=State, default=State.ACTIVE
    )
    phone = models.CharField("số điện thoại", max_length=20, blank=True)
    address = models.CharField("địa chỉ", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    village = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,  # an index of the list begins with it
        null=True,
        editable=False,
        related_name="+",
        verbose_name="thôn",
    )
    commune = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,  # an index of the list begins with it
        null=True,
        editable=False,
        related_name="+",
        verbose_name="xã",
    )
    head_name = models.CharField("chủ hộ", max_length=120, editable=False, default="")
    head_sort_key = models.TextField(db_collation="C", editable=False, default="")
    names_key = models.TextField(db_collation="C", editable=False, default="")
    size = models.PositiveSmallIntegerField("số nhân khẩu", editable=False, default=0)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "hộ gia đình"
        verbose_name_plural = "hộ gia đình"
        ordering = ["head_sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="household_number_once")
        ]
        indexes = [
            models.Index(
                fields=["commune", "head_sort_key", "id"],
                name="household_commune_order",
            ),
            models.Index(
                fields=["village", "head_sort_key", "id"],
                name="household_village_order",
            ),
            GinIndex(
                OpClass("names_key", name="gin_trgm_ops"), name="household_names_trgm"
            ),
        ]

    def __str__(self) -> str:
        return f"hộ {self.number}"

    def members_on(self, day: dt.date) -> "QuerySet[Membership]":
        """Memberships in force on `day`, head first, with their persons."""
        return (
            self.memberships.filter(
                Q(starts__lte=day), Q(ends__isnull=True) | Q(ends__gt=day)
            )
            .select_related("person")
            .order_by("position", "id")
        )


class Relation(models.TextChoices):
    """Quan hệ với chủ hộ."""

    HEAD = "head", "Chủ hộ"
    SPOUSE = "spouse", "Vợ, chồng"
    CHILD = "child", "Con"
    PARENT = "parent", "Bố, mẹ"
    GRANDCHILD = "grandchild", "Cháu"
    SIBLING = "sibling", "Anh, chị, em"
    GRANDPARENT = "grandparent", "Ông, bà"
    IN_LAW = "in_law", "Con dâu, con rể"
    OTHER = "other", "Khác"


@with_history("MembershipHistory")
class Membership(models.Model):
    """A person's time in a household, with the relation to its head (half-open).

    No two times of a person overlap, nor do two heads of a household: open times are
    kept apart by a unique index, former ones by an exclusion, and an open one from
    former ones by a trigger that holds the person and the household. Triggers also
    do what foreign keys would, for all rows of a statement at once. That an end stands
    once, open or not, serves look-ups too: former times that end together overlap.
    """

    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="memberships",
        db_constraint=False,
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="memberships",
        db_constraint=False,
        db_index=False,  # membership_one_household_now begins with it
    )
    relation = models.CharField("quan hệ với chủ hộ", max_length=12, choices=Relation)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "thành viên hộ"
        verbose_name_plural = "thành viên hộ"
        ordering = ["household", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                name="membership_one_household_now",
                fields=["person", "ends"],
                nulls_distinct=False,
                violation_error_message="Người này đang ở một hộ khác.",
            ),
            ExclusionConstraint(
                name="membership_one_household_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(ends__isnull=False),
                violation_error_message=(
                    "Người này đang ở một hộ khác trong thời gian đó."
                ),
            ),
            models.UniqueConstraint(
                name="membership_one_head_now",
                fields=["household"],
                condition=Q(relation=Relation.HEAD, ends__isnull=True),
                violation_error_message="Hộ đã có chủ hộ.",
            ),
            ExclusionConstraint(
                name="membership_one_head_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(relation=Relation.HEAD, ends__isnull=False),
                violation_error_message="Hộ đã có chủ hộ trong thời gian đó.",
            ),
            models.CheckConstraint(
                name="membership_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày rời hộ phải sau ngày vào hộ.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ở {self.household}"


@with_history("ResidenceHistory")
class Residence(models.Model):
    """Where a household lives, for a time (half-open).

    No two times of a household overlap; kept as those of memberships are, and the
    household as well.
    """

    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="residences",
        db_constraint=False,
        db_index=False,  # residence_one_place_now begins with it
    )
    village = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        verbose_name="thôn",
    )
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "nơi cư trú"
        verbose_name_plural = "nơi cư trú"
        ordering = ["household", "starts"]
        constraints = [
            models.UniqueConstraint(
                name="residence_one_place_now",
                fields=["household", "ends"],
                nulls_distinct=False,
                violation_error_message="Hộ đang có nơi cư trú khác.",
            ),
            ExclusionConstraint(
                name="residence_one_place_at_a_time",
                expressions=[
                    ("household", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(ends__isnull=False),
                violation_error_message="Hộ đã có nơi cư trú khác trong thời gian đó.",
            ),
            models.CheckConstraint(
                name="residence_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày chuyển đi phải sau ngày đến.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} ở {self.village}"


class HouseholdEvent(models.Model):
    """Biến động của hộ: what happened, when, to whom, from and to where.

    A split or a merger is told at both households, each naming the `other`. One that
    was recorded by mistake stays, with `voided_at`, and counts for nothing since.
    """

    class Kind(models.TextChoices):
        """Loại biến động."""

        MOVED_IN = "moved_in", "Chuyển đến"
        MOVED_OUT = "moved_out", "Chuyển đi"
        BORN = "born", "Sinh"
        DIED = "died", "Mất"
        JOINED = "joined", "Nhập vào hộ"
        LEFT = "left", "Rời khỏi hộ"
        HEAD_CHANGED = "head_changed", "Đổi chủ hộ"
        AREA_CHANGED = "area_changed", "Đổi đơn vị hành chính"
        SPLIT = "split", "Tách hộ"
        SPLIT_OFF = "split_off", "Tách ra từ hộ khác"
        MERGED = "merged", "Nhập vào hộ khác"
        ABSORBED = "absorbed", "Nhận hộ khác nhập vào"

    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField("loại", max_length=14, choices=Kind)
    happened_on = models.DateField("ngày xảy ra")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    other = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_village = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_village = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField("ghi chú", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    voided_at = models.DateTimeField("hủy lúc", null=True, editable=False)

    class Meta:
        verbose_name = "biến động"
        verbose_name_plural = "biến động"
        ordering = ["-happened_on", "-id"]
        indexes = [
            models.Index(
                fields=["household", "happened_on"], name="event_household_day"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="event_split_or_merger_names_the_other",
                condition=~Q(kind__in=["split", "split_off", "merged", "absorbed"])
                | Q(other__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on:%d/%m/%Y}"
