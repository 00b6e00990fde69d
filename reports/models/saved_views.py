"""Pages of analysis that officers come back to."""

from django.db import models
from django.db.models import Q, QuerySet

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Reads of saved views."""

    def own(self, officer: Officer) -> "SavedViewQuerySet":
        """The officer's own, in his order."""
        return self.filter(officer=officer).order_by("position", "id")

    def shared_with(self, officer: Officer) -> "SavedViewQuerySet":
        """Those that colleagues share: who answered for some of his areas, or for an
        area that holds them, when they saved it."""
        inside = Q(pk__in=[])
        for area in scope_of(officer).areas:
            inside |= Q(path__startswith=area.path) | Q(pk__in=area.ancestor_ids)
        near: QuerySet[Area] = Area.objects.filter(inside)
        found = self.filter(
            is_shared=True, pk__in=SavedView.objects.filter(areas__in=near).values("pk")
        )
        return found.exclude(officer=officer).order_by("name", "id")


class SavedView(models.Model):
    """Góc nhìn: a page's address with what was chosen on it, under a name.

    It holds no figures: whoever opens it sees the page with his own scope. `areas` are
    those that the officer answered for when he saved it.
    """

    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField("tên góc nhìn", max_length=120)
    address = models.CharField("đường dẫn", max_length=2_000)
    is_shared = models.BooleanField("chia sẻ", default=False)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    areas = models.ManyToManyField(Area, related_name="+")
    saved_at = models.DateTimeField("lưu lúc", auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "góc nhìn"
        verbose_name_plural = "các góc nhìn"
        ordering = ["officer", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer", "name"],
                name="saved_view_name_once",
                violation_error_message="Bạn đã có một góc nhìn tên này: hãy đặt tên "
                "khác.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
