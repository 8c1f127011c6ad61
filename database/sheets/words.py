"""What is wrong with a sheet, in words for whoever keeps it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The file as a whole.
SHEET: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "broken": _("The file can't be opened. Save it again as XLSX or CSV."),
    "old-excel": _("This is an older Excel file, or one with a password. Save it as XLSX."),
    "too-large-inside": _("The file is far larger inside than it looks. Save it again as CSV."),
    "another-kind": _("This is no spreadsheet but a PDF or a picture. Choose an XLSX or CSV file."),
    "letters": _(
        "The letters of this file can't be told for sure, so names could be spelt wrongly. "
        "Save it as XLSX, or as CSV with the choice “UTF-8”."
    ),
    "no-headings": _("The first row must hold a heading above each column."),
    "same-heading-twice": _("Two columns have the same heading. Rename one of them."),
    "too-many-columns": _("The file has more than 100 columns."),
    "too-many-rows": _("The file has more than 200,000 rows. Bring it in in parts."),
    "too-many-cells": _("A row has more cells than there are headings."),
    "cell-too-long": _("A cell holds more than 5,000 characters."),
    "quote": _(
        "A quotation mark opens and never closes, so that one row would swallow all that follow."
    ),
    "cell-endless": _(
        "A cell holds more than 100,000 characters. Often a quotation mark before it opens and "
        "never closes."
    ),
}
# One cell.
CELL: dict[str, str | Promise] = {
    "newline": _("A line break stands in this cell."),
    "control": _("A control character stands in this cell."),
    "hidden": _("An invisible character stands in this cell."),
    "formula": _("It begins like a formula."),
    "lost-letter": _(
        "A question mark stands where a letter was lost, often ŵ or ŷ. Correct it in the sheet."
    ),
    "too-long": _("It is too long."),
    "not-an-email": _("This is not an email address."),
    "not-a-phone": _("This is not a phone number."),
    "lost-nought": _("The phone number has lost the 0 in front. Keep the column as text."),
    "not-a-language": _("This is not a language we know: Welsh, English or both."),
    "not-an-area": _("This is not one of the areas."),
    "not-a-date": _("This is not a date. Write it like 27/3/2025."),
    "in-the-future": _("This day has not come yet."),
    "no-contact": _("There is no email address, phone number or postal address."),
}


def sheet_words(code: str) -> str:
    return str(SHEET.get(code, code))


def cell_words(code: str) -> str:
    return str(CELL.get(code, code))
