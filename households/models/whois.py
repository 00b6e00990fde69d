"""Who is who: what officers decided about rows of lists that may mean somebody."""

from django.db import models

from households.models.person import Person
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area


class Likeness(models.Model):
    """A decision: a row like this at this place is that person, or is not.

    Remembered, so that the next list does not ask again. A row is told by what it
    says: place (the village; where a list names none, the area it was imported for),
    name without accents, sex, birth year, personal id, code in the other system.
    """

    place = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", verbose_name="địa bàn"
    )
    name_key = models.TextField(db_collation="C")
    sex = models.CharField("giới tính", max_length=6, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True)
    personal_id = models.CharField("số định danh", max_length=12, blank=True)
    code = models.CharField("mã hộ trong tệp", max_length=40, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_same = models.BooleanField("là một người")
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("quyết định lúc", auto_now=True)

    class Meta:
        verbose_name = "quyết định ai là ai"
        verbose_name_plural = "quyết định ai là ai"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "place",
                    "name_key",
                    "sex",
                    "birth_year",
                    "personal_id",
                    "code",
                    "person",
                ],
                nulls_distinct=False,
                name="likeness_decided_once",
            ),
            models.UniqueConstraint(
                fields=[
                    "place",
                    "name_key",
                    "sex",
                    "birth_year",
                    "personal_id",
                    "code",
                ],
                condition=models.Q(is_same=True),
                nulls_distinct=False,
                name="likeness_one_same",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_key} {'=' if self.is_same else '≠'} {self.person_id}"
