"""Who is missing: the census, equality answers, a campaign, figures signed and waiting."""

from datetime import timedelta
from pathlib import Path

import database
from database.models import (
    Campaign,
    CampaignAsk,
    ConsentMethod,
    EqualityQuestion,
    ProfileField,
)
from database.services import asks, campaigns, profile
from database.services.equality import record_equality
from database.services.reference_figures import load_figures
from database.services.releases import prepare_release, sign_release
from vef.common.actors import SYSTEM
from vef.demo.load.world import World, deliver_the_past, on
from vef.demo.world import equality as data

CENSUS = Path(database.__file__).parent / "data" / "census-dyfed-powys.csv"
PLACES = len(data.IN_PERSON) + data.BY_LINK


def load(world: World) -> None:
    with on(data.ASKED_SINCE):
        _begin(world)
    answers = _answers(world)
    for number, answered in zip(data.IN_PERSON, answers, strict=False):
        with on(data.ASKED_SINCE + timedelta(days=7 + number), 14, number % 60):
            record_equality(
                world.people[number],
                answers=answered,
                language=_language(world, number),
                method=ConsentMethod.IN_PERSON,
                actor=world.users["huw"],
                agrees_now=True,
            )
    with on(data.FIRST_FIGURES, 10):
        first = prepare_release(actor=world.users["huw"])
    with on(data.FIRST_FIGURES + timedelta(days=1), 15):
        sign_release(first, digest=first.digest, actor=world.users["ffion"])
    _campaign(world, answers[len(data.IN_PERSON) :])


def prepare(world: World) -> None:
    """Let newer figures wait for a second person, once the last weeks have happened."""
    with on(data.FIGURES, 11):
        prepare_release(actor=world.users["huw"])


def _begin(world: World) -> None:
    for code, official in data.AREA_CODES.items():
        area = world.areas[code]
        area.reference_code = official
        area.save(update_fields=["reference_code"])
    load_figures(CENSUS.read_bytes(), actor=SYSTEM)
    field = ProfileField.objects.get(code=ProfileField.Code.EQUALITY)
    profile.switch_on(field, reason=data.REASON, actor=world.users["dpo"])


def _language(world: World, number: int) -> str:
    return "cy" if world.people[number].reading == "cy" else "en"


def _answers(world: World) -> list[dict[int, list[str]]]:
    """Return 44 people's answers by question; the first ones are those given in person."""
    ids = dict(EqualityQuestion.objects.filter(is_active=True).values_list("code", "pk"))
    # Whoever wishes for Welsh can speak it; a few more do.
    wishes = [world.people[number].reading in ("cy", "both") for number in data.IN_PERSON]
    wishes += [False] * data.BY_LINK
    order = sorted(range(PLACES), key=lambda place: (not wishes[place], place))
    speakers = set(order[: data.SPEAKERS])
    said = data.said_by([place in speakers for place in range(PLACES)])
    return [{ids[code]: codes for code, codes in one.answers.items()} for one in said]


def _campaign(world: World, answers: list[dict[int, list[str]]]) -> None:
    with on(data.PREPARED, 10):
        campaign = campaigns.prepare_campaign(
            kind=Campaign.Kind.EQUALITY,
            title="A few questions, autumn 2026",
            reason_en=data.WHY[0],
            reason_cy=data.WHY[1],
            closes_on=data.CLOSES,
            questions=list(EqualityQuestion.objects.filter(code__in=data.QUESTIONS)),
            actor=world.users["huw"],
        )
    with on(data.RELEASED, 14):
        campaigns.release_campaign(campaign, actor=world.users["ffion"])
        campaigns.queue_all_released()
        deliver_the_past()
    asked = [
        ask
        for ask in CampaignAsk.objects.filter(campaign=campaign, status="asked")
        .select_related("campaign", "person")
        .order_by("person__reference")
        if ask.person_id != world.people[data.SILENT].pk
    ]
    for number, (ask, given) in enumerate(zip(asked, answers, strict=False)):
        with on(data.RELEASED + timedelta(days=1 + number), 19):
            language = "cy" if ask.person.reading == "cy" else "en"
            asks.give_equality(ask, answers=given, language=language)
    for ask in asked[data.BY_LINK : data.BY_LINK + data.DECLINED]:
        with on(data.RELEASED + timedelta(days=3), 18):
            asks.decline(ask)
    with on(data.CLOSES + timedelta(days=1), 0, 5):
        campaigns.close_due(data.CLOSES + timedelta(days=1))
