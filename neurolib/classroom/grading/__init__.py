"""How submissions are run and graded: one, a batch on many processors, by rules for due dates and
groups, and by a person.
"""
