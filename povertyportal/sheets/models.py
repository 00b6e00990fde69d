"""Imports and exports as rows: what a file would do, did, and took back again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.jobs.models import Job, JobQuerySet, JobState


class Verdict(models.TextChoices):
    """Kết quả kiểm tra of a row: each row read has exactly one."""

    NEW = "new", "Mới"
    CHANGED = "changed", "Thay đổi"
    UNCHANGED = "unchanged", "Không đổi"
    DOUBTFUL = "doubtful", "Cần xem xét"
    REPEATED = "repeated", "Lặp lại"
    WRONG = "wrong", "Sai"


_AT_WORK = {
    "check": "Đang kiểm tra",
    "apply": "Đang ghi",
    "revert": "Đang hoàn lại",
    "dropped": "Đang bỏ",
}
_AT_REST = {
    "apply": ("Đã nhập", "ok"),
    "revert": ("Đã hoàn lại", "neutral"),
    "dropped": ("Đã bỏ", "neutral"),
}


class ImportBatchQuerySet(JobQuerySet):
    """Reads of imports."""

    def visible_to(self, officer: Officer) -> "ImportBatchQuerySet":
        """One's own, and those whose every commune lies in one's scope."""
        inside = ~Q(area_ids=[]) & Q(
            area_ids__contained_by=list(scope_of(officer).commune_ids)
        )
        return self.filter(Q(owner=officer) | inside)


class ImportBatch(Job):
    """Lần nhập tệp: a file checked whole, confirmed, applied whole, revertible.

    `as_of` is when it was sent; `queued_at` when its present stage was asked for.
    The stage says which work the job's state is about: (check, done) waits for the
    officer's word, (apply, done) is in the register. `kind` is the code of an
    ImportKind, `options` are what its form asked for. `counts` are rows by verdict and
    add up to `rows_read`. `problems` are [{"sheet", "cell", "value", "message"}], the
    first of `problem_count`. `stop` says why it may not be confirmed at all.
    `fingerprint` is of what the check compared with: with another one, it is checked
    again. `results` are where its rows went and the kind's own counts; `left_over` are
    rows that a reversal left for a decision. `attempt` is never set back, since it
    fences; `attempts_before` are those of earlier stages.
    """

    class Stage(models.TextChoices):
        """Bước."""

        CHECK = "check", "Kiểm tra"
        APPLY = "apply", "Nhập"
        REVERT = "revert", "Hoàn lại"
        DROPPED = "dropped", "Đã bỏ"

    kind = models.CharField("loại danh sách", max_length=40)
    stage = models.CharField("bước", max_length=8, choices=Stage, default=Stage.CHECK)
    file = models.FileField("tệp", upload_to="imports/%Y/%m")
    filename = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    options = models.JSONField("lựa chọn", default=dict)
    scope_ids = models.JSONField("phạm vi lúc yêu cầu", default=list)
    area_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name="các xã")
    rows_read = models.PositiveIntegerField("số dòng đọc được", default=0)
    counts = models.JSONField("số dòng theo kết quả", default=dict)
    problems = models.JSONField("lỗi", default=list)
    problem_count = models.PositiveIntegerField("số lỗi", default=0)
    marked = models.FileField("tệp đánh dấu lỗi", upload_to="imports/%Y/%m", blank=True)
    stop = models.TextField("vì sao không nhập được", blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    only_good = models.BooleanField("chỉ nhập dòng đúng", default=False)
    confirmed_by = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người xác nhận",
    )
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    reverted_by = models.ForeignKey(
        Officer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hoàn lại",
    )
    reverted_at = models.DateTimeField("hoàn lại lúc", null=True, blank=True)
    revert_reason = models.TextField("lý do hoàn lại", blank=True)
    results = models.JSONField("kết quả", default=dict)
    left_over = models.PositiveIntegerField("dòng chờ quyết định", default=0)
    attempts_before = models.PositiveSmallIntegerField(default=0)

    objects = ImportBatchQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "lần nhập tệp"
        verbose_name_plural = "các lần nhập tệp"
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "sha256"], name="import_kind_file")]
        constraints = [
            models.CheckConstraint(
                name="import_confirmed_before_applied",
                condition=~Q(stage__in=["apply", "revert"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="import_reverted_for_a_reason",
                condition=~Q(stage="revert")
                | (Q(reverted_by__isnull=False) & ~Q(revert_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_waiting(self) -> bool:
        """Checked, and nobody has said yet whether to apply it."""
        return self.stage == self.Stage.CHECK and self.state == JobState.DONE

    @property
    def is_applied(self) -> bool:
        """What it holds is in the register."""
        return self.stage == self.Stage.APPLY and self.state == JobState.DONE

    @property
    def is_reverted(self) -> bool:
        """It was taken back, but for the rows left over."""
        return self.stage == self.Stage.REVERT and self.state == JobState.DONE

    @property
    def is_in_register(self) -> bool:
        """It was applied, and no reversal of it is over."""
        return self.applied_at is not None and self.reverted_at is None

    @property
    def is_dropped(self) -> bool:
        """Given up before anything was written."""
        return self.stage == self.Stage.DROPPED

    @property
    def is_droppable(self) -> bool:
        """Nothing of it is in the register, and nobody works on it."""
        before = self.stage in {self.Stage.CHECK, self.Stage.APPLY}
        return before and self.is_over and not self.is_applied

    @property
    def is_revertible(self) -> bool:
        """Applied, with the rows that its check kept (older imports kept none)."""
        return self.is_applied and bool(self.fingerprint)

    @property
    def is_readable(self) -> bool:
        """There are rows or errors of a finished check to look at."""
        found = bool(self.counts) or bool(self.problem_count)
        return found and self.is_over and not self.is_dropped

    @property
    def is_shown_again(self) -> bool:
        """It was confirmed, but what it compares with had changed since."""
        return self.stage == self.Stage.CHECK and self.confirmed_at is not None

    @property
    def tries(self) -> int:
        """Attempts at the present stage."""
        return self.attempt - self.attempts_before

    @property
    def status(self) -> tuple[str, str]:
        """Where it stands, in words, and the tone of its sign."""
        if self.state == JobState.FAILED:
            refused = "Không đọc được" if self.stop else "Không làm được"
            return (refused, "bad")
        if self.state != JobState.DONE:
            return (_AT_WORK[self.stage], "info")
        if self.is_waiting:
            return self._waiting_status()
        if self.is_reverted and self.left_over:
            return ("Đã hoàn lại, còn dòng chờ quyết định", "warn")
        return _AT_REST[self.stage]

    def _waiting_status(self) -> tuple[str, str]:
        if self.stop:
            return ("Không nhập được", "bad")
        news = (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL)
        if not any(map(self.count, news)):
            if self.problem_count:
                return ("Có ô cần sửa", "bad")
            return ("Không có gì mới", "neutral")
        if self.problem_count:
            return ("Chờ xác nhận, có ô cần sửa", "warn")
        return ("Chờ xác nhận", "warn")

    def count(self, verdict: str) -> int:
        """Rows of a verdict."""
        return int(self.counts.get(verdict, 0))

    def enter(self, stage: str) -> bool:
        """Queue the work of a stage; the caller publishes it.

        False, and nothing is changed, when somebody else has moved it on meanwhile.
        """
        unmoved = type(self).objects.filter(
            pk=self.pk, stage=self.stage, state=self.state, attempt=self.attempt
        )
        moved = unmoved.update(
            stage=stage,
            state=JobState.QUEUED,
            heartbeat_at=None,
            queued_at=Now(),
            started_at=None,
            finished_at=None,
            attempts_before=F("attempt"),
            done=0,
            total=0,
            message="",
        )
        self.refresh_from_db()
        return bool(moved)


class ImportRow(models.Model):
    """A row of a small import: what it would write where, did, and took back.

    For kinds whose files are short; a kind with rows of its own tables (the household
    lists) does not use it. `title` names what the row is about; `before` and `after`
    are values by the names of the layout's columns (`before` is None for what was not
    there). `object_id` is the row it wrote; `stamp` tells whether that was touched
    since (the kind says how). `choice` is what an officer decided on a doubtful row.
    """

    class State(models.TextChoices):
        """Tình trạng."""

        PENDING = "pending", "Chưa nhập"
        SKIPPED = "skipped", "Bỏ qua"
        APPLIED = "applied", "Đã nhập"
        REVERTED = "reverted", "Đã hoàn lại"
        LEFT = "left", "Chờ quyết định"
        KEPT = "kept", "Giữ nguyên"

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="small_rows"
    )
    number = models.PositiveIntegerField("thứ tự")
    sheet = models.CharField("trang", max_length=100)
    row = models.PositiveIntegerField("dòng")
    verdict = models.CharField("kết quả", max_length=10, choices=Verdict)
    title = models.CharField("nội dung", max_length=300)
    before = models.JSONField("trước", null=True)
    after = models.JSONField("sau", default=dict)
    note = models.TextField("ghi chú", blank=True)
    candidates = models.JSONField("có thể là", default=list)
    choice = models.CharField("quyết định", max_length=40, blank=True)
    object_id = models.BigIntegerField(null=True)
    stamp = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        "tình trạng", max_length=8, choices=State, default=State.PENDING
    )

    class Meta:
        verbose_name = "dòng nhập"
        verbose_name_plural = "các dòng nhập"
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(
                fields=["batch", "verdict", "number"], name="import_row_verdict"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class ExportRunQuerySet(JobQuerySet):
    """Reads of exports."""

    def visible_to(self, officer: Officer) -> "ExportRunQuerySet":
        """One's own: what is inside depends on who asked."""
        return self.filter(owner=officer)


class ExportRun(Job):
    """Lần xuất danh sách: a list as it stood on the screen, as a workbook.

    `code` names a ListExport, `query` is the screen's own query string, `filters` are
    [[label, value]] as printed. `screen_count` is what the screen counted when it was
    asked for; `row_count` what the file holds. Whole personal ids need a `purpose`.
    """

    code = models.CharField("danh sách", max_length=40)
    title = models.CharField("tên danh sách", max_length=200)
    query = models.TextField("tham số", blank=True)
    object_id = models.BigIntegerField(null=True)
    filters = models.JSONField("điều kiện lọc", default=list)
    area_ids = ArrayField(models.BigIntegerField(), default=list, verbose_name="các xã")
    whole_ids = models.BooleanField("số định danh đầy đủ", default=False)
    purpose = models.CharField("mục đích", max_length=300, blank=True)
    screen_count = models.PositiveIntegerField("số dòng trên màn hình", default=0)
    row_count = models.PositiveIntegerField("số dòng trong tệp", null=True)
    file = models.FileField("tệp", upload_to="exports/%Y/%m", blank=True)
    filename = models.CharField("tên tệp", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ExportRunQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "lần xuất danh sách"
        verbose_name_plural = "các lần xuất danh sách"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="export_whole_ids_have_a_purpose",
                condition=Q(whole_ids=False) | ~Q(purpose=""),
                violation_error_message="Xuất số định danh đầy đủ phải ghi mục đích.",
            ),
            models.CheckConstraint(
                name="export_done_has_its_file",
                condition=~Q(state="done")
                | (~Q(file="") & ~Q(sha256="") & Q(row_count__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"
