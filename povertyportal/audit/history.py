"""Row history: one way of keeping it for every table that changes."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

_Model = TypeVar("_Model", bound=type[models.Model])


def with_history(name: str) -> Callable[[_Model], _Model]:
    """Keep former rows in a table `name`, by statement: bulk SQL is seen as well."""
    decorate: Callable[[_Model], _Model] = pghistory.track(
        pghistory.UpdateEvent(row=pghistory.Old, level=pghistory.Statement),
        pghistory.DeleteEvent(row=pghistory.Old, level=pghistory.Statement),
        model_name=name,
    )
    return decorate
