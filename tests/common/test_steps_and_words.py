"""The one door for statuses, and the state of words in two languages."""

import pytest
from django.test import override_settings

from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common.bilingual import LanguageIncomplete, LanguageState, check_language
from vef.common.models import HostBody
from vef.common.steps import TransitionError, move
from vef.documents.models import GovernanceDocument as Paper


@pytest.fixture
def paper(db: None) -> Paper:
    return Paper.objects.create(
        kind="rules", version="1", title_en="Rules", title_cy="Rheolau", text_en="a", text_cy="b"
    )


def test_a_lawful_step_is_saved_with_its_fields_and_one_entry(paper: Paper, officer: User) -> None:
    assert move(paper, "approved", actor=officer, reason="read", approving_board="Board")
    paper.refresh_from_db()
    assert (paper.status, paper.approving_board) == ("approved", "Board")
    entry = Entry.objects.get(action="governancedocument.approved")
    assert (entry.actor_id, entry.reason) == (str(officer.pk), "read")
    assert entry.data == {"from": "draft"}


def test_the_same_step_twice_changes_nothing_more(paper: Paper, officer: User) -> None:
    move(paper, "approved", actor=officer)
    before = Entry.objects.count()
    assert not move(paper, "approved", actor=officer, approving_board="Another")
    paper.refresh_from_db()
    assert paper.approving_board == ""
    assert Entry.objects.count() == before


def test_a_step_that_is_not_lawful_is_refused_and_leaves_no_trace(
    paper: Paper, officer: User
) -> None:
    with pytest.raises(TransitionError):
        move(paper, "replaced", actor=officer)
    paper.refresh_from_db()
    assert paper.status == "draft"
    assert not Entry.objects.exists()


def test_the_row_in_hand_may_be_old(paper: Paper, officer: User) -> None:
    """Of two who act at once, the second sees what the first did."""
    stale = Paper.objects.get(pk=paper.pk)
    move(paper, "approved", actor=officer)
    move(paper, "replaced", actor=officer)
    with pytest.raises(TransitionError):
        move(stale, "approved", actor=officer)


def test_unknown_status_is_refused_by_the_database(paper: Paper) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(status="invented")


def test_words_are_missing_then_draft_then_checked(paper: Paper, officer: User) -> None:
    assert paper.language_states == {"cy": LanguageState.DRAFT, "en": LanguageState.DRAFT}
    check_language(paper, "cy", actor=officer)
    assert not paper.publishable
    check_language(paper, "en", actor=officer)
    assert paper.publishable
    assert Entry.objects.filter(action="governancedocument.language-checked").count() == 2


@pytest.mark.parametrize(("edited", "other"), [("en", "cy"), ("cy", "en")])
@pytest.mark.parametrize("by_update", [False, True])
def test_editing_one_language_puts_the_other_out_of_date(
    paper: Paper, officer: User, edited: str, other: str, by_update: bool
) -> None:
    check_language(paper, "cy", actor=officer)
    check_language(paper, "en", actor=officer)
    if by_update:
        Paper.objects.filter(pk=paper.pk).update(**{f"text_{edited}": "changed"})
    else:
        setattr(paper, f"text_{edited}", "changed")
        paper.save()
    paper = Paper.objects.get(pk=paper.pk)
    assert paper.language_state(edited) == LanguageState.DRAFT
    assert paper.language_state(other) == LanguageState.OUT_OF_DATE
    assert not paper.publishable


def test_missing_words_cannot_be_checked(paper: Paper, officer: User) -> None:
    paper.text_cy = "  "
    paper.save()
    assert paper.missing_fields("cy") == ["text"]
    with pytest.raises(LanguageIncomplete):
        check_language(paper, "cy", actor=officer)


def test_optional_words_are_missing_only_if_the_other_language_has_them(paper: Paper) -> None:
    assert paper.missing_fields("cy") == []
    paper.change_note_en = "New section."
    assert paper.missing_fields("cy") == ["change_note"]


@override_settings(LANGUAGE_CODE="en")
def test_host_body_before_it_is_set_up_is_neutral(db: None) -> None:
    host = HostBody.current()
    words = " ".join(host.words("cy") + host.words("en")).lower()
    assert host.pk is None
    for word in ("police", "crime", "victim", "heddlu", "trosedd", "dioddef"):
        assert word not in words
