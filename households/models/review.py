"""Reviews of households, and what follows from them."""

from django.db import models
from django.db.models import F, Q

from households.models.household import Household
from households.models.rounds import ReviewRound
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area


class ReviewState(models.TextChoices):
    """Tình trạng rà soát của hộ."""

    TODO = "todo", "Chưa rà soát"
    DRAFT = "draft", "Đang làm dở"
    SUBMITTED = "submitted", "Đã nộp phiếu"
    IMPORTED = "imported", "Nhập từ danh sách"
    WITHDRAWN = "withdrawn", "Đã rút khỏi đợt"


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reads of reviews; a review is seen by whoever sees its household now."""

    def visible_to(self, officer: Officer) -> "ReviewQuerySet":
        """Reviews of households that live today where the officer answers for."""
        return self.filter(scope_of(officer).rows("household__"))

    def listed(self) -> "ReviewQuerySet":
        """Reviews that are on their round's list.

        All but those withdrawn and those that correct a signed one: the household
        is on the list by the one they correct.
        """
        return self.exclude(state=ReviewState.WITHDRAWN).filter(corrects__isnull=True)


class Review(models.Model):
    """Phiếu rà soát of one household in one round.

    `answers` is {"household": {question: value}, "members": {person id: {...}}},
    checked against households.rules.form_2022. `draft` is what only the typing of
    them needs: {"typed": {path: text that could not be read}, "by": {path: officer
    id}}. `village` and `commune` are where it lived at that time: the commune is the
    village's parent, which a trigger checks, so it needs no foreign key. The database
    copies `annual_year` from an annual round: a household has one such review a year.
    `version` rises with each save. Triggers do the foreign keys' work for whole
    statements. From `sealed_at`, when a decision that rests on it
    was signed, triggers refuse any change; a correction is another review that
    `corrects` it.
    """

    class Why(models.TextChoices):
        """Vì sao được rà soát."""

        ON_LIST = "on_list", "Đang trong danh sách"
        ASKED_ENTER = "asked_enter", "Đề nghị rà soát"
        ASKED_LEAVE = "asked_leave", "Đề nghị thoát nghèo"
        ASKED_AVERAGE = "asked_avg", "Đề nghị xác định mức sống trung bình"
        ASKED_WORKER = "asked_worker", "Đề nghị của người lao động thu nhập thấp"
        SPLIT = "split", "Tách hộ"
        CORRECTION = "correction", "Sửa kết quả đã công nhận"

    round = models.ForeignKey(
        ReviewRound,
        on_delete=models.PROTECT,
        related_name="reviews",
        db_constraint=False,
        db_index=False,  # review_round_commune_state begins with it
    )
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="reviews",
        db_constraint=False,
    )
    annual_year = models.PositiveSmallIntegerField(null=True, editable=False)
    # Asked for by round and commune, or by household: other places need no index.
    village = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    commune = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    why = models.CharField("lý do", max_length=12, choices=Why, default=Why.ON_LIST)
    state = models.CharField(
        "tình trạng", max_length=10, choices=ReviewState, default=ReviewState.TODO
    )
    answers = models.JSONField("trả lời", default=dict)
    draft = models.JSONField(default=dict, db_default={})
    version = models.PositiveIntegerField(default=1)
    surveyor = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="rà soát viên",
        db_index=False,
    )
    surveyed_on = models.DateField("ngày rà soát", null=True, blank=True)
    saved_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    saved_at = models.DateTimeField("lưu lúc", null=True)
    submitted_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField("nộp lúc", null=True)
    closed_at = models.DateTimeField("đóng lúc", null=True)
    sealed_at = models.DateTimeField("khóa lúc", null=True, editable=False)
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        db_index=False,
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "phiếu rà soát"
        verbose_name_plural = "phiếu rà soát"
        ordering = ["-round__year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household"],
                condition=~Q(state=ReviewState.WITHDRAWN) & Q(corrects__isnull=True),
                name="review_once_a_round",
                violation_error_message="Hộ này đã có phiếu trong đợt rà soát.",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(closed_at__isnull=True),
                name="review_one_open_a_household",
                violation_error_message="Hộ này đang được rà soát trong một đợt khác.",
            ),
            models.UniqueConstraint(
                fields=["household", "annual_year"],
                condition=~Q(state=ReviewState.WITHDRAWN) & Q(corrects__isnull=True),
                name="review_one_annual_a_year",
                violation_error_message="Hộ này đã có phiếu rà soát định kỳ của năm.",
            ),
            models.CheckConstraint(
                name="review_submitted_has_day_and_officer",
                condition=~Q(state=ReviewState.SUBMITTED)
                | Q(
                    surveyed_on__isnull=False,
                    submitted_by__isnull=False,
                    submitted_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="review_withdrawn_is_closed",
                condition=~Q(state=ReviewState.WITHDRAWN) | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["round", "commune", "state"], name="review_round_commune_state"
            ),
            # Imported by the thousand, reviews have none of these.
            *(
                models.Index(
                    fields=[name],
                    name=f"review_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("surveyor", "saved_by", "submitted_by", "corrects")
            ),
        ]

    def __str__(self) -> str:
        return f"phiếu {self.pk}"

    @property
    def round_is_open(self) -> bool:
        """Whether its round takes answers; a correction comes after the round."""
        is_open = self.round.state == ReviewRound.State.OPEN
        return is_open or self.corrects_id is not None

    @property
    def is_editable(self) -> bool:
        """Whether answers may still be typed."""
        return self.closed_at is None and self.state in {
            ReviewState.TODO,
            ReviewState.DRAFT,
        }


class Scorecard(models.Model):
    """Bảng điểm B1 of a standard and region, as loaded from a spreadsheet."""

    standard = models.CharField("chuẩn", max_length=12)
    region = models.CharField("vùng", max_length=40)
    title = models.CharField("tên bảng điểm", max_length=200)
    revision = models.PositiveSmallIntegerField("phiên bản")
    sha256 = models.CharField(max_length=64)
    items = models.JSONField("các mục")
    loaded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField("nạp lúc", auto_now_add=True)

    class Meta:
        verbose_name = "bảng điểm B1"
        verbose_name_plural = "bảng điểm B1"
        ordering = ["standard", "region", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "region", "revision"],
                name="scorecard_revision_once",
            ),
            models.UniqueConstraint(
                fields=["standard", "region", "sha256"],
                name="scorecard_file_once",
                violation_error_message="Bảng điểm này đã được nạp.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.revision})"


# The stub of bitand knows only whole numbers.
_BOTH_MASKS = F("deprived_mask").bitand(F("known_mask"))  # type: ignore[arg-type]


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Reads of outcomes."""

    def current(self) -> "OutcomeQuerySet":
        """Outcomes that no later one has superseded."""
        return self.filter(is_current=True)

    def visible_to(self, officer: Officer) -> "OutcomeQuerySet":
        """Outcomes of households that live today where the officer answers for."""
        return self.filter(scope_of(officer).rows("review__household__"))


class Outcome(models.Model):
    """Kết quả of a review under one standard: narrow, since it is summed in SQL.

    Never changed, by triggers of the migrations: a correction is a new row, and the
    former loses `is_current`.
    Bit i-1 of a mask is the standard's indicator i (cause i for `causes_mask`).
    What it was decided from stands in OutcomeGrounds. `head_female` and
    `with_children` are None where the list or the register did not tell.
    `round`, `commune` and `village` repeat the review's of that moment; a trigger
    compares them once a statement, where foreign keys would look up each row thrice.
    For `review` and `decided_by` triggers do the same as foreign keys.
    """

    class Origin(models.TextChoices):
        """Nguồn kết quả."""

        COMPUTED = "computed", "Tính từ phiếu"
        IMPORTED = "imported", "Nhập từ danh sách"

    class Class(models.TextChoices):
        """Phân loại hộ, in the words of the forms."""

        POOR = "poor", "Hộ nghèo"
        NEAR_POOR = "near_poor", "Hộ cận nghèo"
        AVERAGE = "average", "Hộ có mức sống trung bình"
        NOT_POOR = "not_poor", "Hộ không nghèo"
        UNDETERMINED = "undetermined", "Chưa xác định"

    review = models.ForeignKey(
        Review,
        on_delete=models.PROTECT,
        related_name="outcomes",
        db_constraint=False,
    )
    # Asked for by review, or by round and commune among those that are current.
    round = models.ForeignKey(
        ReviewRound,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    commune = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    village = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    standard = models.CharField("chuẩn", max_length=12)
    origin = models.CharField("nguồn", max_length=10, choices=Origin)
    is_current = models.BooleanField(default=True)
    poverty_class = models.CharField("phân loại", max_length=14, choices=Class)
    b1 = models.SmallIntegerField("điểm B1", null=True)
    b1_source = models.CharField("nguồn điểm B1", max_length=12, blank=True)
    scorecard = models.ForeignKey(
        Scorecard,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    b2 = models.SmallIntegerField("điểm B2", null=True)
    deprived_mask = models.IntegerField(default=0)
    known_mask = models.IntegerField(default=0)
    causes_mask = models.IntegerField(default=0)
    persons = models.PositiveSmallIntegerField("số nhân khẩu")
    is_minority = models.BooleanField("hộ dân tộc thiểu số", default=False)
    no_labour = models.BooleanField("không có khả năng lao động", default=False)
    has_merit = models.BooleanField("có người có công", default=False)
    head_female = models.BooleanField("chủ hộ là nữ", null=True)
    with_children = models.BooleanField("có trẻ em dưới 16 tuổi", null=True)
    decided_by = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    decided_at = models.DateTimeField("lúc", auto_now_add=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả rà soát"
        verbose_name_plural = "kết quả rà soát"
        ordering = ["review", "standard", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "standard"],
                condition=Q(is_current=True),
                name="outcome_one_current",
            ),
            models.CheckConstraint(
                name="outcome_deprived_are_known",
                condition=Q(deprived_mask=_BOTH_MASKS),
            ),
        ]
        indexes = [
            # Of all, current or not: what is recognised rests on both.
            models.Index(
                fields=["round", "commune", "standard"], name="outcome_round_commune"
            ),
            models.Index(
                fields=["scorecard"],
                condition=Q(scorecard__isnull=False),
                name="outcome_scorecard",
            ),
        ]

    def __str__(self) -> str:
        return f"kết quả {self.pk}"


class OutcomeGrounds(models.Model):
    """What an outcome was decided from: facts as they stood, reasons, articles.

    facts: {"answers": ..., "members": [...], "area_kind": ..., "on": date};
    reasons: [{"text", "citation", "verified"}]; missing: [text].
    """

    outcome = models.OneToOneField(
        Outcome, on_delete=models.PROTECT, primary_key=True, related_name="grounds"
    )
    facts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    missing = models.JSONField(default=list)

    class Meta:
        verbose_name = "căn cứ của kết quả"
        verbose_name_plural = "căn cứ của kết quả"
        ordering = ["outcome"]

    def __str__(self) -> str:
        return f"căn cứ {self.pk}"
