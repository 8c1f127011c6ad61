"""What this app holds about somebody, line by line. ``services.gathering`` puts it together."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from database.gathered import Line, columns, flat, register_source, told
from database.models import (
    CampaignAsk,
    ConsentEvidence,
    ContactStop,
    EqualityAnswer,
    FamilyMember,
    JoinRequest,
    LegalHold,
    Merge,
    Note,
    Person,
    ProposedChange,
    RightsRequest,
    SelfServiceCode,
    Supporter,
    WelshSkill,
)
from database.safetimes import UnreadableTimes, read_slot

# Hashes and marks for the program, which say nothing to anybody.
HASHES = ("email_index", "phone_index", "address_index", "code_word_hash", "pass_phrase_hash")


def record_lines(person: Person) -> Iterator[Line]:
    """The record itself, a line for each column."""
    section = _("The record")
    skills = [str(WelshSkill(code).label) for code in person.welsh_skills or []]
    for label, said in columns(person, [*HASHES, "key"], {"welsh_skills": ", ".join(skills)}):
        yield Line(section, label, said)
    for joined in Person._meta.local_many_to_many:
        names = ", ".join(str(row) for row in getattr(person, joined.name).all())
        if names:
            yield Line(section, str(capfirst(joined.verbose_name)), names)


def consent_lines(person: Person) -> Iterator[Line]:
    """Every event, with the words that were shown, in the language they were shown in."""
    section = _("What was agreed, refused or taken back")
    events = person.consents.select_related("wording", "recorded_by").order_by("at", "pk")
    for event in events:
        wording = event.wording
        shown = getattr(wording, f"text_{event.language}", None) or wording.text
        said = told(
            event,
            without=("purpose", "evidence", "copied_from"),
            wording=f"{wording.version}: {shown}",
        )
        evidence = event.evidence_kept
        if evidence:
            said += f"\n{_label(event, 'evidence')}: {evidence}"
        yield Line(section, str(event.get_purpose_display()), said)
    for file in ConsentEvidence.objects.filter(person=person).select_related("added_by"):
        file.person = person
        yield Line(section, _title(file), told(file))


def safe_contact_lines(person: Person) -> Iterator[Line]:
    """Every version of how it is safe to reach them, and what they stopped."""
    section = _("How it is safe to reach them")
    for version in person.safe_contacts.select_related("recorded_by").order_by("version"):
        said = told(version, without=HASHES, safe_times=_times(version.safe_times))
        if version.code_word_hash:
            said += "\n" + _("A code word is agreed. Only a hash of it is kept.")
        yield Line(section, _title(version), said)
    stops = ContactStop.objects.filter(person=person).select_related("recorded_by", "lifted_by")
    for stop in stops.order_by("at"):
        yield Line(section, _title(stop), told(stop, without=HASHES))


def beside_the_record_lines(person: Person) -> Iterator[Line]:
    """Who stands by them, what staff noted, and what they said about themselves."""
    section = _("Beside the record")
    for supporter in Supporter.objects.filter(person=person).select_related("added_by", "wording"):
        supporter.person = person
        yield Line(section, _title(supporter), told(supporter, without=HASHES))
    places = FamilyMember.objects.filter(person=person)
    for place in places.select_related("family", "wording", "added_by").order_by("added_at", "pk"):
        yield Line(section, _title(place), told(place))
    for note in Note.objects.filter(person=person).select_related("written_by").order_by("at"):
        note.person = person
        yield Line(section, _title(note), told(note))
    answers = EqualityAnswer.objects.filter(person=person).select_related("question")
    for answer in answers.prefetch_related("question__options").order_by("at", "pk"):
        answer.person = person
        yield Line(
            section, _title(answer), told(answer, without=("question",), answer=_chosen(answer))
        )
    asks = CampaignAsk.objects.filter(person=person).select_related("campaign")
    for ask in asks.order_by("asked_at", "pk"):
        yield Line(section, _title(ask), told(ask))


def request_lines(person: Person) -> Iterator[Line]:
    """What they asked of us, by themselves or by link, and what keeps their record."""
    section = _("What they asked of us")
    joined = JoinRequest.objects.filter(person=person).select_related("source")
    for request in joined:
        said = told(request, without=("wordings",), choices=flat(request.choices))
        yield Line(section, _title(request), said)
    changes = ProposedChange.objects.filter(person=person).select_related("decided_by")
    for change in changes.order_by("at"):
        change.person = person
        said = told(change, values=flat(change.values), before=flat(change.before))
        yield Line(section, _title(change), said)
    for code in SelfServiceCode.objects.filter(person=person).order_by("made_at"):
        yield Line(section, _title(code), told(code, without=("code_hash",)))
    requests = RightsRequest.objects.filter(person=person).select_related(
        "handled_by", "recorded_by", "prepared_by", "approved_by"
    )
    for asked in requests.order_by("received_at"):
        said = told(asked, pauses=flat(json.dumps(asked.pauses)))
        yield Line(section, _title(asked), said)
    holds = LegalHold.objects.filter(person=person).select_related("set_by", "lifted_by")
    for hold in holds.order_by("set_at"):
        yield Line(section, _title(hold), told(hold))
    merges = Merge.objects.filter(Q(kept=person) | Q(gone=person)).select_related("by")
    for merge in merges.order_by("at"):
        yield Line(section, _title(merge), told(merge, without=("moved", "addresses")))


def _title(row: Any) -> str:
    return str(capfirst(row._meta.verbose_name))


def _label(row: Any, name: str) -> str:
    return str(capfirst(row._meta.get_field(name).verbose_name))


def _times(slots: list[Any]) -> str:
    try:
        read = [read_slot(slot) for slot in slots]
    except UnreadableTimes:
        return str(slots)
    # Monday is 1 with us and 0 with Django.
    return ", ".join(
        f"{WEEKDAYS[day - 1]} {begins:%H:%M}–{ends:%H:%M}" for day, begins, ends in read
    )


def _chosen(answer: EqualityAnswer) -> str:
    """Say an answer in the words it was offered in; a code nobody offers comes as it is."""
    try:
        codes = json.loads(answer.answer)["codes"]
    except (ValueError, KeyError, TypeError):
        return str(answer.answer)
    offered = {option.code: str(option.label) for option in answer.question.options.all()}
    offered["pns"] = _("Prefer not to say")
    said = ", ".join(offered.get(code, str(code)) for code in codes)
    return f"{answer.question.text} {said}"


def register_all() -> None:
    """Called once the app is ready."""
    register_source(record_lines, covers={Person._meta.label})
    register_source(consent_lines, covers={"database.Consent", "database.ConsentEvidence"})
    register_source(safe_contact_lines, covers={"database.SafeContact", "database.ContactStop"})
    register_source(
        beside_the_record_lines,
        covers={
            "database.Supporter",
            "database.FamilyMember",
            "database.Note",
            "database.EqualityAnswer",
            "database.CampaignAsk",
        },
    )
    register_source(
        request_lines,
        covers={
            "database.JoinRequest",
            "database.ProposedChange",
            "database.SelfServiceCode",
            "database.RightsRequest",
            "database.LegalHold",
            "database.Merge",
        },
    )
