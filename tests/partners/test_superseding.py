"""A decision that replaces another: who may, when, and what everybody is told of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from engagement.models import ActivityStatus
from engagement.services.activities import create_activity
from engagement.services.programme import NotAccepted, add_entry
from partners import services
from partners.models import DECIDED, Decision, Outcome, RequestStatus, TopicRequest
from partners.services.decisions import STATUS_AFTER
from tests.factories.accounts import UserFactory
from tests.factories.engagement import (
    ActivityFactory,
    EntryFactory,
    MethodFactory,
    ProgrammeFactory,
)
from tests.factories.partners import (
    AssessedRequestFactory,
    AvenueFactory,
    CriterionFactory,
    DecisionFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    told,
)
from tests.partners.pages import body, url
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common.steps import TransitionError
from vef.dashboard.thread import steps_for
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

SignIn = Callable[[User], Client]
WORDS: dict[str, Any] = {
    "reason": "The new reason.",
    "letter_en": "New words",
    "letter_cy": "Geiriau newydd",
    "interest_declared": "",
}
BECAUSE = "Their board has changed its mind."
DECLINED: dict[str, Any] = {"outcome": Outcome.DECLINED, "reason_code": "duplicate", **WORDS}


def parts(outcome: str) -> dict[str, Any]:
    extra: dict[str, dict[str, Any]] = {
        Outcome.ACCEPTED: {"scores": {CriterionFactory().code: (3, "Good.")}},
        Outcome.ACCEPTED_WITH_CHANGES: {"conditions": "Samples."},
        Outcome.DECLINED: {"reason_code": "other-route", "avenues": [AvenueFactory()]},
        Outcome.DEFERRED: {"deferred_to": RequestWindowFactory()},
        Outcome.MERGED: {"merged_into": SubmittedRequestFactory()},
    }
    return {**WORDS, "outcome": outcome, **extra[outcome]}


def decided(officer: User, outcome: str = Outcome.ACCEPTED) -> tuple[TopicRequest, Decision]:
    topic = AssessedRequestFactory()
    decision = services.decide_request(topic, actor=officer, **parts(outcome))
    topic.refresh_from_db()
    return topic, decision


# From each decided state to each other by each outcome.
FIRST = (Outcome.ACCEPTED, Outcome.DECLINED, Outcome.DEFERRED, Outcome.MERGED)
THEN = (*FIRST, Outcome.ACCEPTED_WITH_CHANGES)


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("then", THEN)
def test_from_every_decision_to_every_other(
    officer: User, manager: User, first: str, then: str
) -> None:
    topic, standing = decided(officer, first)
    given = parts(then)
    decision = services.supersede_decision(
        topic, actor=manager, standing=standing, because=BECAUSE, **given
    )
    topic.refresh_from_db()
    assert topic.status == STATUS_AFTER[then]
    assert (decision.supersedes, decision.supersedes_because) == (standing, BECAUSE)
    assert services.standing_decision(topic) == decision
    # What belonged to the first is gone from the request, and stays on its decision.
    assert topic.deferred_to == given.get("deferred_to") == decision.deferred_to
    assert topic.merged_into == given.get("merged_into") == decision.merged_into
    acts = [(row.action, row.reason) for row in Entry.objects.filter(target_id=str(topic.pk))]
    assert ("topicrequest.superseded", BECAUSE) in acts
    assert (f"topicrequest.{topic.status}", "The new reason.") in acts
    # The first letter was not sent, so it never goes; the new one waits.
    assert standing.letters.get().status == "set-aside"
    assert decision.letters.get().is_waiting
    with pytest.raises(TransitionError):
        services.approve_letter(standing.letters.get(), actor=UserFactory(role=Role.OFFICER))
    assert not Message.objects.exists()


def test_the_table_of_steps_holds_no_other_way() -> None:
    steps = TopicRequest.STEPS
    for status in DECIDED:
        extra = {RequestStatus.SUBMITTED} if status == RequestStatus.DEFERRED else set()
        assert set(steps[status]) == (set(DECIDED) - {status}) | extra
    for status in set(RequestStatus) - set(DECIDED) - {RequestStatus.UNDER_REVIEW}:
        assert not set(steps[status]) & set(DECIDED)


@pytest.mark.parametrize("status", ["submitted", "under-review", "more-information", "withdrawn"])
def test_only_what_is_decided(manager: User, status: str) -> None:
    topic = SubmittedRequestFactory(status=status)
    standing = DecisionFactory()
    with pytest.raises(TransitionError):
        services.supersede_decision(
            topic, actor=manager, standing=standing, because=BECAUSE, **DECLINED
        )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"because": " "}, "because"),
        ({"outcome": Outcome.MORE_INFORMATION}, "outcome"),
        ({"letter_cy": ""}, "letter_cy"),
        ({"interest_declared": None}, "interest"),
        ({"reason_code": ""}, "reason_code"),
    ],
)
def test_what_it_lacks_is_named_and_the_first_stands(
    officer: User, manager: User, change: dict[str, Any], named: str
) -> None:
    topic, standing = decided(officer)
    given = {"because": BECAUSE, **DECLINED, **change}
    with pytest.raises(services.DecisionMissing) as error:
        services.supersede_decision(topic, actor=manager, standing=standing, **given)
    assert named in error.value.missing
    topic.refresh_from_db()
    assert topic.status == RequestStatus.ACCEPTED
    assert standing.letters.get().is_waiting


def test_of_two_at_once_the_second_is_told(officer: User, manager: User) -> None:
    topic, standing = decided(officer)
    services.supersede_decision(
        topic, actor=manager, standing=standing, because=BECAUSE, **DECLINED
    )
    with pytest.raises(services.AlreadyDecided):
        services.supersede_decision(
            topic, actor=manager, standing=standing, because=BECAUSE, **parts(Outcome.DEFERRED)
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionFactory(
            request=topic, supersedes=standing, supersedes_because="Mine.", letter=False
        )
    assert Decision.objects.filter(request=topic).count() == 2


def test_the_assessments_of_the_same_words_count_for_it(officer: User, manager: User) -> None:
    topic, standing = decided(officer, Outcome.DECLINED)
    given = parts(Outcome.ACCEPTED) | {"scores": {}, "alone_because": "Not needed."}
    decision = services.supersede_decision(
        topic, actor=manager, standing=standing, because=BECAUSE, **given
    )
    assert decision.alone_because == ""


def test_whoever_has_an_interest_supersedes_nothing(officer: User, manager: User) -> None:
    topic, standing = decided(officer)
    services.declare_interest(topic, actor=manager, reason="A sister works there.")
    with pytest.raises(services.Recused):
        services.supersede_decision(
            topic, actor=manager, standing=standing, because=BECAUSE, **DECLINED
        )


# --- What lives of the first forbids it -----------------------------------------------------------


@pytest.mark.parametrize("status", ActivityStatus.values)
def test_an_acceptance_stands_while_an_activity_lives(
    officer: User, manager: User, status: str
) -> None:
    topic, standing = decided(officer)
    told(standing)
    ProgrammeFactory()
    entry = add_entry(request=topic, actor=officer)
    ActivityFactory(
        entry=entry,
        title_en="Calls",
        code="A7",
        status=status,
        partner_agreed_by=topic.author,
        office_agreed_by=officer,
    )

    def replace(given: dict[str, Any]) -> Decision:
        return services.supersede_decision(
            topic, actor=manager, standing=standing, because=BECAUSE, **given
        )

    if status == ActivityStatus.CANCELLED:
        replace(DECLINED)
        with pytest.raises(NotAccepted):
            create_activity(entry=entry, method=MethodFactory(), actor=officer)
        return
    with pytest.raises(services.StillRuns) as error:
        replace(DECLINED)
    (words,) = error.value.reasons
    assert "A7 Calls" in words
    ends = status in {"draft", "planned", "agreed", "open"}
    assert ("Cancel it first" in words) == ends
    assert ("People have taken part" in words) != ends
    topic.refresh_from_db()
    assert topic.status == RequestStatus.ACCEPTED
    # Other conditions leave it accepted, so nothing needs to be cancelled.
    replace(parts(Outcome.ACCEPTED_WITH_CHANGES))


def test_what_was_merged_into_it_comes_first(officer: User, manager: User) -> None:
    topic, standing = decided(officer)
    other = SubmittedRequestFactory(status=RequestStatus.MERGED, merged_into=topic)
    with pytest.raises(services.StillRuns) as error:
        services.supersede_decision(
            topic, actor=manager, standing=standing, because=BECAUSE, **DECLINED
        )
    assert other.reference in error.value.reasons[0]


def test_nothing_is_planned_before_the_partner_knows(officer: User) -> None:
    topic, standing = decided(officer)
    ProgrammeFactory()
    with pytest.raises(NotAccepted):
        add_entry(request=topic, actor=officer)
    told(standing)
    assert add_entry(request=topic, actor=officer).request == topic


def test_the_programme_shows_partners_no_topic_that_was_taken_back(
    officer: User, manager: User, client_of: SignIn
) -> None:
    topic, standing = decided(officer)
    told(standing)
    entry = EntryFactory(request=topic, title_en="The calls", title_cy="Y galwadau")
    address = reverse("engagement:programme")
    office = client_of(officer)
    assert "Declined" not in body(office.get(address))
    services.supersede_decision(
        topic, actor=manager, standing=standing, because=BECAUSE, **DECLINED
    )
    assert "Declined" in body(office.get(address))
    topic.refresh_from_db()
    entry.refresh_from_db()
    assert entry.is_shown, "until its partner knows"
    told(topic.decisions.last())
    assert not type(entry).objects.get().is_shown


# --- What the partner reads -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_partner_reads_the_first_until_the_second_is_sent_and_then_both(
    officer: User, manager: User, client_of: SignIn, language: str
) -> None:
    topic, first = decided(officer)
    told(first)
    second = services.supersede_decision(
        topic, actor=manager, standing=first, because=BECAUSE, **DECLINED
    )
    client, address = client_of(topic.author), url("request-detail", topic.pk, language=language)
    labels = {"en": ("Accepted", "Declined"), "cy": ("Derbyniwyd", "Gwrthodwyd")}[language]
    before = body(client.get(address))
    assert labels[0] in before
    assert labels[1] not in before
    with translation.override(language):
        assert steps_for(topic, for_partner=True)[2].result == labels[0]
    told(second)
    after = body(client.get(address))
    assert all(label in after for label in labels)
    assert {"en": "New words", "cy": "Geiriau newydd"}[language] in after
    replaces = {"en": "This letter replaces our earlier decision of 23 November 2026"}
    replaces["cy"] = "Mae'r llythyr hwn yn disodli ein penderfyniad cynharach ar 23 Tachwedd 2026"
    assert replaces[language] in after.replace("&#x27;", "'")
    assert BECAUSE not in after
    message = Message.objects.filter(context__decision=str(second.pk)).first()
    assert message is not None
    with translation.override(language):
        mail = kind_of(message).build(message, language)
    assert replaces[language] in mail.text
    assert mail.text.index(replaces[language]) < mail.text.index(
        {"en": "New words", "cy": "Geiriau newydd"}[language]
    )
    assert replaces[language] in mail.html.replace("&#x27;", "'")


def test_a_decision_that_was_never_told_is_not_spoken_of(
    officer: User, manager: User, client_of: SignIn
) -> None:
    topic, first = decided(officer)
    second = services.supersede_decision(
        topic, actor=manager, standing=first, because=BECAUSE, **DECLINED
    )
    told(second)
    message = Message.objects.filter(context__decision=str(second.pk)).first()
    assert message is not None
    assert "replaces" not in kind_of(message).build(message, "en").text
    page = body(client_of(topic.author).get(url("request-detail", topic.pk)))
    assert "replaces" not in page
    assert "Accepted" not in page


def test_an_older_letter_does_not_go_after_a_newer_one(officer: User, manager: User) -> None:
    topic, first = decided(officer)
    told(first)
    second = services.supersede_decision(
        topic, actor=manager, standing=first, because=BECAUSE, **DECLINED
    )
    message = Message.objects.get(context__decision=str(first.pk))
    assert kind_of(message).gate(message).allowed, "the second is not told yet"
    told(second)
    verdict = kind_of(message).gate(message)
    assert (verdict.allowed, verdict.reason) == (False, "decision-superseded")
    for language in ("en", "cy"):
        with translation.override(language):
            assert kind_of(message).explain(verdict.reason)


# --- The page -------------------------------------------------------------------------------------


def typed(topic: TopicRequest, **change: Any) -> dict[str, Any]:
    standing = services.standing_decision(topic)
    return {
        "standing": standing.pk if standing else "",
        "because": BECAUSE,
        "reason": "The new reason.",
        "reason_code": "duplicate",
        "interest": "no",
        "letter_en": "New words",
        "letter_cy": "Geiriau newydd",
        **change,
    }


def test_a_manager_replaces_it_by_the_page(officer: User, manager: User, client_of: SignIn) -> None:
    topic, first = decided(officer)
    told(first)
    client = client_of(manager)
    review = body(client.get(url("request-review", topic.pk)))
    assert "Replace the decision by another" in review
    address = f"{url('request-supersede', topic.pk)}?outcome=declined"
    page = body(client.get(address))
    assert "It replaces this decision:" in page
    assert "replaces the decision of 23 November 2026" in page
    empty = client.post(address, typed(topic, because="", letter_en="Kept words"))
    assert "Say why the earlier decision no longer stands." in body(empty)
    assert "Kept words" in body(empty)
    data = typed(topic)
    assert client.post(address, data).url == url("request-review", topic.pk)
    # Pressed twice: nothing more happens.
    assert client.post(address, data).status_code in {302, 409}
    assert Decision.objects.filter(request=topic).count() == 2
    review = body(client.get(url("request-review", topic.pk)))
    for words in ("Replaced", "Stands", BECAUSE, "The decision no longer stands"):
        assert words in review


def test_a_colleague_who_was_quicker_is_not_overruled(
    officer: User, manager: User, client_of: SignIn
) -> None:
    topic, first = decided(officer)
    data = typed(topic, because="My own words.")
    services.supersede_decision(
        topic, actor=UserFactory(role=Role.MANAGER), standing=first, because=BECAUSE, **DECLINED
    )
    address = f"{url('request-supersede', topic.pk)}?outcome=declined"
    late = client_of(manager).post(address, data)
    assert late.status_code == 409
    assert "Another decision stands by now" in body(late)
    assert "My own words." in body(late)


def test_what_must_be_cancelled_is_said_before_and_at_the_press(
    officer: User, manager: User, client_of: SignIn
) -> None:
    topic, first = decided(officer)
    told(first)
    ActivityFactory(entry=EntryFactory(request=topic), code="A7", title_en="Calls")
    client = client_of(manager)
    address = f"{url('request-supersede', topic.pk)}?outcome=declined"
    assert "Cancel it first: A7 Calls" in body(client.get(address))
    refused = client.post(address, typed(topic))
    assert refused.status_code == 200
    assert "Cancel it first: A7 Calls" in body(refused)
    assert Decision.objects.filter(request=topic).count() == 1


def test_only_a_manager_and_only_a_decision(
    officer: User, manager: User, client_of: SignIn
) -> None:
    topic, _first = decided(officer)
    address = url("request-supersede", topic.pk)
    assert client_of(officer).get(address).status_code == 403
    assert "Replace the decision" not in body(
        client_of(officer).get(url("request-review", topic.pk))
    )
    client = client_of(manager)
    assert client.get(f"{address}?outcome=more-information").status_code == 404
    waiting = AssessedRequestFactory()
    answer = client.get(url("request-supersede", waiting.pk))
    assert answer.url == url("request-review", waiting.pk)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_is_whole_in_both_languages(
    officer: User, manager: User, client_of: SignIn, language: str
) -> None:
    topic, first = decided(officer)
    told(first)
    page = client_of(manager).get(
        f"{url('request-supersede', topic.pk, language=language)}?outcome=declined"
    )
    words = {"en": "Why does the earlier decision no longer stand?", "cy": "penderfyniad cynharach"}
    assert words[language] in body(page)
