"""Users of every kind, ready to sign in."""

import factory
from allauth.mfa.models import Authenticator

from vef.accounts.models import Role, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")
    role = Role.OFFICER
    language = "en"

    @factory.post_generation
    def second_factor(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        """Give every user a second factor unless the test says ``second_factor=False``."""
        if create and extracted is not False:
            Authenticator.objects.create(
                user=self, type=Authenticator.Type.TOTP, data={"secret": ""}
            )


def partner_user(organisation, *, role: str = Role.PARTNER_LEAD, **fields: object) -> User:
    from partners.models import Membership

    user = UserFactory(role=role, **fields)
    Membership.objects.create(user=user, organisation=organisation)
    return user
