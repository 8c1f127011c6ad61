"""Why a document was not made or not put in force."""


class PdfError(Exception):
    """The PDF was not made: it asked for a foreign file, or would not be accessible."""


class LanguagesNotChecked(Exception):
    """A governance document is approved in both languages or not at all."""
