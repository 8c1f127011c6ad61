"""Who may do what with programme, activities and invitations."""

from typing import Any

from engagement.audiences.narrowed import may_read_characteristics, may_use_characteristics
from engagement.models import InvitationBatch
from vef.accounts.permissions import (
    OfficeOnly,
    OfficeWorker,
    PartnerOnly,
    may_approve,
    may_do_office_work,
    may_sign_off_for_partner,
)

__all__ = [
    "Approver",
    "CharacteristicsReader",
    "OfficeOnly",
    "OfficeWorker",
    "PartnerOnly",
    "may_do_office_work",
    "may_release",
    "may_sign_off_for_partner",
    "may_use_characteristics",
]


class Approver(OfficeOnly):
    """An act for those who release messages."""

    allowed = staticmethod(may_approve)


class CharacteristicsReader(OfficeOnly):
    """A page for those who may know by which characteristic people are asked."""

    allowed = staticmethod(may_read_characteristics)


def may_release(user: Any, batch: InvitationBatch) -> bool:
    """A manager who did not prepare the batch."""
    return may_approve(user) and user.pk != batch.prepared_by_id
