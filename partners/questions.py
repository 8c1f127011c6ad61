"""The questions of a request that carry advice, by the name of their answer."""

from django.utils.translation import gettext_lazy as _

QUESTIONS = [
    ("title_en", _("Title in English")),
    ("title_cy", _("Title in Welsh")),
    ("problem", _("What is the problem?")),
    ("objectives", _("What do you want to find out?")),
    ("outputs", _("What would you like to have at the end?")),
    ("decision_to_inform", _("Which decision will it inform?")),
    ("decision_on", _("When will that decision be made?")),
    ("strategy_links", _("Which policies or strategies does it belong to?")),
    ("raised_at", _("Which board or forum raised it?")),
    ("already_asked", _("Who has been asked about this already?")),
    ("audience", _("Who should be asked?")),
    ("methods_wished", _("How would you like to ask them?")),
    ("sensitivity", _("What might be upsetting or unsafe?")),
    ("welsh_needs", _("What is needed for people who use Welsh?")),
    ("officers", _("Who will attend, and who will act?")),
    ("resources", _("What can you offer?")),
    ("feedback_by", _("By when will you report back?")),
]
