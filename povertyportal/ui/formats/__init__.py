"""Date and number formats that Django's own Vietnamese locale leaves out."""
