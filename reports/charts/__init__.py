"""Charts by code, to be made again as a picture or as a workbook."""
