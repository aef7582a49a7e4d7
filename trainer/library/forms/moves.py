"""What the buttons of a row do without a script: one more row, one less, one up, one down."""

from __future__ import annotations

import re

from trainer.library.forms.sheet import Sheet

ACT = re.compile(r"(add|remove|up|down)-([a-z]+)(?:-(\d{1,4}))?")


def move(sheet: Sheet, act: str) -> bool:
    """Do what a button says, as `up-options-2`; False when it says nothing about rows."""
    found = ACT.fullmatch(act)
    rows = sheet.plan.rows_of(found[2]) if found else None
    if not found or rows is None:
        return False
    way, name, listed = found[1], found[2], sheet.rows[found[2]]
    number = int(found[3] or 0)
    if way == "add":
        if len(listed) < sheet.plan.most(name):
            sheet.add(rows)
        sheet.focus, sheet.told = f"{name}-{len(listed) - 1}", f"{rows.one} {len(listed)} is added."
    elif number < len(listed) and way == "remove":
        listed.pop(number)
        sheet.focus, sheet.told = f"add-{name}", f"{rows.one} {number + 1} is taken out."
    elif number < len(listed):
        to = min(max(number + (1 if way == "down" else -1), 0), len(listed) - 1)
        listed.insert(to, listed.pop(number))
        sheet.focus, sheet.told = f"{way}-{name}-{to}", f"{rows.one} is now {to + 1} of {len(listed)}."
    return True
