"""Official forms as workbooks."""
