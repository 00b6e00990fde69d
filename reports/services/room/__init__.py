"""The committee's room: one picture of a place, for the page, a meeting and the API."""

from reports.services.room.making import Picture, picture

__all__ = ["Picture", "picture"]
