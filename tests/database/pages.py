"""Pages of the database, as their tests address and read them."""

from django.urls import reverse
from django.utils import translation


def url(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()
