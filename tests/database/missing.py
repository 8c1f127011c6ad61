"""People on the database who said who they are, and the figures made of them."""

from pathlib import Path

import database
from database.services.releases import prepare_release, sign_release
from tests.factories.accounts import UserFactory
from tests.factories.database import PersonFactory
from tests.factories.equality import answered, member
from vef.accounts.models import Role

CENSUS = Path(database.__file__).parent / "data" / "census-dyfed-powys.csv"


def forum(women=32, men=12, declined=0, silent=0, **fields):
    """Let so many people be on the database; return them."""
    people = [answered(member(**fields), sex="female") for _ in range(women)]
    people += [answered(member(**fields), sex="male") for _ in range(men)]
    people += [answered(member(**fields), sex="pns") for _ in range(declined)]
    return people + [PersonFactory(**fields) for _ in range(silent)]


def prepared(officer):
    forum(33, 13)
    return prepare_release(actor=officer)


def make_release(*, actor):
    """Let one person prepare the figures and another sign them."""
    release = prepare_release(actor=actor)
    sign_release(release, digest=release.digest, actor=UserFactory(role=Role.MANAGER))
    return release


def table(release, name, group="members"):
    section = next(one for one in release.tables if one["name"] == name)
    return next(one for one in section["tables"] if one["group"] == group)
