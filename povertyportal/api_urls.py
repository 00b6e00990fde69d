"""Addresses of the API, version 1."""

from rest_framework.routers import SimpleRouter

from households.api import HouseholdViewSet, OutcomeViewSet, ReviewViewSet
from povertyportal.administration.api import AreaViewSet
from programs.api.money import AllocationViewSet, DisbursementViewSet
from programs.api.supports import SupportViewSet
from reports.api.analysis import AnalysisViewSet
from reports.api.figures import FigureViewSet

router = SimpleRouter()
router.register("areas", AreaViewSet, basename="api-area")
router.register("households", HouseholdViewSet, basename="api-household")
router.register("reviews", ReviewViewSet, basename="api-review")
router.register("outcomes", OutcomeViewSet, basename="api-outcome")
router.register("figures", FigureViewSet, basename="api-figure")
router.register("analysis", AnalysisViewSet, basename="api-analysis")
router.register("allocations", AllocationViewSet, basename="api-allocation")
router.register("disbursements", DisbursementViewSet, basename="api-disbursement")
router.register("supports", SupportViewSet, basename="api-support")

urlpatterns = router.urls
