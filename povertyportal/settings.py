"""Settings of the portal: one file, read strictly from the environment.

Safe by default (production); `.env.example` lists every variable.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from povertyportal.environment import env, env_bool, env_int, env_list

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env("SECRET_KEY")
DEBUG = env_bool("DEBUG", False)
DEMO = env_bool("DEMO", False)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "povertyportal.ui",
    "povertyportal.areas",
    "povertyportal.accounts",
    "povertyportal.audit",
    "povertyportal.jobs",
    "povertyportal.sheets",
    "povertyportal.workdays",
    "povertyportal.documents",
    "households",
    "programs",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Forms are long and lines are slow; Django pads against guessing by length.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "povertyportal.accounts.middleware.PrivateAnswerMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "povertyportal.accounts.middleware.FirstLoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "povertyportal.documents.middleware.FileGoneMiddleware",
]

ROOT_URLCONF = "povertyportal.urls"
WSGI_APPLICATION = "povertyportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "povertyportal.navigation.navigation",
            ],
            "builtins": ["povertyportal.ui.templatetags.vn"],
        },
    }
]

# One connection is kept per thread: opening one costs more than most pages.
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL"), conn_max_age=600, conn_health_checks=True
    )
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and sessions ------------------------------------------------------

AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_RULES = "povertyportal.accounts.passwords."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": _RULES + "NotLikeTheOfficer"},
    {"NAME": _RULES + "LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": _RULES + "NotCommon"},
    {"NAME": _RULES + "NotOnlyDigits"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = env_int("SESSION_SECONDS", 8 * 3600)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

AXES_FAILURE_LIMIT = env_int("LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
# Tries while locked out must not keep the officer out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False
# A lock by address would shut out a whole commune office behind one router.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# --- the browser's side -------------------------------------------------------

SECURE_COOKIES = env_bool("SECURE_COOKIES", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_SSL_REDIRECT = env_bool("SSL_REDIRECT", SECURE_COOKIES)
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000 if SECURE_COOKIES else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env_bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
USE_I18N = True
FORMAT_MODULE_PATH = ["povertyportal.ui.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", str(BASE_DIR / ".portal" / "static"))
STATICFILES_DIRS = [BASE_DIR / "povertyportal" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Uploads and made files are never served by URL: views check the scope first.
MEDIA_ROOT = env("MEDIA_ROOT", str(BASE_DIR / ".portal" / "media"))
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MAX_BYTES = env_int("UPLOAD_MAX_BYTES", 50 * 1024 * 1024)
ATTACHMENT_MAX_BYTES = env_int("ATTACHMENT_MAX_BYTES", 20 * 1024 * 1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- sheets: what can be imported and exported, by the floors that own the rows ----

IMPORT_KINDS = [
    "households.imports.kind.HouseholdListKind",
    "povertyportal.administration.imports.populations.PopulationKind",
    "povertyportal.administration.imports.villages.VillageKind",
    "povertyportal.administration.imports.officers.OfficerKind",
    "programs.imports.supports.SupportListKind",
    "programs.imports.allocations.AllocationKind",
    "programs.imports.disbursements.DisbursementKind",
    "programs.imports.enrolments.EnrolmentKind",
]
LIST_EXPORTS = [
    "households.exports.households.HouseholdExport",
    "households.exports.year_list.YearListExport",
    "households.exports.rounds.RoundExport",
    "households.exports.rounds.RoundReviewExport",
    "households.exports.board.BoardExport",
    "households.exports.season_list.SeasonListExport",
    "households.exports.season_list.WaitingRequestExport",
    "households.exports.season_list.LeftOverExport",
    "households.exports.season_list.RequestExport",
    "households.exports.season_work.AssignmentExport",
    "households.exports.season_work.SurveyorExport",
    "households.exports.season_work.MeetingExport",
    "households.exports.season_work.PostingVillageExport",
    "households.exports.season_work.PostingExport",
    "households.exports.season_work.PostedExport",
    "households.exports.signed.ComplaintExport",
    "households.exports.signed.SubmissionExport",
    "households.exports.signed.DecisionExport",
    "households.exports.signed.DecisionRowExport",
    "households.exports.signed.CertificateExport",
    "reports.exports.inspections.InspectionExport",
    "reports.exports.inspections.InspectedPlaceExport",
    "reports.exports.inspections.InspectedHouseholdExport",
    "reports.exports.inspections.FindingExport",
    "povertyportal.administration.exports.VillageExport",
    "povertyportal.administration.exports.PopulationExport",
    "povertyportal.administration.exports.WorkdayExport",
    "povertyportal.administration.exports.AuditExport",
    "povertyportal.administration.exports.OfficerExport",
    "povertyportal.administration.exports.TokenExport",
    "povertyportal.administration.exports.CommitteeExport",
    "reports.exports.figures.FigureListExport",
    "reports.exports.figures.MovementListExport",
    "reports.exports.figures.AsOfListExport",
    "reports.exports.figures.ReportExport",
    "reports.exports.figures.PackExport",
    "reports.exports.figures.SummaryRunExport",
    "povertyportal.sheets.batch_list.BatchExport",
    "households.exports.cases.DossierExport",
    "households.exports.cases.VoteExport",
    "households.exports.season_work.AssignmentHistoryExport",
    "programs.exports.programmes.ProgrammeExport",
    "programs.exports.programmes.ComponentExport",
    "programs.exports.programmes.LeadExport",
    "programs.exports.programmes.PlanExport",
    "programs.exports.legal.DocumentExport",
    "programs.exports.legal.DocumentChangeExport",
    "programs.exports.aims.MovementUnitExport",
    "programs.exports.aims.ExemplaryModelExport",
    "programs.exports.aims.CommendationExport",
    "programs.exports.money.BudgetLineExport",
    "programs.exports.money.BudgetEntryExport",
    "programs.exports.money.DisbursementExport",
    "programs.exports.money.BlockageExport",
    "programs.exports.disbursement.DisbursedExport",
    "programs.exports.pace.PaceExport",
    "reports.exports.series.SeriesExport",
    "reports.exports.series.SeriesUnitExport",
    "reports.exports.series.SeriesListExport",
    "reports.exports.radar.RadarCommuneExport",
    "reports.exports.radar.RadarNearExport",
    "reports.exports.radar.RadarSurveyorExport",
    "reports.exports.radar.SurveyorHouseholdExport",
    "reports.exports.whatif.WhatIfRunExport",
    "reports.exports.whatif.WhatIfCommuneExport",
    "reports.exports.whatif.WhatIfListExport",
    "reports.exports.maps.MapExport",
    "reports.exports.peers.PeerExport",
    "reports.exports.peers.SpentExport",
    "reports.exports.peers.ReferenceExport",
    "reports.exports.peers.LessonExport",
    "reports.exports.peers.SavedViewExport",
    "reports.exports.committee.CommitteeBodyExport",
    "reports.exports.committee.CommitteeMemberExport",
    "reports.exports.committee.CommitteeDecisionExport",
    "reports.exports.committee.CommitteeMeetingExport",
    "reports.exports.committee.CommitteeTaskExport",
    "reports.exports.committee.CommitteeLetterExport",
    "reports.exports.targets.TargetExport",
    "reports.exports.targets.UnitTargetExport",
    "reports.exports.periods.PeriodReportExport",
    "programs.exports.activities.ActivityExport",
    "programs.exports.activities.ActivityFiguresExport",
    "programs.exports.activities.ActivityOutcomeExport",
    "programs.exports.activities.ParticipantExport",
    "programs.exports.activities.StageExport",
    "programs.exports.activities.ProgressExport",
    "programs.exports.jobless.JoblessExport",
    "programs.exports.support.SupportExport",
    "programs.exports.support.DoubleExport",
    "programs.exports.support.SupportKindExport",
    "programs.exports.support.HouseNormExport",
    "programs.exports.support.LoanProgrammeExport",
    "programs.exports.housing.HouseExport",
    "programs.exports.loans.LoanExport",
    "programs.exports.entitlements.EntitledExport",
    "programs.exports.entitlements.CommuneRightsExport",
    "programs.exports.entitlements.MonthListExport",
    "programs.exports.entitlements.HandoverExport",
    "programs.exports.entitlements.HandoverRowExport",
    "programs.exports.entitlements.RuleExport",
    "programs.exports.need.NeedExport",
    "programs.exports.need.NeedPlaceExport",
    "programs.exports.need.NeedHouseholdExport",
    "programs.exports.wayout.LeaverExport",
    "programs.exports.wayout.UnhelpedExport",
    "programs.exports.wayout.EscapePlanExport",
    "programs.exports.wayout.RelapseExport",
    "programs.exports.wayout.HelperExport",
    "programs.exports.wayout.VisitExport",
    "programs.exports.wayout_one.MeasureExport",
    "programs.exports.wayout_one.TaskExport",
    "programs.exports.wayout_one.HouseholdVisitExport",
]

# --- background work ----------------------------------------------------------

CELERY_BROKER_URL = env("BROKER_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 1_500
CELERY_TASK_SOFT_TIME_LIMIT = 1_440
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
if CELERY_BROKER_URL.startswith(("redis", "rediss", "valkey")):
    # A lost worker's tasks come back after the visibility timeout, which must be
    # longer than the longest task; the rest makes the check frequent.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": CELERY_TASK_TIME_LIMIT + 300,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A page must not wait for a broker that is down: the row is what counts.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    }

# --- API ----------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "povertyportal.administration.api_tokens.TokenAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": [
        "povertyportal.administration.api_tokens.TokenThrottle"
    ],
    # Counted by each web process for itself.
    "DEFAULT_THROTTLE_RATES": {"token": "120/min"},
    "DEFAULT_PERMISSION_CLASSES": ["povertyportal.accounts.api.OfficerPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "povertyportal.accounts.api.PagePagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "povertyportal.accounts.api_errors.as_json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Poverty-household portal",
    "DESCRIPTION": "Areas, households, reviews, outcomes and figures in one's scope.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "BudgetEntryKindEnum": "programs.models.BudgetEntry.Kind",
        "KindEnum": "povertyportal.areas.models.Kind",
        "EnteredKindEnum": "programs.api.money.ENTERED",
        "HouseholdStateEnum": "households.models.Household.State",
        "PovertyClassEnum": "households.models.Outcome.Class",
        "ProvenanceEnum": "povertyportal.areas.models.Provenance",
        "ReviewStateEnum": "households.models.ReviewState",
    },
}

# --- figures -------------------------------------------------------------------

# Months within which a household that comes back to a list has relapsed; recalled, see
# docs/rules.md (MOVEMENT-LOOK-BACK).
LOOK_BACK_MONTHS = env_int("LOOK_BACK_MONTHS", 36)

# --- what is written down -----------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
}
