"""Reading spreadsheets people kept by hand, and saying plainly what is wrong with one."""

from database.sheets.reading import XLSX, Sheet, SheetFault, open_sheet

__all__ = ["XLSX", "Sheet", "SheetFault", "open_sheet"]
