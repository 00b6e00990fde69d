"""The look-and-feel floor: filters, form fields, charts and Vietnamese order."""
