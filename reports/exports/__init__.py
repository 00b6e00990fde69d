"""Lists of the top floor as workbooks."""
