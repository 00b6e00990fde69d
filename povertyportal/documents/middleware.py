"""Saying that a kept file is gone, wherever a page hands one over."""

import logging
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_log = logging.getLogger(__name__)


class FileGoneMiddleware:
    """A row may outlive its file (a disk lost, a backup without files): say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """A page for a missing file of the storage; other errors are not ours."""
        if not isinstance(error, FileNotFoundError) or not error.filename:
            return None
        name = Path(error.filename)  # a storage on no disk gives its own short name
        if name.is_absolute() and not name.is_relative_to(settings.MEDIA_ROOT):
            return None
        _log.error("A kept file is missing: %s", error.filename)
        return render(request, "file_gone.html", status=410)
