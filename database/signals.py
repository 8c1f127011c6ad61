"""News for the apps above. Sent inside the transaction that makes it true."""

from django.dispatch import Signal

# Somebody withdrew: nothing more may reach them. Arguments: person_id, actor.
contact_stopped = Signal()
# One way to somebody was stopped. Arguments: person_id, channel, actor.
channel_stopped = Signal()
# Two records were one person, and what belonged to the one that goes is to follow. Arguments:
# kept_id, gone_id, actor. A receiver may return which rows moved: {"app.Model": [ids]}.
people_merged = Signal()
# Somebody is being erased: cut every tie to them. Arguments: person_id, actor. A receiver
# may return how many rows of each table it emptied: {"app.Model": number}.
person_erased = Signal()
