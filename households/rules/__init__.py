"""The law of the household review as plain functions of facts and a date.

Nothing here imports Django, reads the clock or touches a database.
"""
