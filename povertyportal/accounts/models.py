"""Officers, the areas they answer for, and committees."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from povertyportal.areas.models import Area, DateRange


class Role(models.TextChoices):
    """Vai trò. What a role may do stands in access.CAN, nowhere else."""

    SURVEYOR = "surveyor", "Rà soát viên"
    COMMUNE_OFFICER = "commune_officer", "Cán bộ giảm nghèo xã"
    COMMUNE_LEADER = "commune_leader", "Lãnh đạo xã"
    PROVINCE_OFFICER = "province_officer", "Cán bộ giảm nghèo huyện, tỉnh"
    COMMITTEE = "committee", "Thành viên Ban Chỉ đạo"
    INSPECTOR = "inspector", "Thành viên đoàn kiểm tra"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


class OfficerManager(BaseUserManager["Officer"]):
    """Creates officers with a hashed password."""

    def create_user(
        self, username: str, password: str | None = None, **fields: object
    ) -> "Officer":
        """A new officer; without a password nobody can log in as him."""
        officer = self.model(username=username, **fields)
        officer.set_password(password)
        officer.save()
        return officer


class Officer(AbstractBaseUser):
    """Cán bộ: somebody who logs in. One role; areas by scope and committee.

    `is_system`: no person, but another system, which reads by keys and never logs in.
    """

    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        error_messages={"unique": "Tên đăng nhập này đã có: hãy chọn tên khác."},
    )
    full_name = models.CharField("họ và tên", max_length=120)
    role = models.CharField("vai trò", max_length=20, choices=Role)
    phone = models.CharField("số điện thoại", max_length=20, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=True)
    is_system = models.BooleanField("tài khoản của hệ thống", default=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name", "role"]

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"
        ordering = ["username"]
        constraints = [
            # Django's mark of a password that nobody can give.
            models.CheckConstraint(
                name="officer_system_has_no_password",
                condition=Q(is_system=False) | Q(("password__startswith", "!")),
                violation_error_message="Tài khoản của hệ thống không có mật khẩu.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username


class DatedQuerySet(models.QuerySet):
    """Rows with a half-open time from `starts` to `ends`."""

    def on(self, day: dt.date) -> "DatedQuerySet":
        """Rows in force on `day`."""
        return self.filter(Q(starts__lte=day), Q(ends__isnull=True) | Q(ends__gt=day))


class OfficerScope(models.Model):
    """An area that an officer answers for, for a time (phạm vi phụ trách).

    An inspector's must end: triggers here and on Officer.role see to it.
    """

    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="scopes", verbose_name="cán bộ"
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="địa bàn"
    )
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "phạm vi phụ trách"
        verbose_name_plural = "phạm vi phụ trách"
        ordering = ["officer", "starts", "area"]
        constraints = [
            ExclusionConstraint(
                name="officer_scope_no_overlap",
                expressions=[
                    ("officer", RangeOperators.EQUAL),
                    ("area", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Cán bộ này đã phụ trách địa bàn đó trong thời gian ấy."
                ),
            ),
            models.CheckConstraint(
                name="officer_scope_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} – {self.area}"


class Committee(models.Model):
    """Ban Chỉ đạo: a body with members and a set of areas."""

    name = models.CharField("tên", max_length=200, unique=True)
    areas = models.ManyToManyField(Area, related_name="+", verbose_name="địa bàn")

    class Meta:
        verbose_name = "ban chỉ đạo"
        verbose_name_plural = "ban chỉ đạo"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CommitteeMember(models.Model):
    """A seat on a committee, for a time: somebody's name, and perhaps his account.

    The account alone gives rights: its officer reads the committee's areas, and keeps
    its papers where `duty` says so. Without one the seat is a name on the list.
    """

    class Duty(models.TextChoices):
        """Vai trò trong ban."""

        HEAD = "head", "Trưởng ban"
        DEPUTY = "deputy", "Phó Trưởng ban"
        STANDING = "standing", "Ủy viên Thường trực"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    # Who may keep the committee's papers: decisions, meetings, conclusions, tasks.
    KEEPERS = (Duty.STANDING, Duty.SECRETARY)

    committee = models.ForeignKey(
        Committee,
        on_delete=models.CASCADE,
        related_name="members",
        verbose_name="ban chỉ đạo",
    )
    officer = models.ForeignKey(
        Officer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="cán bộ",
    )
    name = models.CharField("họ và tên", max_length=120, blank=True)
    outside = models.CharField("chức vụ", max_length=120, blank=True)
    agency = models.CharField("cơ quan", max_length=160, blank=True)
    duty = models.CharField(
        "vai trò trong ban", max_length=10, choices=Duty, default=Duty.MEMBER
    )
    position = models.CharField("chức vụ trong ban", max_length=120, blank=True)
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến trước ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên ban chỉ đạo"
        verbose_name_plural = "thành viên ban chỉ đạo"
        ordering = ["committee", "starts", "officer"]
        constraints = [
            ExclusionConstraint(
                name="committee_member_no_overlap",
                expressions=[
                    ("committee", RangeOperators.EQUAL),
                    ("officer", RangeOperators.EQUAL),
                    (DateRange("starts", "ends", Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="committee_member_starts_before_ends",
                condition=Q(ends__isnull=True) | Q(starts__lt=F("ends")),
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(
                name="committee_member_is_somebody",
                condition=Q(officer__isnull=False) | ~Q(name=""),
                violation_error_message="Ghi họ và tên của thành viên.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} – {self.committee}"

    @property
    def who(self) -> str:
        """The member's name: as the list has it, else that of his account."""
        return self.name or str(self.officer or "")

    @property
    def in_committee(self) -> str:
        """What he is in the committee, in the decision's own words where it has any."""
        return self.position or self.get_duty_display()

    @property
    def from_where(self) -> str:
        """His position and agency outside the committee."""
        return ", ".join(part for part in (self.outside, self.agency) if part)


class SystemToken(models.Model):
    """A key with which another system reads the API as an account of its own.

    Only its digest is kept: the text is shown once, when it is issued. The account's
    role and areas, as they are when it is used, say what it reads.
    """

    name = models.CharField("tên hệ thống", max_length=120)
    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="tokens", verbose_name="cán bộ"
    )
    digest = models.CharField("mã băm", max_length=64, unique=True, editable=False)
    issued_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, related_name="+", verbose_name="người cấp"
    )
    issued_at = models.DateTimeField("cấp lúc", auto_now_add=True)
    expires = models.DateField("dùng đến trước ngày")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    used_at = models.DateTimeField("dùng gần nhất", null=True, blank=True)

    class Meta:
        verbose_name = "mã truy cập hệ thống"
        verbose_name_plural = "mã truy cập hệ thống"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="system_token_digest_is_sha256",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
            ),
            models.UniqueConstraint(
                fields=["officer", "name"],
                condition=Q(revoked_at__isnull=True),
                name="system_token_name_once",
                violation_error_message="Tài khoản này đã có mã tên này.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, on: dt.date) -> bool:
        """Whether it opens anything on `on`."""
        return self.revoked_at is None and on < self.expires and self.officer.is_active
