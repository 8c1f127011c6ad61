"""Who may see and change what is held about people. Partners and administrators never."""

from typing import Any

from database.models import RightsRequest
from database.models.rights import RightsRequestQuerySet
from vef.accounts.models import Role
from vef.accounts.permissions import OfficeOnly, may_approve, may_do_office_work, may_see_people


def may_see_risk(user: Any) -> bool:
    """Know that somebody is at risk: managers and the data protection lead only."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.MANAGER, Role.DATA_PROTECTION}
    )


def may_handle_rights(user: Any) -> bool:
    """Work on requests about data, incidents, holds and their registers."""
    return bool(user.is_authenticated and user.is_active and user.role == Role.DATA_PROTECTION)


def may_read_rights(user: Any) -> bool:
    """Read all of the data protection desk."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.MANAGER, Role.DATA_PROTECTION}
    )


def may_record_rights(user: Any) -> bool:
    """Write down what somebody asked about their data, and see what one wrote down oneself."""
    return may_see_people(user)


def may_approve_erasure(user: Any) -> bool:
    """Be the second person an erasure needs; never for what one prepared oneself."""
    return may_read_rights(user)


def may_set_fields(user: Any) -> bool:
    """Decide which optional questions are asked of people; no person is shown with it."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.ADMINISTRATOR, Role.DATA_PROTECTION}
    )


def may_read_over(user: Any) -> bool:
    """Say that a place which quotes the definition of victim was read over."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.MANAGER, Role.DATA_PROTECTION, Role.ADMINISTRATOR}
    )


def requests_for(user: Any) -> RightsRequestQuerySet:
    """Return the requests about data this user may read."""
    requests = RightsRequest.objects.all()
    if may_read_rights(user):
        return requests
    return requests.filter(recorded_by=user) if may_record_rights(user) else requests.none()


class RightsReaders(OfficeOnly):
    """A page of the data protection desk, for reading."""

    allowed = staticmethod(may_read_rights)


class RightsHandlers(OfficeOnly):
    """A page where the data protection lead acts."""

    allowed = staticmethod(may_handle_rights)


class RightsRecorders(OfficeOnly):
    """A page where a request is written down, or its own recorder reads it."""

    allowed = staticmethod(may_record_rights)


def may_see_equality(user: Any) -> bool:
    """See exact figures made from equality answers. One person's answers nobody sees."""
    return bool(user.is_authenticated and user.is_active and user.role == Role.DATA_PROTECTION)


def may_prepare_figures(user: Any) -> bool:
    """Freeze figures on who is missing for a second person to read."""
    return may_do_office_work(user)


def may_sign_figures(user: Any) -> bool:
    """Let prepared figures leave the office, or refuse; never what one prepared oneself."""
    return may_read_rights(user)


def may_bring_in(user: Any) -> bool:
    """Bring in spreadsheets of people: those who do the office's work."""
    return may_do_office_work(user)


def may_approve_export(user: Any) -> bool:
    """Say yes to a list that leaves; never to one asked for oneself."""
    return may_read_rights(user)


def may_release_campaign(user: Any, campaign: Any) -> bool:
    """A manager who did not prepare the campaign."""
    return may_approve(user) and user.pk != campaign.prepared_by_id


class PeopleOnly(OfficeOnly):
    """A page about people on the database."""

    allowed = staticmethod(may_see_people)
