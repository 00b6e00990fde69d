"""How another system calls the API: by a key, to read only, not too often."""

from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import SimpleRateThrottle

from povertyportal.accounts.models import Officer, SystemToken
from povertyportal.administration.services import tokens

KEYWORD = "bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`: the system's account, its role and areas."""

    def authenticate(self, request: HttpRequest) -> tuple[Officer, SystemToken] | None:
        """The account and the key; None without one. Raises for a wrong one."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != KEYWORD.encode():
            return None
        text = parts[1].decode("latin-1") if len(parts) == 2 else ""
        token = tokens.token_of(text)
        if token is None:
            raise AuthenticationFailed(
                "Mã truy cập sai, hết hạn hoặc đã thu hồi: hãy xin quản trị mã mới.",
                "token_refused",
            )
        if request.method not in SAFE_METHODS:
            raise PermissionDenied(
                "Mã truy cập của hệ thống chỉ để đọc.", "token_reads_only"
            )
        tokens.note_use(token)
        return token.officer, token


class TokenThrottle(SimpleRateThrottle):
    """Each key has its own count; officers at their browsers are not counted."""

    scope = "token"

    def get_cache_key(self, request: HttpRequest, view: object) -> str | None:
        """Where the key's calls are counted; None: not counted."""
        token = getattr(request, "auth", None)
        if not isinstance(token, SystemToken):
            return None
        return self.cache_format % {"scope": self.scope, "ident": token.pk}


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document tells of keys."""

    target_class = TokenAuthentication
    name = "systemToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """A bearer token, for reading."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "Issued to a system by the administrator. Reads only.",
        }
