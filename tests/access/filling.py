"""What the address of each page is filled with, out of the small world."""

import uuid
from collections.abc import Callable

from database.links import MINE_SCOPE, PROOF_SCOPE, STOP_SCOPE
from database.services.asks import SCOPE as ASK_SCOPE
from database.services.joining import CONFIRM_SCOPE
from feedback import outcome_links
from tests.access.world import Args, World
from vef.accounts.services.invitations import SCOPE as ACCOUNT_SCOPE


def line(world: World) -> Args:
    return {"pk": world.rights.pk, "number": 0}


def pk(name: str) -> Callable[[World], Args]:
    return lambda world: {"pk": getattr(world, name).pk}


def step(name: str, word: str) -> Callable[[World], Args]:
    return lambda world: {"pk": getattr(world, name).pk, "step": word}


def language(name: str) -> Callable[[World], Args]:
    return lambda world: {"pk": getattr(world, name).pk, "language": "cy"}


# What the address of a page about one thing is filled with, by the page's name; where a name
# is missing, its first noun decides (BY_NOUN).
ARGS: dict[str, Callable[[World], Args]] = {
    "database:duplicate-compare": lambda world: {
        "one": world.person.pk,
        "other": world.pending.pk,
    },
    "database:note-remove": lambda world: {"pk": world.person.pk, "note": world.note.pk},
    "database:note-add": pk("person"),
    "database:evidence-add": pk("person"),
    **{
        f"database:evidence-{page}": lambda world: {
            "pk": world.person.pk,
            "file": world.evidence.pk,
        }
        for page in ("file", "remove")
    },
    "database:supporter-add": pk("person"),
    **{
        f"database:supporter-{page}": lambda world: {
            "pk": world.person.pk,
            "supporter": world.supporter.pk,
        }
        for page in ("agreed", "check", "consent", "detail", "end", "phrase", "show", "support")
    },
    **{
        f"database:family-{page}": pk("person")
        for page in ("add", "agreed", "each", "leave", "speak", "speak-end", "write")
    },
    "database:definition-check": lambda world: {"code": world.quote.code},
    "database:field-change": lambda world: {"code": "area"},
    "database:ask": lambda world: world.link(ASK_SCOPE, world.ask),
    "database:ask-done": lambda world: {"what": "no"},
    "database:equality-record": pk("person"),
    "database:person-confirm": pk("pending"),
    "database:keeping-list": pk("rule"),
    "database:keeping-run": pk("run"),
    "database:keeping-run-stop": pk("run"),
    "database:rights-step": step("rights", "take-up"),
    "database:rights-pack-hide": line,
    "database:rights-pack-show": line,
    "database:incident-step": step("incident", "decide"),
    "database:impact-pdf": lambda world: {"language": "cy"},
    "database:processing-pdf": lambda world: {"language": "en"},
    "database:person-join-confirm": pk("joining"),
    "database:person-join-close": pk("joining"),
    "database:join-by-code": lambda world: {"code": world.source_code.code},
    "database:join-by-code-helping": lambda world: {"code": world.source_code.code},
    "database:join-confirm": lambda world: world.link(CONFIRM_SCOPE, world.request_to_join),
    "database:join-done": lambda world: {"what": "yes"},
    "database:source-code-print": pk("source_code"),
    "database:source-code-switch": lambda world: {"pk": world.source_code.pk, "word": "off"},
    "database:person-resume": pk("paused"),
    **{
        f"database:{page}": lambda world: world.link(MINE_SCOPE, world.person)
        for page in (
            "mine",
            "mine-back",
            "mine-channels",
            "mine-details",
            "mine-language",
            "mine-leave",
            "mine-pause",
            "mine-resume",
            "mine-see",
            "mine-times",
        )
    },
    "database:mine-ask": lambda world: {**world.link(MINE_SCOPE, world.person), "what": "copy"},
    "database:mine-done": lambda world: {**world.link(MINE_SCOPE, world.person), "what": "saved"},
    "database:mine-prove": lambda world: world.link(PROOF_SCOPE, world.new_address),
    "database:mine-proved": lambda world: {"what": "yes"},
    "database:stop": lambda world: world.link(STOP_SCOPE, world.person),
    "database:stop-done": lambda world: {
        **world.link(STOP_SCOPE, world.person),
        "what": "address",
    },
    "database:stop-undo": lambda world: world.link(STOP_SCOPE, world.person),
    "database:own-code-make": pk("person"),
    "database:own-link-send": pk("person"),
    "database:contact-stop-lift": lambda world: {
        "pk": world.person.pk,
        "stop_pk": world.stop.pk,
    },
    **{f"database:import-{page}": pk("sheet") for page in ("detail", "columns")},
    "database:import-step": step("sheet", "start"),
    **{f"database:export-{page}": pk("export") for page in ("detail", "approve", "refuse", "take")},
    "database:change-decide": lambda world: {
        "pk": world.person.pk,
        "change_pk": world.new_address.pk,
        "step": "refuse",
    },
    **{f"partners:approval-{page}": pk("asked") for page in ("give", "refuse")},
    "partners:people-invitation-take-back": pk("asked"),
    "partners:people-leave": pk("colleague"),
    "partners:people-role": pk("colleague"),
    "partners:member-leave": lambda world: {
        "pk": world.organisation.pk,
        "user": world.colleague.pk,
    },
    "partners:agreement-draft": pk("organisation"),
    "partners:agreement-step": step("agreement", "review"),
    "partners:request-take-up": pk("submitted"),
    "partners:request-review": pk("reviewed"),
    "partners:request-files": pk("draft"),
    **{
        f"partners:{page}": lambda world: {"pk": world.draft.pk, "file": world.attachment.pk}
        for page in ("request-file", "request-file-remove")
    },
    "partners:request-file-office": lambda world: {
        "pk": world.submitted.pk,
        "file": world.file_of_submitted.pk,
    },
    "dashboard:planning-record": lambda world: {"pk": world.accepted.pk, "language": "cy"},
    "partners:decision-files": lambda world: {
        "pk": world.decision.request_id,
        "decision": world.decision.pk,
    },
    "partners:decision-file": lambda world: {
        "pk": world.decision.request_id,
        "file": world.file_of_decision.pk,
    },
    "partners:request-details": pk("draft"),
    "partners:request-comments": pk("submitted"),
    "partners:request-comments-settle": pk("submitted"),
    "partners:request-comments-office": pk("submitted"),
    "partners:request-comments-settle-office": pk("submitted"),
    "partners:request-decide": pk("assessed"),
    "partners:letter-rewrite": pk("returned_letter"),
    "partners:letter-return": pk("letter"),
    "partners:letter-approve": pk("letter"),
    "partners:letter-detail": pk("letter"),
    "partners:request-supersede": pk("accepted"),
    "partners:request-assess": pk("reviewed"),
    "partners:request-interest": pk("reviewed"),
    "partners:request-place": pk("reviewed"),
    "partners:request-theme": pk("reviewed"),
    "partners:request-edit": pk("draft"),
    "partners:request-check": pk("draft"),
    "partners:request-withdraw": pk("submitted"),
    "partners:request-step": step("draft", "topic"),
    "partners:request-late": pk("draft"),
    "partners:late-code-list": pk("closed_window"),
    "partners:late-code-give": pk("closed_window"),
    "partners:late-code-take-back": pk("late_code"),
    "partners:nudge-prepare": pk("organisation"),
    "partners:nudge-detail": pk("nudge"),
    "partners:nudge-release": pk("nudge"),
    "partners:window-defer": pk("closed_window"),
    "partners:window-open": pk("planned_window"),
    "dashboard:board-report": language("issued"),
    "engagement:entry-create": lambda world: {"request_pk": world.accepted.pk},
    "engagement:entry-check": language("entry"),
    "engagement:activity-check": language("activity"),
    "engagement:activity-create": pk("entry"),
    "engagement:activity-agree": pk("planned"),
    "engagement:activity-close": pk("open"),
    "engagement:batch-prepare": pk("open"),
    "engagement:question-create": lambda world: {"activity_pk": world.activity.pk},
    "engagement:indicators-ask": lambda world: {"activity_pk": world.activity.pk},
    "engagement:programme-publish": lambda world: {"pk": world.entry.programme.pk},
    "engagement:invitation": lambda world: world.link("invitation", world.invitation),
    "engagement:invitation-how": lambda world: world.link("invitation", world.invitation),
    "engagement:survey": lambda world: world.link("invitation", world.invitation),
    "engagement:thanks": lambda world: {
        **world.link("invitation", world.invitation),
        "what": "sent",
    },
    "engagement:shared-survey": lambda world: {"slug": world.open.shared_slug},
    "engagement:shared-thanks": lambda world: {"slug": world.open.shared_slug},
    "feedback:coding": pk("closed"),
    "feedback:coding-without-words": pk("closed"),
    "feedback:coding-contribution": pk("contribution"),
    "feedback:coding-exclude": pk("contribution"),
    "feedback:activity-findings": pk("closed"),
    "feedback:finding-create": pk("closed"),
    "feedback:finding-step": step("finding", "check-cy"),
    "feedback:pack-create": pk("closed"),
    "feedback:pack-pdf": language("pack"),
    "feedback:pack-step": step("pack", "deliver"),
    "feedback:results": pk("pack"),
    "feedback:results-receipt": pk("pack"),
    "feedback:results-pdf": language("pack"),
    "feedback:answer-translate": pk("answered"),
    "feedback:outcome-create": pk("closed"),
    "feedback:outcome-step": step("outcome", "approve"),
    "feedback:outcome-public": lambda world: {"slug": world.public.slug},
    "feedback:outcome-told": lambda world: world.link(outcome_links.SCOPE, world.public),
    "feedback:action-step": step("action", "close"),
    "feedback:report-pdf": language("issued"),
    "feedback:report-section": lambda world: {"pk": world.report.pk, "number": 1},
    "feedback:section-check": lambda world: {
        "pk": world.report.pk,
        "number": 1,
        "language": "cy",
    },
    "feedback:report-step": step("report", "freeze"),
    "accounts:invitation": lambda world: world.link(ACCOUNT_SCOPE, world.user_invitation),
    "accounts:invitation-send-again": pk("user_invitation"),
    "accounts:invitation-take-back": pk("user_invitation"),
    "accounts:second-factor-reset": lambda world: {"pk": world.users["contributor"].pk},
    "documents:download": pk("document"),
    "documents:governance": lambda world: {"kind": world.notice.kind},
    "documents:governance-version": lambda world: {"kind": world.notice.kind, "version": "1"},
    "account_reset_password_from_key": lambda world: {"uidb36": "x", "key": "set-password"},
    "mfa_remove_webauthn": lambda world: {"pk": 1},
    "mfa_edit_webauthn": lambda world: {"pk": 1},
    "demo:mail": lambda world: {"name": "none"},
    "admin:app_list": lambda world: {"app_label": "database"},
    "admin:view_on_site": lambda world: {"content_type_id": 1, "object_id": 1},
}
BY_NOUN = {
    "campaign": "campaign",
    "missing": "figures",
    "person": "person",
    "contact": "person",
    "consent": "person",
    "rights": "rights",
    "incident": "incident",
    "hold": "hold",
    "safe": "person",
    "request": "accepted",
    "thread": "accepted",
    "portal": "accepted",
    "board": "accepted",
    "window": "planned_window",
    "organisation": "organisation",
    "entry": "entry",
    "activity": "activity",
    "question": "question",
    "batch": "batch",
    "finding": "finding",
    "pack": "pack",
    "answer": "answer",
    "outcome": "outcome",
    "action": "action",
    "report": "report",
    "message": "message",
}


def arguments(name: str, wanted: set[str], world: World) -> Args:
    """Return what fills this page's address. Raises LookupError for a page nobody thought of."""
    if not wanted:
        return {}
    if name in ARGS:
        return ARGS[name](world)
    if name.startswith("admin:"):
        # A record that is not there: the door is asked before the record.
        return {"object_id": record_of(name, world)}
    noun = name.rpartition(":")[2].partition("-")[0]
    if wanted == {"pk"} and noun in BY_NOUN:
        return pk(BY_NOUN[noun])(world)
    raise LookupError(f"{name} needs {sorted(wanted)}: add it to ARGS in tests/access/filling.py")


def record_of(name: str, world: World) -> str:
    """Return the id of a row of the model an admin page is about."""
    from django.apps import apps

    app, model = name.removeprefix("admin:").rsplit("_", 1)[0].split("_", 1)
    rows = apps.get_model(app, model)._base_manager.order_by("pk")
    if model == "topicrequest":
        # A draft belongs to its partner alone: the office has no page of it.
        rows = rows.exclude(status="draft")
    row = rows.first()
    return str(row.pk if row is not None else uuid.UUID(int=0))
