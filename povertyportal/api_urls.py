"""Addresses of the API, version 1."""

from rest_framework.routers import SimpleRouter

router = SimpleRouter()

urlpatterns = router.urls
