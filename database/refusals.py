"""Why a step of the data protection desk was refused, as a sentence for staff."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.services import rights_errors as errors
from database.services.erasure import UnderHold
from vef.common.steps import TransitionError

REFUSALS = (errors.Refused, UnderHold, TransitionError)

WORDS = {
    errors.AlreadyClosed: gettext_lazy("This is closed; nothing more can be done with it."),
    errors.IdentityNotConfirmed: gettext_lazy("Make sure first who asks."),
    errors.NobodyToAsk: gettext_lazy("This request is of nobody on the database."),
    errors.WrongCodeWord: gettext_lazy("This is not the word we agreed with them."),
    errors.TooManyTries: gettext_lazy("The word was wrong too often today. Use another way."),
    errors.NoSafeNumber: gettext_lazy("We hold no number that is safe to ring. Use another way."),
    errors.WrongKind: gettext_lazy("This step belongs to another kind of request."),
    errors.NotBeingWorkedOn: gettext_lazy("Begin to work on it first."),
    errors.NotAcknowledged: gettext_lazy("Tell them first that we have it."),
    errors.TooLateToExtend: gettext_lazy(
        "It is too late for this: they had to hear of it within the first month."
    ),
    errors.ReceivedInTheFuture: gettext_lazy("Enter today's date or an earlier one."),
    errors.NotPrepared: gettext_lazy("Nobody has prepared this erasure."),
    errors.SamePerson: gettext_lazy("You prepared it yourself. Somebody else must agree."),
    errors.NotGathered: gettext_lazy("Gather first what is held."),
    errors.NoFile: gettext_lazy("There is no file. It was not made, or its seven days are over."),
    errors.AlreadyHandedOver: gettext_lazy(
        "The file has been taken once. Make it again, with a reason, if it is needed once more."
    ),
    errors.NotHandedOver: gettext_lazy("Hand the copy over first."),
    errors.NotDecided: gettext_lazy("Decide first whether the regulator must be told."),
    errors.NotNotified: gettext_lazy("Note first when the regulator was told."),
    errors.WhyLate: gettext_lazy("It took more than 72 hours: say why."),
    errors.InTheFuture: gettext_lazy("Enter a moment that is not still to come."),
    errors.ReviewInThePast: gettext_lazy("Enter a day after today."),
    UnderHold: gettext_lazy("A legal hold keeps this record. It must be lifted first."),
}


def explain(error: Exception) -> str:
    """Return the sentence for a refused step."""
    words = WORDS.get(type(error))
    if words is not None:
        return str(words)
    return _("This is not possible any more. Somebody may have changed the record meanwhile.")
