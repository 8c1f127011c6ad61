"""Bar charts as plain SVG: no script, no inline style, and words for those who can't see them.

A chart never stands alone: the table beside it has the numbers.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, VALUE_WIDTH = 340, 96
LINE, BAR, GAP = 15, 13, 11
# About as many letters as fit the width at this size.
LETTERS = 50
INK, TIDE, RULE = "#1d2a35", "#0b5563", "#8c8a83"


@dataclass(frozen=True)
class Bar:
    """One bar: ``value`` is None where the number is hidden, and ``shown`` says so.

    ``is_reference`` draws it in another colour, for what the others are set against; its
    label has to say so too.
    """

    label: str
    value: int | None
    shown: str
    is_reference: bool = False


def bar_chart(title: str, bars: Sequence[Bar]) -> SafeString:
    """Draw horizontal bars, each with its label above and its number at the end.

    A hidden number has no bar at all, so that its length gives nothing away.
    """
    most = max((bar.value or 0 for bar in bars), default=0) or 1
    rows, top = [], 0
    for bar in bars:
        lines = textwrap.wrap(bar.label, LETTERS) or [""]
        for line in lines:
            top += LINE
            rows.append(_text(0, top - 4, line))
        rows.append(_bar(top, bar, most))
        top += BAR + GAP
    height = max(top - GAP, 1)
    name = _("Chart: %(title)s. The table beside it has the numbers.") % {"title": title}
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{}" height="{}"'
        ' viewBox="0 0 {} {}"><title>{}</title>{}</svg>',
        WIDTH,
        height,
        WIDTH,
        height,
        name,
        format_html_join("", "{}", ((row,) for row in rows)),
    )


def _text(x: int, y: int, words: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="12" fill="{}"'
        ' font-family="Atkinson Hyperlegible Next, sans-serif">{}</text>',
        x,
        y,
        INK,
        words,
    )


def _bar(top: int, bar: Bar, most: int) -> SafeString:
    if bar.value is None:
        return _text(0, top + BAR - 2, bar.shown)
    length = round((WIDTH - VALUE_WIDTH) * bar.value / most)
    return format_html(
        '<rect x="0" y="{}" width="{}" height="{}" fill="{}"/>{}',
        top,
        max(length, 1),
        BAR,
        TIDE if bar.value and not bar.is_reference else RULE,
        _text(length + 6, top + BAR - 2, bar.shown),
    )
