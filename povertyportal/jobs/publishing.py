"""Telling the workers: after the commit, and never at the cost of what was saved."""

import functools
import logging

from celery import Signature, signature
from django.db import transaction
from kombu.exceptions import OperationalError

_log = logging.getLogger(__name__)


def publish(task: str, *args: int, expires: int | None = None) -> None:
    """Send a task, by its name, once the transaction commits.

    A broker that cannot be reached is only logged: the row is the truth, and the
    schedule publishes again what nobody has picked up. `expires` is in seconds.
    """
    message = signature(task, args=args, immutable=True)
    transaction.on_commit(functools.partial(_send, message, expires))


def _send(message: Signature, expires: int | None) -> None:
    try:
        message.apply_async(retry=False, expires=expires, ignore_result=True)
    except OperationalError as error:
        _log.warning("The broker cannot be reached, %s waits: %s", message.task, error)
