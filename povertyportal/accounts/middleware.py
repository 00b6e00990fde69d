"""What holds for every answer to a logged-in officer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

ALLOWED = frozenset({"password_change", "logout", "login", "healthz"})


class PrivateAnswerMiddleware:
    """Lets no browser or proxy keep a page, an API answer or a file of a session.

    Offices share machines: after log-out the back button must show no household.
    Static files are answered further out and stay cacheable.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer if a session or a key was sent, whatever it is worth.

        The cookie decides, not the officer: asking for him may need the database.
        """
        response = self.get_response(request)
        is_theirs = "Authorization" in request.headers
        if is_theirs or settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Cache-Control"] = "private, no-store"
        return response


class FirstLoginMiddleware:
    """Nobody works with a password that somebody else has set.

    Sends an officer with a given password to the page that changes it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; see process_view for the decision."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Redirect (pages) or refuse (API) until the password is changed."""
        if not getattr(request.user, "must_change_password", False):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in ALLOWED:
            return None
        if request.path.startswith("/api/"):
            refusal = {
                "detail": "Hãy đổi mật khẩu lần đầu trên trang web trước.",
                "code": "password_change_required",
            }
            return JsonResponse(refusal, status=403)
        return redirect(reverse("password_change"))
