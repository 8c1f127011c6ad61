"""News from accounts for the apps above. Sent inside the transaction that makes it true."""

from django.dispatch import Signal

# Somebody accepted an invitation and is a user now.
# Arguments: user, for_organisation (a UUID, or None outside the partners' house).
user_joined = Signal()
