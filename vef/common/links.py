"""Links without an account: random, kept as a hash, scoped, revocable, expiring.

Unknown, expired, revoked and tampered links are one and the same to whoever
holds them: ``LinkUnusable``, which every page answers alike.

A token gives a key, and only the key's hash is stored. On the public face the process
shows the key to PostgreSQL while the request lasts; the rows that the link leads to
are all that the face's role then reads (``common.db_rows``). So whoever revokes a link
by which they came does it last: from then on they see nothing.
"""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from vef.common import clock, shown_key
from vef.common.models import Link


class LinkUnusable(Exception):
    """The link does not open anything (any more). Never says why."""


def _key(scope: str, token: str) -> str:
    return hmac.new(settings.LINK_KEY, f"{scope}|{token}".encode(), hashlib.sha256).hexdigest()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def issue_link(*, scope: str, target_id: uuid.UUID, expires_at: datetime) -> str:
    """Make a link and return its token (160 random bits). The token is not stored."""
    token = secrets.token_urlsafe(20)
    Link.objects.create(
        token_hash=_hash(_key(scope, token)),
        scope=scope,
        target_id=target_id,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    return token


def open_link(*, scope: str, token: str) -> uuid.UUID:
    """Return the id of what the link opens. Changes nothing, so it may be opened often.

    Raises LinkUnusable.
    """
    key = _key(scope, token)
    if settings.FACE == "public":
        shown_key.show(key)
    # The hash is of something keyed and full length, so looking it up by equality tells
    # an outsider nothing about how near a guess came.
    link = Link.objects.filter(token_hash=_hash(key), scope=scope).first()
    if link is None or link.revoked_at or link.expires_at <= clock.now():
        shown_key.hide()
        raise LinkUnusable
    return link.target_id


def keep_open(*, scope: str, token: str, until: datetime) -> None:
    """Let a link that works go on working at least until then."""
    key_hash = _hash(_key(scope, token))
    links = Link.objects.filter(token_hash=key_hash, scope=scope, revoked_at=None)
    links.filter(expires_at__gt=clock.now(), expires_at__lt=until).update(expires_at=until)


def revoke_links(*, scope: str, target_id: uuid.UUID) -> int:
    """Close every link of this scope to this target; return how many were open."""
    return Link.objects.filter(scope=scope, target_id=target_id, revoked_at=None).update(
        revoked_at=clock.now()
    )


def repoint_links(*, old_id: uuid.UUID, new_id: uuid.UUID) -> int:
    """Let every link that opened one thing open another, which is the same; return how many."""
    return Link.objects.filter(target_id=old_id).update(target_id=new_id)


def revoke_links_to(target_ids: Iterable[uuid.UUID]) -> int:
    """Close every link to these targets, whatever it may do; return how many were open."""
    return Link.objects.filter(target_id__in=list(target_ids), revoked_at=None).update(
        revoked_at=clock.now()
    )
