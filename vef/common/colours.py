"""Contrast: a host body may choose its colour, not one that people cannot read."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# WCAG 2.2 AA for text of normal size.
LOWEST_CONTRAST = 4.5
PAPER = ("#ffffff", "#f6f4ef")


def luminance(colour: str) -> float:
    """Return the relative luminance (0 to 1) of a colour written #rrggbb."""

    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def validate_accent(colour: str) -> None:
    """Raise ValidationError for a colour that is unreadable on our paper."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValidationError(_("Write the colour as # and six digits, such as #0b5563."))
    if any(contrast(colour, paper) < LOWEST_CONTRAST for paper in PAPER):
        raise ValidationError(_("Choose a darker colour. This one is too pale to read."))
