"""Kind pages for when something went wrong, in the reader's language.

An address without a language in front is answered in both, Welsh first. Pages a
person may see keep their way out.
"""

import logging
import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation

from vef.common.context_processors import LANGUAGE_NAMES
from vef.common.faces import Face, address_language, face_of, in_other_language
from vef.common.models import HostBody
from vef.common.views.pages import SWITCH, KeepTyped

log = logging.getLogger(__name__)

# PRIVACY: what is never written back into a page, by the name of its field.
SECRET = re.compile(
    r"password|passphrase|secret|token|otp|credential|code_?word|(?:^|-)(?:code|key|pin)$",
    re.IGNORECASE,
)
# The field that belongs to the sending, not to what was typed. A change of language
# stays one: sending it again must not become the act the form is for.
OURS = {"csrfmiddlewaretoken"}
LARGEST_ECHO = 500_000


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """A link that opens nothing (any more): one page for unknown, used, expired and revoked."""
    return render(request, "errors/link.html", status=410)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer without the database, the session or the user: any of them may be the fault."""
    language = address_language(request.path)
    person = face_of(request) == Face.PERSON
    context = {
        "language": language,
        "both_languages": language is None,
        "stylesheet": static("vef/vef.css"),
        "exit_url": HostBody.neutral().exit_url if person else "",
        "switch": _switch(request, language),
    }
    with translation.override(language or "cy"):
        return HttpResponse(render_to_string("errors/500.html", context), status=500)


def _switch(request: HttpRequest, language: str | None) -> dict[str, str] | None:
    # A page that failed while it took something in is not asked for again by a link.
    if language is None or request.method != "GET":
        return None
    code, name = next(pair for pair in LANGUAGE_NAMES if pair[0] != language)
    return {"code": code, "name": name, "url": in_other_language(request, code)}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open too long, or one that is not ours.

    If the browser says that the form came from this very site, the page offers to
    send the same words again with a fresh token. Passwords, codes and files are
    never written back: a form that holds any is drawn again with the rest, so that
    they can be typed, or starts again where its page can't do that. A form from
    elsewhere gets nothing back.
    """
    log.warning("csrf refused: %s", reason)
    context: dict[str, Any] = {"kept": False}
    if _from_our_own_page(request):
        names = [name for name in request.POST if name not in OURS]
        open_names = [name for name in names if not SECRET.search(name)]
        secret = open_names != names
        fields = [(name, value) for name in open_names for value in request.POST.getlist(name)]
        if _at_the_door(request) or (secret and not _draws_again(request)):
            context["start_again"] = True
        elif sum(len(value) for _name, value in fields) <= LARGEST_ECHO:
            if secret:
                # PRIVACY: without its secrets the form may only be drawn, never acted on.
                fields = [pair for pair in fields if pair[0] != SWITCH] + [(SWITCH, "1")]
            context |= {"kept": True, "fields": fields, "secret": secret}
            context["had_files"] = bool(request.FILES)
    return render(request, "errors/csrf.html", context, status=403)


def _at_the_door(request: HttpRequest) -> bool:
    """Say whether somebody who is not signed in stands at the entrance."""
    user = getattr(request, "user", None)
    return face_of(request) == Face.ENTRANCE and not (user and user.is_authenticated)


def _draws_again(request: HttpRequest) -> bool:
    """Say whether the page can be drawn again with what was typed, unsaved."""
    match = request.resolver_match
    view = getattr(match.func, "view_class", None) if match else None
    return isinstance(view, type) and issubclass(view, KeepTyped)


def _from_our_own_page(request: HttpRequest) -> bool:
    """Say whether the browser vouches that the form was on a page of this site.

    Neither header can be set by a page of another site.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return bool(origin.scheme) and (origin.scheme, origin.netloc) == (
        request.scheme,
        request.get_host(),
    )
