"""Decisions made so far were told at once: the partner knows of them, and the words went out."""

from typing import Any

from django.db import migrations

from vef.audit.append_only import append_only_trigger

DECIDED = ("accepted", "declined", "deferred", "merged")


def say_they_were_sent(apps: Any, editor: Any) -> None:
    decision_of = apps.get_model("partners", "Decision")
    letter_of = apps.get_model("partners", "DecisionLetter")
    for decision in decision_of.objects.exclude(outcome="more-information").iterator():
        letter_of.objects.create(
            decision=decision,
            version=0,
            status="sent",
            letter_cy=decision.letter_cy,
            letter_en=decision.letter_en,
            written_by_id=decision.decided_by_id,
            written_at=decision.decided_at,
            sent_at=decision.decided_at,
        )
    requests = apps.get_model("partners", "TopicRequest").objects
    for status in DECIDED:
        requests.filter(status=status).update(told_status=status)


def forget(apps: Any, editor: Any) -> None:
    """The tables go with the migration before this one."""


class Migration(migrations.Migration):
    dependencies = [("partners", "0021_letters_of_decisions")]

    operations = [
        # Again: its table was altered.
        append_only_trigger("partners_decision"),
        migrations.RunPython(say_they_were_sent, forget),
    ]
