"""The twelve sections of a board report (the Gwent model, domain/facts.md §13.1).

What the thread knows is computed; what only an author knows is the author's;
where neither says anything a standing sentence does. Nothing is ever silently
empty.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from feedback.models import Report, ReportSection
from feedback.reports import issues, tracker
from feedback.reports.parts import Block, day
from vef.common import clock
from vef.common.bilingual import LANGUAGES, in_language
from vef.common.models import HostBody

NUMBERS = range(1, 13)


@dataclass
class Section:
    """One of the twelve, ready to print."""

    number: int
    title: str
    blocks: list[Block] = field(default_factory=list)


def section_titles() -> dict[int, str]:
    """Return the twelve headings in the active language."""
    return {
        1: _("Recommendation"),
        2: _("Introduction and background"),
        3: _("Issues for consideration"),
        4: _("Next steps"),
        5: _("Financial considerations"),
        6: _("Personnel considerations"),
        7: _("Legal implications"),
        8: _("Equalities and human rights considerations"),
        9: _("Risk"),
        10: _("Public interest"),
        11: _("Contact officer"),
        12: _("Annexes"),
    }


def standing_sentences(report: Report) -> dict[int, list[str]]:
    """Return what each section says when its author wrote nothing."""
    period = {"from": day(report.period_from), "until": day(report.period_until)}
    return {
        1: [_("The board is asked to note this report and the actions listed in the annex.")],
        2: [
            _(
                "The Victim Engagement Forum lets people affected by crime and anti-social "
                "behaviour look closely at the services victims receive. Partners ask for topics, "
                "people who agreed to be contacted take part, and partners answer what was found."
            ),
            _("This report covers %(from)s to %(until)s.") % period,
        ],
        5: [_("There are no financial considerations at this stage.")],
        6: [_("There are no personnel considerations at this stage.")],
        7: [_("There are no legal implications at this stage.")],
        8: [
            _(
                "The work in this report has been considered against the general duty to promote "
                "equality, as set out in the Strategic Equality Plan, and does not discriminate "
                "against any group."
            ),
            _(
                "The rights set out in the European Convention on Human Rights and the Human "
                "Rights Act 1998 were considered when this report was prepared."
            ),
        ],
        10: [
            _(
                "There are no public interest matters. Nothing in this report identifies anybody "
                "who took part: counts below the floor are not shown."
            )
        ],
    }


def computed_blocks(report: Report) -> dict[int, list[Block]]:
    """Return what the thread itself has to say, section by section, in the active language."""
    today = clock.today()
    facts = issues.gather(report, today)
    actions = tracker.actions_of(report)
    return {
        3: [
            *issues.activity_blocks(facts),
            *issues.changed_blocks(report),
            issues.late_block(facts),
        ],
        4: [tracker.next_steps(actions, today), *issues.coming_blocks(facts)],
        9: issues.risk_blocks(facts, red=tracker.red_references(actions, today)),
        11: [_contact()],
        12: [tracker.annex(actions, today)],
    }


def _contact() -> Block:
    host = HostBody.current()
    return Block(
        paragraphs=[
            ", ".join(
                part for part in (host.contact_name, host.contact_email, host.contact_phone) if part
            )
            or host.name
        ]
    )


def freeze_report(report: Report) -> dict[str, Any]:
    """Return everything computed, in both languages, as JSON that never changes again."""
    frozen: dict[str, Any] = {"as_at": clock.today().isoformat()}
    for language in LANGUAGES:
        with in_language(language):
            standing = {
                str(number): [Block(paragraphs=[text]).as_json() for text in texts]
                for number, texts in standing_sentences(report).items()
            }
            computed = {
                str(number): [block.as_json() for block in blocks]
                for number, blocks in computed_blocks(report).items()
            }
            frozen[language] = {
                "titles": {str(k): title for k, title in section_titles().items()},
                "standing": standing,
                "computed": computed,
            }
    return frozen


def compose(report: Report, language: str) -> list[Section]:
    """Put the frozen parts and the author's words together, with every paragraph numbered.

    Before the figures are frozen it shows what they would be now.
    """
    frozen = (report.figures or freeze_report(report))[language]
    written = {section.number: section for section in report.sections.all()}
    sections = []
    for number in NUMBERS:
        blocks = _authored(written.get(number), language) or [
            Block.from_json(block) for block in frozen["standing"].get(str(number), [])
        ]
        blocks += [Block.from_json(block) for block in frozen["computed"].get(str(number), [])]
        for count, block in enumerate(blocks, start=1):
            block.number = f"{number}.{count}"
        sections.append(Section(number, frozen["titles"][str(number)], blocks))
    return sections


def _authored(section: ReportSection | None, language: str) -> list[Block]:
    """Return the author's paragraphs: a blank line begins a new one."""
    text = getattr(section, f"text_{language}", "") or ""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [Block(paragraphs=[part.strip()]) for part in parts if part.strip()]
