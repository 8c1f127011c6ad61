"""Why the data protection desk refuses a step. Pages turn each into a sentence."""


class Refused(Exception):
    """The desk may not do this, or not yet."""


class AlreadyClosed(Refused):
    """The request or incident is closed; nothing more happens to it."""


class IdentityNotConfirmed(Refused):
    """Nobody has made sure yet that it is the person who asks: nothing leaves before."""


class NobodyToAsk(Refused):
    """The request is of nobody on the database."""


class WrongCodeWord(Refused):
    """This is not the person's code word, or none was agreed."""


class TooManyTries(Refused):
    """The code word was wrong too often today; another way has to be used."""


class NoSafeNumber(Refused):
    """No number is held, or it is not safe to ring it."""


class WrongKind(Refused):
    """This step belongs to another kind of request."""


class NotBeingWorkedOn(Refused):
    """The request has not been taken up, or waits for an answer."""


class NotAcknowledged(Refused):
    """They have not been told yet that we have it."""


class TooLateToExtend(Refused):
    """They have to be told of an extension within the first month."""


class ReceivedInTheFuture(Refused):
    """Nothing comes in before its day."""


class NotPrepared(Refused):
    """Nobody has prepared the erasure yet."""


class SamePerson(Refused):
    """Whoever prepared an erasure may not be the one who agrees to it."""


class NotGathered(Refused):
    """What is held has not been gathered yet."""


class NoFile(Refused):
    """There is no file to hand over: it was never made, or its time was up."""


class AlreadyHandedOver(Refused):
    """The copy has left already; making another one needs a reason."""


class NotHandedOver(Refused):
    """A request for a copy is done when the copy is handed over."""


class NotDecided(Refused):
    """Whether the incident has to be notified is not decided yet."""


class NotNotified(Refused):
    """The incident has to be notified, and was not."""


class WhyLate(Refused):
    """After 72 hours a notification says why it is late."""


class InTheFuture(Refused):
    """What has happened did not happen later than now."""


class ReviewInThePast(Refused):
    """A hold is looked at again on a day to come."""
