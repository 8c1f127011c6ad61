"""Pages of the partners' room, as their tests address and read them."""

from typing import Any

from django.urls import reverse
from django.utils import translation


def url(name: str, *args: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"partners:{name}", args=args)


def body(response: Any) -> str:
    text: str = response.content.decode()
    return text
