"""Colours of states, one place for all pages."""

from programs.models import DoubleSupport, Support

SUPPORT_TONES: dict[str, str] = {
    Support.State.PLANNED: "info",
    Support.State.GIVEN: "ok",
    Support.State.CANCELLED: "neutral",
}
VERDICT_TONES: dict[str, str] = {
    DoubleSupport.Verdict.OPEN: "warn",
    DoubleSupport.Verdict.RIGHT: "ok",
    DoubleSupport.Verdict.WRONG: "bad",
}
STAGE_TONES = {
    "approved": "neutral",
    "started": "info",
    "finished": "warn",
    "accepted": "ok",
    "cancelled": "neutral",
}
