"""The joining pages, as their tests open and fill them."""

import re

from django.urls import reverse
from django.utils import translation

from database.models import (
    ConsentWording,
    Purpose,
)

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
NONCE = re.compile(r'name="nonce" value="[^"]+"')


def at(name="join", language="en", **kwargs) -> str:
    with translation.override(language):
        return reverse(f"database:{name}", kwargs=kwargs)


def shown(*more) -> str:
    newest = {wording.purpose: wording for wording in ConsentWording.objects.order_by("version")}
    order = (Purpose.DATABASE, Purpose.EMAIL, Purpose.PHONE, Purpose.SMS, Purpose.POST, *more)
    return ",".join(str(newest[purpose].pk) for purpose in order)


def filled(**more):
    return {
        "nonce": "one",
        "shown": shown(),
        "name": "Robin Thornleighby",
        "email": "robin@example.com",
        "safe": ["email"],
        "reading": "en",
        "agree": ["database", "email"],
        "is_old_enough": "on",
    } | more
