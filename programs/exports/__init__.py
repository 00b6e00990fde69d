"""Lists of the programmes as workbooks, through the screens' own functions."""
