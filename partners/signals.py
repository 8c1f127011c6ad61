"""News from the partners' side for the apps above. Sent inside the transaction."""

from django.dispatch import Signal

# Sent with ``request`` (a TopicRequest), ``decision`` and ``actor``.
request_decided = Signal()
