"""What holds for every request and every answer, whatever page it is."""

import uuid
from collections.abc import Callable

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from vef.common import shown_key
from vef.common.context import reset_request_id, set_request_id

METHODS = ("GET", "HEAD", "POST")
# Pages a search engine may list. Every other page is nobody's business.
PUBLISHED = frozenset(
    {
        "common:home",
        "common:privacy",
        "common:accessibility",
        "common:cookies",
        "feedback:outcome-list",
        "feedback:outcome-public",
    }
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

Answer = Callable[[HttpRequest], HttpResponseBase]


class RequestContextMiddleware:
    """Gives each request an id of our own, for the audit log and the logs.

    The id never comes from outside and is not sent back. Methods that no page
    answers are refused here, before anything else looks at them.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        token = set_request_id(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
        finally:
            reset_request_id(token)
        if request.method == "HEAD":
            _drop_body(response)
        return response


def _drop_body(response: HttpResponseBase) -> None:
    """Leave only the head; the server would drop the body, with a warning for each."""
    if isinstance(response, HttpResponse):
        response.content = b""
    elif isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()


class ShownKeyMiddleware:
    """Sees to it that what a link opened in the database is closed with the request.

    Before it too: a thread's connection outlives whatever went wrong in it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        shown_key.hide()
        try:
            return self.get_response(request)
        finally:
            shown_key.hide()


class PrivateResponseMiddleware:
    """Keeps every dynamic answer out of caches, histories and search engines.

    A view may mark an answer that holds nothing about anybody (a stylesheet, a
    logo) with ``Cache-Control: public``; everything else is ``no-store``.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_public(response):
            response["Cache-Control"] = "no-store, private"
            del response["ETag"]
            del response["Last-Modified"]
        match = request.resolver_match
        if match is None or match.view_name not in PUBLISHED or response.status_code != 200:
            response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if match is not None and match.view_name == "account_logout" and request.method == "POST":
            clear_browser(response)
        return response


def _is_public(response: HttpResponseBase) -> bool:
    return (
        "public" in response.get("Cache-Control", "")
        and response.status_code == 200
        and not response.cookies
    )


def clear_browser(response: HttpResponse | HttpResponseBase) -> None:
    """Ask the browser to forget the pages it kept, so that "back" shows nothing."""
    response["Clear-Site-Data"] = '"cache"'
    patch_vary_headers(response, ["Cookie"])
