"""The sealed part of second factors, sealed anew when the field keys are turned over."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from vef.accounts.adapter import MFA_PLACE
from vef.privacy import cipher, rotation

SEALED = ("secret", "seed")


def is_stale(token: object) -> bool:
    return (
        isinstance(token, str)
        and bool(token)
        and cipher.version_of(token) < cipher.current_version()
    )


def reseal(most: int) -> int:
    """Seal up to so many second factors under the newest key; return how many it was."""
    done = 0
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        if done == most:
            break
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=pk)
            stale = [name for name in SEALED if is_stale(row.data.get(name))]
            for name in stale:
                text = cipher.unseal(row.data[name], place=MFA_PLACE)
                row.data[name] = cipher.seal(text, place=MFA_PLACE)
            if stale:
                row.save(update_fields=["data"])
                done += 1
    return done


def register() -> None:
    rotation.also("second factors", reseal)
