"""Somebody of whom every sort of row is held, each with words that are found nowhere else."""

import json
import random
from typing import Any

from database.models import (
    AccessPack,
    Adjustment,
    Campaign,
    CampaignAsk,
    Consent,
    ConsentEvidence,
    ContactStop,
    EqualityAnswer,
    EqualityOption,
    EqualityQuestion,
    JoinRequest,
    KeptApart,
    LegalHold,
    Merge,
    Note,
    Person,
    PersonStatus,
    ProposedChange,
    Purpose,
    RightsRequest,
    SelfServiceCode,
    Supporter,
)
from database.services import set_code_word
from engagement.models import Exclusion, Question, QuestionKind
from tests.factories.database import (
    AreaFactory,
    ConsentFactory,
    ExperienceFactory,
    FamilyMemberFactory,
    PersonFactory,
    contactable_person,
)
from tests.factories.engagement import (
    AnswerFactory,
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
    open_survey,
)
from vef.accounts.models import User
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import issue_link
from vef.outbox.models import Message

LETTERS = "abcdefghijkmnopqrstuvwxyz"
WELSH = "ŵŷâêîôûïẅÿ"


class Words:
    """Random words of sixteen letters, each remembered by what it was used for."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.known: dict[str, str] = {}

    def word(self, use: str) -> str:
        """A new word with Welsh letters in it."""
        parts = self._chance.choices(LETTERS, k=10) + self._chance.choices(WELSH, k=6)
        self._chance.shuffle(parts)
        return self._keep(use, "".join(parts))

    def plain(self, use: str) -> str:
        """A new word fit for the front of an email address."""
        return self._keep(use, "".join(self._chance.choices(LETTERS, k=16)))

    def _keep(self, use: str, word: str) -> str:
        self.known[use] = word
        return word


class Whole:
    """The person, the words, and the rows."""

    def __init__(self, staff: User, *, seed: int = 1, activity: Any = None) -> None:
        self.words = Words(seed)
        self.staff = staff
        self.address = f"{self.words.plain('email')}@example.com"
        self.phone = "07700 900" + f"{seed % 1000:03}"
        self.person: Person = contactable_person(
            name=self.words.word("name"),
            email=self.address,
            phone=f"{self.phone} {self.words.word('phone')}",
            postal_address=self.words.word("postal address"),
            source=self.words.word("source"),
            area=AreaFactory(),
            reading="cy",
            safe={"note": self.words.word("safe contact"), "risk_flag": True, "email": "safe"},
        )
        self.person.experiences.add(ExperienceFactory())
        adjustment = Adjustment.objects.get_or_create(
            code="bsl", defaults={"name_en": "Sign language", "name_cy": "Iaith arwyddion"}
        )[0]
        self.person.adjustments.add(adjustment)
        set_code_word(self.person, word=self.words.word("code word"), actor=SYSTEM)
        self._consents()
        self._beside_the_record()
        self._requests()
        self._taking_part(activity or open_survey())
        self._messages()

    def _consents(self) -> None:
        self.consent: Consent = ConsentFactory(
            person=self.person, purpose=Purpose.EQUALITY, evidence=self.words.word("evidence")
        )
        self.evidence = ConsentEvidence.objects.create(
            person=self.person,
            file_name=self.words.word("file name"),
            media_type="text/plain",
            size=16,
            content=self.words.word("file").encode(),
            added_by=self.staff,
        )
        self.evidence.consents.add(self.consent)

    def _beside_the_record(self) -> None:
        person, word = self.person, self.words.word
        Supporter.objects.create(
            person=person,
            kind=Supporter.Kind.TRUSTED,
            name=word("supporter"),
            organisation=word("supporter's organisation"),
            email=f"{self.words.plain('supporter email')}@example.net",
            phone=word("supporter phone"),
            person_agreed_at=clock.now(),
            consented_at=clock.now(),
            added_by=self.staff,
        )
        FamilyMemberFactory(person=person)
        Note.objects.create(person=person, text=word("note"), written_by=self.staff)
        Note.objects.create(
            person=person,
            text=word("private note"),
            readers=Note.Readers.PROTECTION,
            written_by=self.staff,
        )
        ContactStop.objects.create(person=person, channel="sms", method="phone")
        question = EqualityQuestion.objects.create(
            code=f"q{person.pk.hex[:12]}", text_en="Question", text_cy="Cwestiwn", source="x"
        )
        EqualityOption.objects.create(question=question, code="yes", label_en="a", label_cy="b")
        EqualityAnswer.objects.create(
            person=person,
            question=question,
            answer=json.dumps({"codes": [word("equality")]}, ensure_ascii=False),
            language="cy",
            method="web",
        )
        SelfServiceCode.objects.create(
            person=person, channel="sms", code_hash="x", expires_at=clock.now()
        )
        campaign = Campaign.objects.create(
            kind=Campaign.Kind.EQUALITY,
            title="Campaign",
            reason_en="Why",
            reason_cy="Pam",
            closes_on=clock.today(),
            prepared_by=self.staff,
        )
        CampaignAsk.objects.create(campaign=campaign, person=person)
        self.twin = PersonFactory(
            status=PersonStatus.WITHDRAWN,
            withdrawn_at=clock.now(),
            merged_into=person,
            name=word("twin"),
        )
        Merge.objects.create(kept=person, gone=self.twin, reason="The same", by=self.staff)
        # Kept apart as the second of the pair, which deleting must think of, too.
        first = PersonFactory()
        KeptApart.objects.create(first=first, second=person, reason="Two", by=self.staff)

    def _requests(self) -> None:
        person, word = self.person, self.words.word
        JoinRequest.objects.create(
            person=person,
            language="cy",
            name=word("join name"),
            email=f"{self.words.plain('join email')}@example.com",
            phone=word("join phone"),
            postal_address=word("join address"),
            choices=json.dumps({"x": word("join choices")}, ensure_ascii=False),
        )
        ProposedChange.objects.create(
            person=person,
            kind=ProposedChange.Kind.values[0],
            status="staff",
            values=json.dumps({"x": word("change")}, ensure_ascii=False),
            before=json.dumps({"x": word("changed from")}, ensure_ascii=False),
            language="cy",
        )
        self.request = RightsRequest.objects.create(
            reference=f"DP-{person.pk.hex[:9]}",
            kind=RightsRequest.Kind.ACCESS,
            person=person,
            method="phone",
            language="cy",
            words=word("request"),
        )
        AccessPack.objects.create(
            request=self.request,
            person=person,
            lines=json.dumps([{"value": word("pack")}], ensure_ascii=False),
            content=word("pack file").encode(),
            gathered_by=self.staff,
        )
        LegalHold.objects.create(
            person=person,
            reason="A hold that was lifted",
            set_by=self.staff,
            review_on=clock.today(),
            lifted_by=self.staff,
            lifted_at=clock.now(),
            lifted_because="Over",
        )

    def _taking_part(self, activity: Any) -> None:
        batch = BatchFactory(activity=activity, prepared_by=self.staff)
        self.invitation = InvitationFactory(
            batch=batch, person=self.person, reply="taking-part", replied_at=clock.now()
        )
        self.contribution = ContributionFactory(
            invitation=self.invitation, form_nonce="n" * 64, form_digest="d" * 64
        )
        own_words: Question = activity.questions.get(kind=QuestionKind.TEXT)
        self.answer = AnswerFactory(
            contribution=self.contribution,
            question=own_words,
            codes=[],
            text=self.words.word("answer"),
            redacted=self.words.word("redacted answer"),
        )
        chosen = activity.questions.get(kind=QuestionKind.SINGLE)
        AnswerFactory(contribution=self.contribution, question=chosen, codes=["yes"])
        Exclusion.objects.create(batch=BatchFactory(), person=self.person, reason_code="paused")
        self.token = issue_link(
            scope="invitation",
            target_id=self.invitation.pk,
            expires_at=clock.end_of_day(clock.today()),
        )

    def _messages(self) -> None:
        self.message = Message.objects.create(
            kind="test.plain",
            unique_key=f"test.plain:{self.person.pk}",
            recipient_kind="person",
            recipient_id=str(self.person.pk),
            secret=self.words.word("message secret"),
        )
