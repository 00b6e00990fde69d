"""Programmes over the API: read, and created through the services of the pages."""
