"""News from the partners' side for the apps above. Sent inside the transaction."""

from django.dispatch import Signal

# Sent with ``request`` (a TopicRequest), ``decision`` and ``actor``.
request_decided = Signal()

# Asked with ``request``, an accepted one whose acceptance is to be taken back: whoever knows
# what lives of it answers with sentences that say what must be ended first.
request_superseding = Signal()

# Sent with ``organisation``, ``successor`` (an Organisation, or None) and ``actor``, after what
# the partners' side holds has moved: the apps above move what they hold.
organisation_closed = Signal()

# Sent with ``user``, ``successor`` (a colleague), ``organisation`` and ``actor`` when somebody
# leaves a partner and hands over.
member_left = Signal()
