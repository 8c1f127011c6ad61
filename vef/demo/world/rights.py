"""What invented people asked about their data, and what went wrong: words and days."""

from datetime import date

# DP-26-01: member 2 wants a copy; the dates meant were asked for and given.
COPY_WORDS = "I would like a copy of everything you hold about me from this year."
COPY_QUESTION = "From which day on? “This year” could mean since they joined."
# The line of the copy that says which service sent them to us.
HIDDEN_VALUE = "Goleudy"
HIDDEN_BECAUSE = "The service asked us to speak with it before we name it."
# DP-26-02: member 8 rang to be left alone and deleted.
ERASE_WORDS = "Dilëwch bopeth sydd gennych amdanaf, os gwelwch yn dda."
ERASE_REASON = "Asked by phone, as well as to be left alone. Nothing stands in the way."
# DP-26-03: member 19's name was typed wrongly.
NAME_WRONG, NAME_RIGHT = "Luned Cwmhiraith", "Luned Cwmhiraeth"
NAME_WORDS = "Mae fy nghyfenw wedi'i sillafu'n anghywir."
NAME_OUTCOME = "The name is spelled as they spell it. They were told by phone."
# DP-26-04: member 7.
COMPLAINT_WORDS = "My flatmate saw your e-mail. We share one inbox, and now I have to explain."

TRAIN = {
    "title": "An invitation list was open on a train",
    "happened": (
        "A colleague worked on the train home with a batch of invitations open. The seat behind was "
        "taken for one stop."
    ),
    "affected": "References and shortened names of nine people; no contact details.",
    "people_affected": 9,
    "consequences": "Somebody might have read a reference. Nobody can be recognised by it.",
    "measures": "The screen was closed at once. A privacy filter was handed out the next day.",
}
TRAIN_REASON = (
    "Names were shortened to their first letters and no contact details were open, so it is unlikely "
    "that anybody comes to harm."
)
TRAIN_LESSONS = "Lists of people are opened in the office or at home only. Everybody has a filter."

INBOX = {
    "title": "An invitation was read in a shared inbox",
    "happened": (
        "Somebody who shares an inbox with a person on the database read an invitation to them. We "
        "did not know that the inbox was shared."
    ),
    "affected": "One invitation: a neutral sender and subject, and the topic in the text.",
    "people_affected": 1,
    "consequences": "The other reader knows that the person was asked for their views on a topic.",
    "measures": (
        "Their record says now that the inbox is shared, so that no topic shows before they choose "
        "to go on. Neutral subjects are the default for everybody."
    ),
}
INBOX_REASON = (
    "The person told us themselves that they are safe and that the other reader is a friend. The "
    "mail named neither a crime nor us. It is unlikely that anybody comes to harm."
)

HOLD_MEMBER, HOLD_UNTIL = 12, date(2026, 12, 1)
HOLD_REASON = "A claim in which this record may be asked for is being heard."
