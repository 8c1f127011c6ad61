"""The questions of A1 (non-emergency calls) and A5 (first contact), and what people answered."""

from dataclasses import dataclass

# kind, English, Welsh, answers offered as (code, English, Welsh), most answers allowed
Spec = tuple[str, str, str, tuple[tuple[str, str, str], ...], int | None]

WELL = (
    ("very-well", "Very well", "Yn dda iawn"),
    ("well", "Well", "Yn dda"),
    ("neither", "Neither well nor badly", "Ddim yn dda nac yn wael"),
    ("badly", "Badly", "Yn wael"),
    ("very-badly", "Very badly", "Yn wael iawn"),
)

A1: tuple[Spec, ...] = (
    (
        "info",
        "These videos show a made-up call. We would like to know which way of handling it you think is better.",
        "Mae'r fideos hyn yn dangos galwad ddychmygol. Hoffem wybod pa ffordd o'i thrin sydd orau yn eich barn chi.",
        (),
        None,
    ),
    (
        "single",
        "Have you made a non-emergency call to the police in the last two years?",
        "Ydych chi wedi gwneud galwad ddifrys i'r heddlu yn ystod y ddwy flynedd ddiwethaf?",
        (
            ("yes", "Yes", "Ydw"),
            ("no", "No", "Nac ydw"),
            ("unsaid", "Prefer not to say", "Mae'n well gen i beidio â dweud"),
        ),
        None,
    ),
    (
        "scale",
        "In video 1, how well did the call handler listen?",
        "Yn fideo 1, pa mor dda y gwrandawodd y sawl a atebodd yr alwad?",
        WELL,
        None,
    ),
    (
        "scale",
        "In video 2, how well did the call handler listen?",
        "Yn fideo 2, pa mor dda y gwrandawodd y sawl a atebodd yr alwad?",
        WELL,
        None,
    ),
    (
        "single",
        "Which way would give victims a better service?",
        "Pa ffordd fyddai'n rhoi gwell gwasanaeth i ddioddefwyr?",
        (
            ("video-1", "Video 1", "Fideo 1"),
            ("video-2", "Video 2", "Fideo 2"),
            ("none", "No difference", "Dim gwahaniaeth"),
            ("unsure", "Not sure", "Ddim yn siŵr"),
        ),
        None,
    ),
    (
        "multi",
        "What matters most to you on a call?",
        "Beth sydd bwysicaf i chi ar alwad?",
        (
            ("listened", "Being listened to", "Cael rhywun i wrando"),
            ("next", "Knowing what happens next", "Gwybod beth fydd yn digwydd nesaf"),
            ("reference", "A reference number", "Cyfeirnod"),
            ("one-person", "Speaking to one person", "Siarad ag un person"),
            ("safe-time", "A call back at a safe time", "Galwad yn ôl ar amser diogel"),
            ("welsh", "Using Welsh", "Defnyddio'r Gymraeg"),
            ("other", "Something else", "Rhywbeth arall"),
        ),
        3,
    ),
    (
        "single",
        "Were you offered the chance to speak Welsh?",
        "A gawsoch chi gynnig siarad Cymraeg?",
        (
            ("yes", "Yes", "Do"),
            ("no", "No", "Naddo"),
            ("not-important", "Did not matter to me", "Doedd dim ots gen i"),
            ("unsure", "Cannot remember", "Ddim yn cofio"),
        ),
        None,
    ),
    (
        "text",
        "What would have made the call in video 2 better?",
        "Beth fyddai wedi gwneud yr alwad yn fideo 2 yn well?",
        (),
        None,
    ),
    (
        "text",
        "Is there anything else you would like the police to know about handling calls?",
        "A oes unrhyw beth arall yr hoffech i'r heddlu ei wybod am drin galwadau?",
        (),
        None,
    ),
)

A5: tuple[Spec, ...] = (
    (
        "single",
        "How soon after a crime should someone offer support?",
        "Pa mor fuan ar ôl trosedd y dylai rhywun gynnig cymorth?",
        (
            ("same-day", "Same day", "Yr un diwrnod"),
            ("two-days", "1 to 2 days", "1 i 2 ddiwrnod"),
            ("week", "Within a week", "O fewn wythnos"),
            ("later", "Later", "Yn nes ymlaen"),
            ("depends", "It depends", "Mae'n dibynnu"),
        ),
        None,
    ),
    (
        "multi",
        "How would you have liked to be contacted?",
        "Sut hoffech chi fod wedi clywed gan rywun?",
        (
            ("phone", "Phone", "Ffôn"),
            ("text", "Text message", "Neges destun"),
            ("email", "Email", "E-bost"),
            ("letter", "Letter", "Llythyr"),
            ("in-person", "In person", "Wyneb yn wyneb"),
        ),
        None,
    ),
    (
        "single",
        "Was the first contact at a safe time for you?",
        "A oedd y cyswllt cyntaf ar amser diogel i chi?",
        (
            ("yes", "Yes", "Oedd"),
            ("no", "No", "Nac oedd"),
            ("not-contacted", "Not contacted", "Chlywais i ddim"),
            ("unsaid", "Prefer not to say", "Mae'n well gen i beidio â dweud"),
        ),
        None,
    ),
    (
        "scale",
        "How clear was the explanation of the support on offer?",
        "Pa mor glir oedd yr esboniad o'r cymorth sydd ar gael?",
        (
            ("very-clear", "Very clear", "Clir iawn"),
            ("clear", "Clear", "Clir"),
            ("neither", "Neither clear nor unclear", "Ddim yn glir nac yn aneglur"),
            ("unclear", "Unclear", "Aneglur"),
            ("very-unclear", "Very unclear", "Aneglur iawn"),
        ),
        None,
    ),
    (
        "text",
        "What would have helped you say yes to support?",
        "Beth fyddai wedi eich helpu i dderbyn cymorth?",
        (),
        None,
    ),
    (
        "text",
        "Is there anything we should stop doing?",
        "A oes unrhyw beth y dylem roi'r gorau i'w wneud?",
        (),
        None,
    ),
)

# How 27 people answered A1: 19 by name and 8 anonymously (question number to code to people).
A1_COUNTS: dict[int, dict[str, int]] = {
    1: {"yes": 18, "no": 8, "unsaid": 1},
    2: {"very-well": 5, "well": 7, "neither": 8, "badly": 5, "very-badly": 2},
    3: {"very-well": 11, "well": 9, "neither": 4, "badly": 2, "very-badly": 1},
    4: {"video-1": 3, "video-2": 19, "none": 2, "unsure": 3},
    6: {"yes": 6, "no": 12, "not-important": 7, "unsure": 2},
}
A1_MATTERS = ("listened", "next", "reference", "one-person", "safe-time", "welsh", "other")
A1_NAMED, A1_ANONYMOUS = 19, 8


@dataclass(frozen=True)
class Comment:
    """Something one person wrote, the words that may be shown, and its themes.

    An empty ``shown`` means the words are not shown to anybody else.
    """

    question: int
    language: str
    text: str
    shown: str
    themes: tuple[str, ...]


COMMENTS = (
    Comment(
        7,
        "en",
        "The call handler was kind but I had to tell my story three times to three people.",
        "The call handler was kind but I had to tell my story three times to three people.",
        ("repeat-telling", "kindness"),
    ),
    Comment(
        7,
        "cy",
        "Roedd y person atebodd y ffôn yn garedig iawn, ond doedd neb wedi ffonio'n ôl.",
        "Roedd y person atebodd y ffôn yn garedig iawn, ond doedd neb wedi ffonio'n ôl.",
        ("no-call-back", "kindness"),
    ),
    Comment(
        8,
        "en",
        "Please ask for PC Morwen Blackhurst, she was brilliant.",
        "Please ask for [an officer], she was brilliant.",
        ("kindness",),
    ),
    Comment(
        7,
        "cy",
        "Hoffwn i fod wedi cael siarad Cymraeg o'r dechrau. Wnaeth neb gynnig.",
        "Hoffwn i fod wedi cael siarad Cymraeg o'r dechrau. Wnaeth neb gynnig.",
        ("welsh-language",),
    ),
    Comment(
        7,
        "en",
        "I didn't get a reference number until I chased it.",
        "I didn't get a reference number until I chased it.",
        ("reference",),
    ),
    Comment(
        8,
        "en",
        "Two weeks with no update, then a text saying case closed. I felt like a number.",
        "Two weeks with no update, then a text saying case closed. I felt like a number.",
        ("updates",),
    ),
    Comment(
        8,
        "cy",
        "Diolch am ofyn. Dyma'r tro cyntaf i neb wrando.",
        "Diolch am ofyn. Dyma'r tro cyntaf i neb wrando.",
        ("being-heard",),
    ),
    Comment(
        7,
        "en",
        "Give people a date for the next call and stick to it.",
        "Give people a date for the next call and stick to it.",
        ("updates", "no-call-back"),
    ),
    Comment(
        7,
        "cy",
        "Rhowch ddyddiad ar gyfer yr alwad nesaf a chadwch ato.",
        "Rhowch ddyddiad ar gyfer yr alwad nesaf a chadwch ato.",
        ("updates", "no-call-back"),
    ),
    Comment(
        7,
        "en",
        "Video 2 is better but still no offer of Welsh.",
        "Video 2 is better but still no offer of Welsh.",
        ("welsh-language",),
    ),
    Comment(
        7,
        "cy",
        "Mae fideo 2 yn well o lawer, ond mae'n dal yn hir.",
        "Mae fideo 2 yn well o lawer, ond mae'n dal yn hir.",
        ("length",),
    ),
    Comment(
        8,
        "en",
        "I live at 14 Example Terrace, Llanelli and nobody came for two days.",
        "I live at [address] and nobody came for two days.",
        ("response-time",),
    ),
)
