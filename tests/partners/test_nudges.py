"""A friendly word to a partner who has not asked: written by one, released by another, once."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from partners import desk, services
from partners.models import Nudge, Organisation, RequestWindow
from tests.factories.accounts import UserFactory
from tests.factories.partners import (
    NudgeFactory,
    OrganisationFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.desk import DeskGroup
from vef.common.steps import TransitionError
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

WORDS = {"letter_cy": "Byddem yn falch o glywed gennych.", "letter_en": "We would be glad to hear."}


def prepare(window: RequestWindow, organisation: Organisation, actor: User, **words: str) -> Nudge:
    return services.prepare_nudge(
        organisation=organisation, window=window, actor=actor, **{**WORDS, **words}
    )


def test_the_leads_are_written_to_once_when_another_releases_it(
    window: RequestWindow,
    police: Organisation,
    lead: User,
    contributor: User,
    officer: User,
    manager: User,
) -> None:
    nudge = prepare(window, police, officer)
    assert not Message.objects.exists()
    assert services.release_nudge(nudge, actor=manager) is True
    assert services.release_nudge(nudge, actor=manager) is False
    message = Message.objects.get()
    assert message.recipient_id == str(lead.pk)
    assert set(Entry.objects.filter(target_id=str(nudge.pk)).values_list("action", flat=True)) == {
        "nudge.prepared",
        "nudge.released",
    }
    for language, words in (("cy", "letter_cy"), ("en", "letter_en")):
        with translation.override(language):
            wording = kind_of(message).build(message, language)
        assert WORDS[words] in wording.text
        assert f"/{language}/partners/requests/new/" in wording.html


def test_a_partner_without_a_lead_is_written_to_all_the_same(
    window: RequestWindow, police: Organisation, contributor: User, officer: User, manager: User
) -> None:
    services.release_nudge(prepare(window, police, officer), actor=manager)
    assert Message.objects.get().recipient_id == str(contributor.pk)


def test_nobody_releases_their_own_words(
    window: RequestWindow, police: Organisation, lead: User, officer: User, manager: User
) -> None:
    nudge = prepare(window, police, officer)
    # Who writes last is the author.
    nudge = prepare(window, police, manager, letter_en="Other words.")
    assert Nudge.objects.get().letter_en == "Other words."
    with pytest.raises(services.NudgeByOneself):
        services.release_nudge(nudge, actor=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nudge.objects.update(status="released", released_by=manager, released_at=clock.now())
    assert services.release_nudge(nudge, actor=UserFactory(role=Role.MANAGER))
    with pytest.raises(TransitionError):
        prepare(window, police, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        NudgeFactory(window=window, organisation=police)


def test_who_asked_is_not_nudged(
    window: RequestWindow, police: Organisation, lead: User, officer: User, manager: User
) -> None:
    nudge = prepare(window, police, officer)
    TopicRequestFactory(window=window, organisation=police, author=lead)
    services.release_nudge(nudge, actor=manager)
    message = Message.objects.get()
    kind = kind_of(message)
    assert kind.gate(message).allowed
    SubmittedRequestFactory(window=window, organisation=police, author=lead)
    verdict = kind.gate(message)
    assert verdict.reason == "nudge-needless"
    assert str(kind.explain(verdict.reason))
    with pytest.raises(services.NudgeNeedless):
        prepare(window, police, officer)
    for other in (OrganisationFactory(is_active=False), OrganisationFactory(kind="host")):
        with pytest.raises(services.NudgeNeedless):
            prepare(window, other, officer)


def test_nothing_is_released_late_or_in_one_language(
    window: RequestWindow, police: Organisation, officer: User, manager: User
) -> None:
    with pytest.raises(services.NudgeEmpty):
        prepare(window, police, officer, letter_cy=" ")
    nudge = prepare(window, police, officer)
    services.close_window(window, actor=officer)
    nudge.refresh_from_db()
    with pytest.raises(services.NudgeTooLate):
        services.release_nudge(nudge, actor=manager)
    with pytest.raises(services.NudgeTooLate):
        prepare(window, police, officer)


def test_the_desk_says_for_whom_it_waits(
    window: RequestWindow, police: Organisation, officer: User, manager: User
) -> None:
    nudge = prepare(window, police, officer)
    page = reverse("partners:nudge-detail", args=[nudge.pk])

    def group(user: User) -> DeskGroup:
        (item,) = (row for row in desk.items(user, clock.today()) if row.url == page)
        return item.group

    assert group(manager) == DeskGroup.WAITING
    assert group(officer) == DeskGroup.COMING


def test_from_the_form_to_the_release(
    client_of: Any,
    window: RequestWindow,
    police: Organisation,
    lead: User,
    officer: User,
    manager: User,
) -> None:
    client = client_of(officer)
    page = reverse("partners:nudge-prepare", args=[police.pk])
    form = client.get(page).context["form"]
    assert form["letter_cy"].value() != form["letter_en"].value()
    assert client.post(page, {"letter_en": "Only English."}).status_code == 200
    assert "Only English." in client.post(page, {"letter_en": "Only English."}).content.decode()
    assert client.post(page, WORDS).status_code == 302
    nudge = Nudge.objects.get()
    release = reverse("partners:nudge-release", args=[nudge.pk])
    detail = reverse("partners:nudge-detail", args=[nudge.pk])
    assert release not in client.get(detail).content.decode()
    second = client_of(manager)
    assert release in second.get(detail).content.decode()
    second.post(release)
    assert Message.objects.get().recipient_id == str(lead.pk)
    assert client.post(page, WORDS).status_code == 200
