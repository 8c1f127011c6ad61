"""News from accounts for the apps above. Sent inside the transaction that makes it true."""

from django.dispatch import Signal

# Somebody accepted an invitation and is a user now.
# Arguments: user, for_organisation (a UUID, or None outside the partners' house).
user_joined = Signal()

# Somebody's role or access is about to change. A receiver may refuse with ChangeRefused
# (services.users); it locks what it must look at first, before the user's own row is locked.
# Arguments: user, role, is_active.
user_changing = Signal()
