"""Writing a message: one language's words from templates, and the finished mail.

The mail is built with the standard library and not with Django's, for one
reason: what is not in this file can't be sent. There is one recipient, and no
copy, attachment or picture; headers can't be injected, because the library
refuses a line break in any of them.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext as _

from vef.common import clock
from vef.common.bilingual import in_language, languages_for
from vef.common.models import HostBody
from vef.outbox.kinds import Kind, Recipient, Wording
from vef.outbox.models import Message

RULE = "\n\n" + "-" * 60 + "\n\n"
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL | re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")


_host: ContextVar[HostBody | None] = ContextVar("host", default=None)


class BadAddress(ValueError):
    """The address can't be written on an envelope, so nothing can be sent to it."""


@contextmanager
def one_host() -> Iterator[HostBody]:
    """Read the host body once for all that is written inside; keep it where one is held."""
    host = _host.get() or HostBody.current()
    token = _host.set(host)
    try:
        yield host
    finally:
        _host.reset(token)


def render_wording(template: str, context: Mapping[str, Any], *, language: str) -> Wording:
    """Write one language's words from ``<template>.subject.txt``, ``.txt`` and ``.html``.

    The text templates are never HTML-escaped, the HTML one always is. Besides the
    given context they know ``language`` and ``host`` (the host body).
    """
    with in_language(language), one_host() as host:
        whole = {"language": language, "host": host, **context}
        return Wording(
            subject=_one_line(_plain(f"{template}.subject.txt", whole)),
            text=_tidy(_plain(f"{template}.txt", whole)),
            html=render_to_string(f"{template}.html", whole).strip(),
        )


def _plain(name: str, context: Mapping[str, Any]) -> str:
    found = get_template(name)
    return found.template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Leave at most one empty line where template tags stood."""
    return _BLANK_LINES.sub("\n\n", text.replace("\r\n", "\n")).strip()


def compose(kind: Kind, message: Message, recipient: Recipient) -> EmailMessage:
    """Return the finished mail for this reader, in one language or in both, Welsh first.

    Raises BadAddress, ValueError for a line break in a header, and whatever the
    kind raises while it writes.
    """
    languages = languages_for(recipient.reading)
    wordings = []
    for language in languages:
        with in_language(language):
            wordings.append(kind.build(message, language))
    with in_language(languages[0]):
        unsubscribe = kind.unsubscribe_url(message)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _joined([wording.subject for wording in wordings])
    mail["From"] = Address(_sender_name(languages), addr_spec=settings.MAIL_FROM)
    mail["To"] = envelope_address(recipient.address)
    mail["Date"] = format_datetime(clock.now())
    # The same for every try, so that servers and people can recognise a copy.
    mail["Message-ID"] = f"<{message.pk}@{settings.MAIL_DOMAIN}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if unsubscribe:
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_text(wordings), subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(
        _html(wordings, languages, str(mail["Subject"])),
        subtype="html",
        charset="utf-8",
        cte="quoted-printable",
    )
    # Last, because setting the content takes every Content- header away.
    mail["Content-Language"] = ", ".join(languages)
    return mail


def envelope_address(address: str) -> str:
    """Return the address with its domain in ASCII. Raises BadAddress."""
    local, at, domain = address.strip().rpartition("@")
    try:
        written = f"{local}{at}{domain.encode('idna').decode()}"
        # The library reads it as a mail header would be read, line breaks and all.
        parsed = Address(addr_spec=written).addr_spec
        parsed.encode("ascii")
    except (ValueError, LookupError, MessageError) as error:
        raise BadAddress("the address can't be written on an envelope") from error
    if not local or not domain or parsed != written:
        raise BadAddress("the address can't be written on an envelope")
    return parsed


def _sender_name(languages: tuple[str, ...]) -> str:
    # PRIVACY: the name outside says nothing of police, crime or victims.
    with one_host() as host:
        return _joined([getattr(host, f"neutral_name_{language}") or "" for language in languages])


def _joined(parts: list[str]) -> str:
    return " / ".join(dict.fromkeys(part for part in parts if part))


def _also_in_english() -> str:
    with in_language("en"):
        return _("This message is also in English, below.")


def _text(wordings: list[Wording]) -> str:
    blocks = [wording.text.strip() for wording in wordings]
    if len(blocks) > 1:
        blocks[0] = f"{_also_in_english()}\n\n{blocks[0]}"
    return RULE.join(blocks) + "\n"


def _html(wordings: list[Wording], languages: tuple[str, ...], subject: str) -> str:
    sections = []
    for language, wording in zip(languages, wordings, strict=True):
        whole_page = _BODY.search(wording.html)
        sections.append((language, whole_page.group(1) if whole_page else wording.html))
    return render_to_string(
        "outbox/mail_document.html",
        {
            "subject": subject,
            "sections": sections,
            "language": languages[0],
            "also_in_english": _also_in_english() if len(sections) > 1 else "",
        },
    )
