"""News for the apps above. Sent inside the transaction that makes it true."""

from django.dispatch import Signal

# Somebody withdrew: nothing more may reach them. Arguments: person_id, actor.
contact_stopped = Signal()
