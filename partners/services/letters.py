"""First drafts of the letter that tells a partner what was decided. Staff may change every word."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from partners.models import Avenue, DeclineReason, Outcome
from vef.common.bilingual import in_language


def draft_letter(
    outcome: str,
    reason_code: str = "",
    avenues: Iterable[Avenue] = (),
    language: str = "en",
    *,
    conditions: str = "",
    window_name: str = "",
    other_reference: str = "",
) -> str:
    """Return a kind, ready letter in this language, in paragraphs of whole sentences."""
    with in_language(language):
        paragraphs = [
            _("Thank you for your request, and for the thought you have given it."),
            *_body(outcome, reason_code, conditions, window_name, other_reference),
            *_other_ways(reason_code, list(avenues)),
            _("If anything here is not clear, please get in touch. We are glad to talk it over."),
        ]
    return "\n\n".join(paragraphs)


def _body(
    outcome: str, reason_code: str, conditions: str, window_name: str, other_reference: str
) -> list[str]:
    bodies: dict[str, Callable[[], list[str]]] = {
        Outcome.ACCEPTED: _accepted,
        Outcome.ACCEPTED_WITH_CHANGES: lambda: _accepted_with_changes(conditions),
        Outcome.DECLINED: lambda: _declined(reason_code),
        Outcome.DEFERRED: lambda: _deferred(window_name),
        Outcome.MERGED: lambda: _merged(other_reference),
        Outcome.MORE_INFORMATION: _more_information,
    }
    return bodies[outcome]() if outcome in bodies else []


def _accepted() -> list[str]:
    return [
        _("We have accepted your topic. We will add it to the engagement programme."),
        _("Next, we will plan the activity with you and agree how and when it will run."),
        _("You have promised to tell people what you did with what they say. Thank you for that."),
    ]


def _accepted_with_changes(conditions: str) -> list[str]:
    found = [
        _("We have accepted your topic, with some changes."),
        _("We will add it to the engagement programme on these conditions:"),
    ]
    if conditions.strip():
        found.append(conditions.strip())
    return [*found, _("Please tell us if you can't agree to them.")]


def _declined(reason_code: str) -> list[str]:
    reasons = {
        DeclineReason.INDIVIDUAL_CASE: [
            _(
                "We cannot take this topic forward because it asks for a review of one person's "
                "case."
            ),
            _(
                "The forum looks at how services work for everybody, so that no one's own story is "
                "opened here without them."
            ),
        ],
        DeclineReason.OTHER_ROUTE: [
            _("We cannot take this topic forward because there is a better way to deal with it."),
        ],
        DeclineReason.NOT_VICTIM_FOCUSED: [
            _(
                "We cannot take this topic forward because it is not about services for people "
                "affected by crime or anti-social behaviour."
            ),
        ],
        DeclineReason.DUPLICATE: [
            _(
                "We cannot take this topic forward because people have been asked about the same "
                "thing recently."
            ),
            _("We will gladly share what they told us, so that nobody has to say it twice."),
        ],
        DeclineReason.PERSONAL_DATA: [
            _("We cannot take this topic forward because it asks for personal data."),
            _(
                "Only our office knows who has agreed to be contacted, and we never pass that on. "
                "You may ask what people think, but not who they are."
            ),
        ],
        DeclineReason.TOO_LITTLE_TIME: [
            _(
                "We cannot take this topic forward because there is too little time to ask people "
                "properly before your decision is made."
            ),
        ],
        DeclineReason.NO_COMMITMENT: [
            _(
                "We cannot take this topic forward yet because it does not say who will act on "
                "what people say, or when you will report back."
            ),
        ],
        DeclineReason.UNSAFE: [
            _(
                "We cannot take this topic forward as it is written, because taking part could "
                "harm people."
            ),
            _("We would like to design it again with you, so that it is safe for them."),
        ],
        DeclineReason.OUTSIDE_AREA: [
            _("We cannot take this topic forward because it is about services outside our area."),
        ],
    }
    return (
        reasons.get(DeclineReason(reason_code), [])
        if reason_code
        else [_("We cannot take this topic forward.")]
    )


def _deferred(window_name: str) -> list[str]:
    found = [
        _("We would like to take your topic forward, but not yet."),
        _("We will look at it again in a later request window."),
    ]
    if window_name:
        found.append(_("Request window: %(window)s") % {"window": window_name})
    return [*found, _("You do not need to send it again.")]


def _merged(other_reference: str) -> list[str]:
    found = [
        _("Your topic is close to another one, so we will look at the two together."),
    ]
    if other_reference:
        found.append(_("Reference: %(reference)s") % {"reference": other_reference})
    return [*found, _("That way, people are asked once and not twice.")]


def _more_information() -> list[str]:
    return [
        _("Before we can decide, we would like to know a little more."),
        _("Please open your request, add what is missing and submit it again. Nothing is lost."),
    ]


def _other_ways(reason_code: str, avenues: list[Avenue]) -> list[str]:
    if not avenues:
        return []
    if reason_code == DeclineReason.INDIVIDUAL_CASE:
        heading = _("These are the other ways to ask for a review:")
    else:
        heading = _("These are the ways that may help:")
    return [heading, *(f"{avenue.name}\n{avenue.description}" for avenue in avenues)]
