"""Levels of what was measured on a chip, numbers from 0 to 255, by which its picture is coloured.

They stand apart from the chip, because the pages of a class draw pictures and know no model.
"""

UNKNOWN, FLOOR, FULL, LOWEST = 0, 1, 2, 3  # at the floor of the meter; saturated; measured, to 255
