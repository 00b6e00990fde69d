"""Lists from spreadsheets: check a whole workbook, then load it whole."""
