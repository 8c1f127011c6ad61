"""The host body, the lists kept as rows, organisations and users."""

import base64
import hashlib
import os
from datetime import date

from allauth.mfa.totp.internal.auth import TOTP

from database import seed as database_seed
from database.models import Area, CaseStage, Experience
from engagement import seed as engagement_seed
from engagement.models import Method
from feedback import seed as feedback_seed
from partners import seed as partners_seed
from partners.models import (
    Membership,
    Organisation,
    RegisterEntry,
    RegisterKind,
    RequestWindow,
)
from partners.services import agreements
from partners.services.organisations import set_update_contact
from vef.accounts.models import User
from vef.common.bilingual import set_words
from vef.common.models import HostBody
from vef.demo.load.world import World, on
from vef.demo.world import organisations as data
from vef.documents.models import GovernanceDocument

# With it, users can also sign in for real; their second factor is made from it.
PASSWORD = os.environ.get("VEF_DEMO_PASSWORD", "")

HOST = {
    "name_en": "Office of the Police and Crime Commissioner for Dyfed-Powys",
    "name_cy": "Swyddfa Comisiynydd Heddlu a Throseddu Dyfed-Powys",
    "short_name_en": "Victim Engagement Forum",
    "short_name_cy": "Fforwm Ymgysylltu â Dioddefwyr",
    "commissioner_title_en": "Police and Crime Commissioner",
    "commissioner_title_cy": "Comisiynydd yr Heddlu a Throseddu",
    "neutral_name_en": "Engagement Team",
    "neutral_name_cy": "Tîm Ymgysylltu",
    "contact_name": "Ffion Brynderi",
    "contact_email": "ffion.brynderi@example.org",
    "contact_phone": "01632 960101",
}


RULES = (
    (
        "Be polite. Be lawful. Protect yourself and others: share no names, addresses or pictures. Keep it "
        "relevant: we are talking about one part of the service.",
        "Byddwch yn gwrtais. Cadwch at y gyfraith. Gwarchodwch eich hun ac eraill: peidiwch â rhannu enwau, "
        "cyfeiriadau na lluniau. Cadwch at y pwnc: rydym yn trafod un rhan o'r gwasanaeth.",
    ),
)


def totp_secret(email: str) -> str:
    """Return the seed of a demonstration user's authenticator app."""
    return base64.b32encode(hashlib.sha1(f"{PASSWORD}|{email}".encode()).digest()).decode()  # noqa: S324


def load(world: World) -> None:
    with on(date(2025, 1, 6)):
        HostBody.objects.create(**HOST)
        _lists(world)
        _governance()
        _organisations(world)
        for number, (name_en, name_cy, opens, closes) in enumerate(data.WINDOWS, 1):
            world.windows[number] = RequestWindow.objects.create(
                name_en=name_en,
                name_cy=name_cy,
                opens_on=date.fromisoformat(opens),
                closes_on=date.fromisoformat(closes),
            )


def _lists(world: World) -> None:
    for seed in (database_seed, partners_seed, engagement_seed, feedback_seed):
        seed.seed_reference_rows()
    board = RegisterEntry.objects.get(code="victim-and-witness-sub-group")
    for number, (code, en, cy) in enumerate(data.OBJECTIVES, 1):
        RegisterEntry.objects.create(
            kind=RegisterKind.OBJECTIVE,
            code=code,
            number=str(number),
            part_of=board,
            name_en=en,
            name_cy=cy,
            starts_on=date(2025, 4, 1),
            order=number,
        )
    for order, (code, en, cy) in enumerate(data.AREAS):
        world.areas[code] = Area.objects.create(code=code, name_en=en, name_cy=cy, order=order)
    world.experiences = {row.code: row for row in Experience.objects.all()}
    world.stages = {row.code: row for row in CaseStage.objects.all()}
    world.methods = {row.code: row for row in Method.objects.all()}


# version, status, the day of approval, English and Welsh text, English and Welsh note of the change
TERMS = (
    (
        "1",
        "replaced",
        date(2023, 4, 20),
        "The forum looks at services for people affected by crime and anti-social behaviour. "
        "Partners ask for topics; the office decides and says why. Taking part is a choice each "
        "time.",
        "Mae'r fforwm yn edrych ar wasanaethau i bobl y mae troseddu ac ymddygiad gwrthgymdeithasol "
        "yn effeithio arnynt. Mae partneriaid yn gofyn am bynciau; mae'r swyddfa'n penderfynu ac yn "
        "dweud pam. Dewis yw cymryd rhan bob tro.",
        "",
        "",
    ),
    (
        "2",
        "approved",
        date(2026, 10, 1),
        "The forum looks at services for people affected by crime and anti-social behaviour. "
        "Partners ask for topics in set windows; two people weigh each one, and the office says "
        "why. Taking part is a choice each time. Everybody who took part hears what came of it.",
        "Mae'r fforwm yn edrych ar wasanaethau i bobl y mae troseddu ac ymddygiad gwrthgymdeithasol "
        "yn effeithio arnynt. Mae partneriaid yn gofyn am bynciau mewn cyfnodau penodol; mae dau "
        "berson yn pwyso a mesur pob un, ac mae'r swyddfa'n dweud pam. Dewis yw cymryd rhan bob tro. "
        "Mae pawb a gymerodd ran yn clywed beth ddaeth ohono.",
        "Topics are asked for in set windows, and everybody who took part hears what came of it.",
        "Gofynnir am bynciau mewn cyfnodau penodol, ac mae pawb a gymerodd ran yn clywed beth ddaeth "
        "ohono.",
    ),
)


def _governance() -> None:
    for version, status, day, text_en, text_cy, note_en, note_cy in TERMS:
        GovernanceDocument.objects.create(
            kind=GovernanceDocument.Kind.TERMS,
            version=version,
            title_en="Terms of reference",
            title_cy="Cylch gorchwyl",
            text_en=text_en,
            text_cy=text_cy,
            change_note_en=note_en,
            change_note_cy=note_cy,
            author="Ffion Brynderi",
            approving_board="Dyfed-Powys Criminal Justice Board",
            approved_on=day,
            review_on=date(2027, 10, 1),
            status=status,
        )
    for text_en, text_cy in RULES:
        GovernanceDocument.objects.create(
            kind=GovernanceDocument.Kind.RULES,
            version="1",
            title_en="Rules of engagement",
            title_cy="Rheolau ymgysylltu",
            text_en=text_en,
            text_cy=text_cy,
            author="Ffion Brynderi",
            approving_board="Dyfed-Powys Criminal Justice Board",
            approved_on=date(2023, 4, 20),
            review_on=date(2027, 4, 20),
            status="approved",
        )


def _organisations(world: World) -> None:
    for code, en, cy, kind in data.ORGANISATIONS:
        world.organisations[code] = Organisation.objects.create(
            code=code, name_en=en, name_cy=cy, kind=kind
        )
    for minute, (key, name, email, role, language, organisation) in enumerate(data.USERS):
        # One after the other: the sign-in page offers the first of each kind.
        with on(date(2025, 1, 7), 9, minute):
            user = User.objects.create_user(
                email, PASSWORD or None, name=name, role=role, language=language
            )
        if PASSWORD:
            TOTP.activate(user, totp_secret(email))
        world.users[key] = user
        if organisation:
            Membership.objects.create(user=user, organisation=world.organisations[organisation])
    _partner_words(world)
    _agreements(world)


def _partner_words(world: World) -> None:
    for code, (remit_en, referral_en, remit_cy, referral_cy) in data.REMITS.items():
        row = world.organisations[code]
        set_words(row, "remit", cy=remit_cy, en=remit_en)
        set_words(row, "referral", cy=referral_cy, en=referral_en)
        row.save()
    for code, user in data.CONTACTS:
        set_update_contact(
            world.organisations[code], contact=world.users[user], actor=world.users["huw"]
        )


def _agreements(world: World) -> None:
    officer = world.users["huw"]
    for code, kind, reference, signed_on, signed_by, review_on in data.AGREEMENTS:
        with on(date(2025, 1, 20) if signed_on else date(2026, 9, 7)):
            agreement = agreements.draft_agreement(
                world.organisations[code], kind=kind, reference=reference, actor=officer
            )
        if not signed_on:
            continue
        with on(date.fromisoformat(signed_on)):
            agreements.sign_agreement(
                agreement,
                actor=officer,
                signed_on=date.fromisoformat(signed_on),
                signed_by=signed_by,
                signed_for_us="Ffion Brynderi",
                review_on=date.fromisoformat(review_on),
            )
