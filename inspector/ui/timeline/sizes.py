"""Sizes that the parts of the timeline share, in device-independent pixels."""

NAMES_PX = 180
"""The column of names at the left."""
NAME_INDENT_PX = 12
ROW_PX, COMPACT_ROW_PX, THIN_ROW_PX = 30, 20, 3
"""A lane."""
COMPACT_BELOW_PX = 900
"""Height of the window under which lanes are compact."""
OVERVIEW_PX = 46
RULER_PX = 26
AIR_PX = 6
"""Above the bars of the overview."""
