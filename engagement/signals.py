"""News for the apps above. Sent inside the transaction that makes it true."""

from django.dispatch import Signal

# Sent with ``activity_id`` when an activity has closed and its mix box is empty.
activity_closed = Signal()
