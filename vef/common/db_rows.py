"""Which rows a role sees: the wall inside the tables, where the one between them ends.

The public face opens links, so its role needs the tables of people. PostgreSQL keeps it
to the rows of the person whose link is open (row-level security, docs/decisions/0012).
The process shows the key of a link for as long as a request lasts (``common.links``);
the function made here looks it up and says what it opens. Without a key that some link
has, it opens nothing, whatever statement is sent.

Everybody who may use such a table at all needs a policy on it. ``manage.py db_roles``
makes them; until it was run, and for the owner of the tables, nothing is held back.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.apps import apps

from vef.common import db_roles

FUNCTION = "vef_link"
IS_ANONYMOUS = "vef_is_anonymous"
# What the process says of itself while a link is open: the key that only a token gives.
VARIABLE = "vef.link"
NOW = "now()"
EVERYTHING = "true"
NOTHING = "false"


class Opens(NamedTuple):
    """What a link of one scope opens: a row, and the column of it that names a person."""

    model: str
    person: str = ""


# Every scope a link can have. One that is missing here opens nothing on the public face.
SCOPES: dict[str, Opens] = {
    "person-mine": Opens("database.Person", person="id"),
    "person-stop": Opens("database.Person", person="id"),
    "person-address": Opens("database.ProposedChange", person="person_id"),
    "campaign-ask": Opens("database.CampaignAsk", person="person_id"),
    "join-confirm": Opens("database.JoinRequest", person="person_id"),
    "invitation": Opens("engagement.Invitation", person="person_id"),
    # Public words; the link only comes before their day.
    "outcome": Opens("feedback.Outcome"),
    # For users of the other faces.
    "user-invitation": Opens("accounts.UserInvitation"),
}


class Rows(NamedTuple):
    """As SQL conditions: the rows a role reads, changes and deletes, and those it may add."""

    seen: str
    added: str


def _opened(model: str) -> str:
    # A scalar subquery is worked out once for a statement and not for each row.
    return f"(SELECT public.{FUNCTION}('{model}'))"


PERSON = _opened("database.Person")
_OF_PERSON = f"person_id = {PERSON}"
# Their own, and no other: read, changed, added.
THEIRS = Rows(_OF_PERSON, _OF_PERSON)
ALL = Rows(EVERYTHING, EVERYTHING)
_REQUEST = _opened("database.JoinRequest")
_INVITATION = _opened("engagement.Invitation")

PUBLIC: dict[str, Rows] = {
    "database.Person": Rows(f"id = {PERSON}", NOTHING),
    "database.Person_experiences": THEIRS,
    "database.Person_adjustments": THEIRS,
    "database.Consent": THEIRS,
    "database.SafeContact": THEIRS,
    "database.ContactStop": THEIRS,
    "database.ProposedChange": THEIRS,
    "database.Supporter": THEIRS,
    "database.EqualityAnswer": THEIRS,
    "database.CampaignAsk": THEIRS,
    "database.SelfServiceCode": THEIRS,
    # Added without looking; who asks is found out later, by the worker.
    "database.JoinRequest": Rows(f"id = {_REQUEST}", "person_id IS NULL"),
    # A complaint may be nobody's.
    "database.RightsRequest": Rows(NOTHING, f"person_id IS NULL OR {_OF_PERSON}"),
    # Where a condition reads another of these tables, that table's own policy rules there.
    "privacy.DataKey": Rows("id IN (SELECT key_id FROM public.database_person)", NOTHING),
    "engagement.InvitationBatch": Rows(
        "id IN (SELECT batch_id FROM public.engagement_invitation)", NOTHING
    ),
    # All of the person's: stopping contact cancels those that wait.
    "engagement.Invitation": THEIRS,
    # What was said by name only behind the very invitation; without a name it is only added.
    "engagement.Contribution": Rows(
        f"invitation_id = {_INVITATION}",
        f"invitation_id IS NULL OR invitation_id = {_INVITATION}",
    ),
    "engagement.Answer": Rows(
        "contribution_id IN (SELECT id FROM public.engagement_contribution)",
        "contribution_id IN (SELECT id FROM public.engagement_contribution) "
        f"OR public.{IS_ANONYMOUS}(contribution_id)",
    ),
    "feedback.Coding": Rows("answer_id IN (SELECT id FROM public.engagement_answer)", NOTHING),
    # Nobody's: sealed answers without a name, stirred with each arrival, and spent marks.
    "engagement.MixBox": ALL,
    "engagement.SpentNonce": ALL,
    "outbox.Message": Rows(
        f"recipient_kind = 'person' AND recipient_id = {PERSON}::text", EVERYTHING
    ),
    "common.Link": Rows(
        f"id = {_opened('common.Link')} OR target_id IN ({PERSON}, {_REQUEST})", NOTHING
    ),
    # What has no seal yet is sealed by whoever commits; of the rest only what is theirs,
    # by which wrong tries are counted. Not as NOT EXISTS, for which PostgreSQL would
    # rather read every seal there is than look up a thousand.
    "audit.Entry": Rows(
        "(SELECT number FROM public.audit_seal WHERE entry_id = audit_entry.id) IS NULL "
        f"OR (target_type = 'database.person' AND target_id = {PERSON}::text)",
        EVERYTHING,
    ),
}
# What the office keeps beside its decision is the office's own.
_NOT_OF_DECISIONS = "about_type <> 'partners.decision'"
PORTAL: dict[str, Rows] = {
    "common.Link": Rows("scope = 'user-invitation'", NOTHING),
    "documents.Attachment": Rows(_NOT_OF_DECISIONS, _NOT_OF_DECISIONS),
}
BY_ROLE: dict[str, dict[str, Rows]] = {"public": PUBLIC, "portal": PORTAL}


class Policy(NamedTuple):
    """One policy, without the name of its role: a word of SQL and the conditions."""

    table: str
    word: str
    using: str = ""
    check: str = ""

    @property
    def name(self) -> str:
        return self.word.lower()

    @property
    def conditions(self) -> str:
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return using + check


def tables() -> dict[str, str]:
    """Return the tables that row-level security is on for, by the label of their model."""
    return {label: apps.get_model(label)._meta.db_table for label in {**PUBLIC, **PORTAL}}


def unwalled() -> list[str]:
    """Name the tables of people that the public role may use all rows of; must be empty."""
    people = {apps.get_model(label)._meta.db_table: label for label in db_roles.PEOPLE_TABLES}
    granted = {grant.table for grant in db_roles.grants("public")}
    return sorted(people[table] for table in granted & set(people) - set(tables().values()))


def policies(role: str) -> Iterator[Policy]:
    """Yield the policies of one role: what it is held to, or all rows where it may use any."""
    letters = {grant.table: grant.letters for grant in db_roles.grants(role)}
    for label, table in tables().items():
        may = letters.get(table, "")
        rows = BY_ROLE.get(role, {}).get(label, ALL)
        if may and rows == ALL:
            yield Policy(table, "ALL", EVERYTHING, EVERYTHING)
            continue
        for letter in may:
            using = "" if letter == "I" else rows.seen
            check = {"I": rows.added, "U": rows.seen}.get(letter, "")
            yield Policy(table, db_roles.WORDS[letter], using, check)


# --- The functions that policies ask -----------------------------------------------


def functions() -> dict[str, str]:
    """Return the functions that policies ask, by their signature, as SQL that makes them.

    They read with the rights of the owner, so their search path is fixed and every
    table is named in full.
    """
    return {
        f"public.{FUNCTION}(text)": _link_function(),
        f"public.{IS_ANONYMOUS}(uuid)": f"""
            CREATE OR REPLACE FUNCTION public.{IS_ANONYMOUS}(contribution uuid) RETURNS boolean
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
              SELECT EXISTS (SELECT FROM public.engagement_contribution
                WHERE id = $1 AND invitation_id IS NULL)
            $$""",
    }


def _link_function() -> str:
    """Say which row of a model the open link opens; null if none is open.

    For "database.Person" it is the person behind it, for "common.Link" the link itself.
    """
    people, targets = [], []
    for scope, opens in SCOPES.items():
        table = apps.get_model(opens.model)._meta.db_table
        if opens.model != "database.Person":
            targets.append(
                f"WHEN $1 = '{opens.model}' AND link.scope = '{scope}' THEN link.target_id"
            )
        if opens.person:
            person = (
                f"(SELECT t.{opens.person} FROM public.{table} AS t WHERE t.id = link.target_id)"
            )
            people.append(f"WHEN '{scope}' THEN {person}")
    return f"""
        CREATE OR REPLACE FUNCTION public.{FUNCTION}(model text) RETURNS uuid
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
          SELECT CASE
            WHEN $1 = 'common.Link' THEN link.id
            WHEN $1 = 'database.Person' THEN CASE link.scope {" ".join(people)} END
            {" ".join(targets)}
          END
          FROM public.common_link AS link
          WHERE link.token_hash = encode(sha256(convert_to(
              nullif(current_setting('{VARIABLE}', true), ''), 'UTF8')), 'hex')
            AND link.revoked_at IS NULL AND link.expires_at > {NOW}
        $$"""
