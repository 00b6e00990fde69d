"""Rows of imported lists: what a file says of households and of their members.

They stay after the import: they say what was there before, what was written, and
whether it was taken back. No foreign keys in the database: COPY fills them by the
hundred thousand, a wrong row may name nothing, and ids of new rows are set aside by
the check for rows that only the import will write.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from households.models.household import Household, Relation
from households.models.person import Person, Sex
from households.models.review import Outcome
from povertyportal.areas.models import Area
from povertyportal.sheets.models import ImportBatch, Verdict

LONGEST_DECISION = 60


class ListedState(models.TextChoices):
    """Tình trạng of a listed row; without one of its own it goes with its batch."""

    BATCH = "batch", "Theo lần nhập"
    SKIPPED = "skipped", "Bỏ qua"
    REVERTED = "reverted", "Đã hoàn lại"
    LEFT = "left", "Chờ quyết định"
    KEPT = "kept", "Giữ nguyên"


class ListedHousehold(models.Model):
    """A household as a list has it; `hh` counts the households of the file.

    The verdict is of what its rows share, its first row shows it. `row` is its first
    row in Excel. `code` is its number in another system, `names_all` is false where
    the list names the head only; `deprived` is null where it tells no indicators.
    `household_id`, `review_id`, `outcome_id` and `standing_id` are known
    ones or set aside for what the import will write.
    `outcome_id` and `standing_id` are null where the year's result stays as it is.
    `supersedes`: the year's imported result is there and differs. `changes` names what
    the list changes of a known household: "village", "members", "persons" (what is
    told of them), "result".
    `before` is what was there: {"village": id, "version": number, "state": state,
    "head": name, "members": [[membership id, person id, name, relation, position]],
    "review": id, "last_review": id, "outcome": id, "standing": id, "result": {...}};
    null if it is new.
    `version_after` is the household's version after the import: with another one,
    somebody has touched it since. `choice` is what an officer decided on a doubtful
    one: the id of a household, "new" or "skip"; `candidates` are [{"id": ...}].
    """

    pk = models.CompositePrimaryKey("batch_id", "hh")
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="listed_households",
        db_constraint=False,
        db_index=False,
    )
    hh = models.PositiveIntegerField("thứ tự hộ")
    sheet = models.PositiveSmallIntegerField("thứ tự trang")
    sheet_name = models.CharField("trang", max_length=100)
    row = models.PositiveIntegerField("dòng")
    verdict = models.CharField("kết quả", max_length=10, choices=Verdict)
    state = models.CharField(
        "tình trạng", max_length=8, choices=ListedState, default=ListedState.BATCH
    )
    code = models.CharField("mã hộ trong tệp", max_length=40, blank=True)
    names_all = models.BooleanField("ghi đủ nhân khẩu", default=True)
    commune = models.ForeignKey(
        Area,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name="xã",
    )
    village = models.ForeignKey(
        Area,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name="thôn",
    )
    poverty_class = models.CharField(
        "phân loại", max_length=14, choices=Outcome.Class, blank=True
    )
    decision = models.CharField(
        "số quyết định", max_length=LONGEST_DECISION, blank=True
    )
    decided_on = models.DateField("ngày quyết định", null=True)
    b1 = models.SmallIntegerField("điểm B1", null=True)
    b2 = models.SmallIntegerField("điểm B2", null=True)
    minority = models.BooleanField("hộ dân tộc thiểu số", default=False)
    no_labour = models.BooleanField("không có khả năng lao động", default=False)
    merit = models.BooleanField("có người có công", default=False)
    causes = models.IntegerField("nguyên nhân", default=0)
    deprived = models.IntegerField("chỉ số thiếu hụt", null=True)
    persons = models.PositiveSmallIntegerField("số nhân khẩu")
    head_name = models.CharField("chủ hộ", max_length=120, blank=True)
    head_sort_key = models.TextField(db_collation="C", blank=True)
    names_key = models.TextField(db_collation="C", blank=True)
    household = models.ForeignKey(
        Household,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    review_id = models.BigIntegerField(null=True)
    outcome_id = models.BigIntegerField(null=True)
    standing_id = models.BigIntegerField(null=True)
    is_new = models.BooleanField(default=True)
    supersedes = models.BooleanField(default=False)
    since = models.DateField("thay đổi tính từ ngày", null=True)
    changes = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    before = models.JSONField("trước", null=True)
    version_after = models.PositiveIntegerField(null=True)
    candidates = models.JSONField("có thể là", default=list, db_default=[])
    choice = models.CharField("quyết định", max_length=40, blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "hộ trong danh sách nhập"
        verbose_name_plural = "hộ trong danh sách nhập"
        ordering = ["batch", "hh"]

    def __str__(self) -> str:
        return f"{self.sheet_name} {self.row}"


class ListedMember(models.Model):
    """A row of a list: a member of the household `hh`; `line` counts the rows read.

    `changes` names what the list changes of a known person ("name", "sex", "birth",
    "ethnicity", "personal_id"), his relation ("relation") or his household ("joins");
    "household" on a first row: what the household shares. `before` is {"name",
    "sex", "birth_year", "birth_month", "birth_day", "personal_id",
    "id_missing_reason", "id_mismatch_reason", "ethnicity", "relation", "household"};
    null for somebody new. `choice` and `candidates`: as of a household, with the ids
    of persons.
    """

    pk = models.CompositePrimaryKey("batch_id", "line")
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.CASCADE,
        related_name="listed_members",
        db_constraint=False,
        db_index=False,
    )
    line = models.PositiveIntegerField("thứ tự")
    sheet = models.PositiveSmallIntegerField("thứ tự trang")
    row = models.PositiveIntegerField("dòng")
    hh = models.PositiveIntegerField("thứ tự hộ")
    position = models.PositiveSmallIntegerField("thứ tự trong hộ")
    verdict = models.CharField("kết quả", max_length=10, choices=Verdict)
    state = models.CharField(
        "tình trạng", max_length=8, choices=ListedState, default=ListedState.BATCH
    )
    name = models.CharField("họ và tên", max_length=120, blank=True)
    sort_key = models.TextField(db_collation="C", blank=True)
    name_key = models.TextField(db_collation="C", blank=True)
    relation = models.CharField(
        "quan hệ với chủ hộ", max_length=12, choices=Relation, blank=True
    )
    sex = models.CharField("giới tính", max_length=6, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True)
    birth_month = models.PositiveSmallIntegerField("tháng sinh", null=True)
    birth_day = models.PositiveSmallIntegerField("ngày sinh", null=True)
    personal_id = models.CharField("số định danh", max_length=12, blank=True)
    mismatch = models.BooleanField("số định danh khác ngày sinh", default=False)
    ethnicity = models.CharField("dân tộc", max_length=30, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    is_new = models.BooleanField(default=True)
    changes = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    before = models.JSONField("trước", null=True)
    candidates = models.JSONField("có thể là", default=list, db_default=[])
    choice = models.CharField("quyết định", max_length=40, blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "dòng trong danh sách nhập"
        verbose_name_plural = "dòng trong danh sách nhập"
        ordering = ["batch", "line"]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.line}"
