"""The equality questions a forum starts with: harmonised, each with a reason to ask it.

English and Welsh are those of the Census 2021 in Wales, and of the GSS harmonised standards
where the census did not ask. Yes and no are answers of their own question, since Welsh
answers each verb in its own way. The standards are under review: a new wording is a new
version, and answers keep the version they answered. "Prefer not to say" is offered with
every question by the form and needs no row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from database.models import EqualityOption, EqualityQuestion

CENSUS = "ONS, Census 2021 in Wales"
HARMONISED = "GSS harmonised standard"


class Words(NamedTuple):
    en: str
    cy: str


class Option(NamedTuple):
    """An answer: its code, its words, the category of the reference figures it counts towards."""

    code: str
    en: str
    cy: str
    category: str = ""


@dataclass(frozen=True)
class Question:
    code: str
    text: Words
    why: Words
    source: str = CENSUS
    characteristic: str = ""
    takes_several: bool = False
    # Options under no heading, or under one heading each.
    options: tuple[Option, ...] = ()
    groups: tuple[tuple[Words, tuple[Option, ...]], ...] = field(default=())

    def offered(self) -> Iterator[tuple[Words, Option]]:
        """Yield each option with the heading it stands under."""
        for option in self.options:
            yield Words("", ""), option
        for heading, options in self.groups:
            for option in options:
                yield heading, option


AGES = (
    Option("16-17", "16 to 17", "16 i 17", "16-17"),
    Option("18-24", "18 to 24", "18 i 24", "18-24"),
    Option("25-34", "25 to 34", "25 i 34", "25-34"),
    Option("35-44", "35 to 44", "35 i 44", "35-44"),
    Option("45-54", "45 to 54", "45 i 54", "45-54"),
    Option("55-64", "55 to 64", "55 i 64", "55-64"),
    Option("65-74", "65 to 74", "65 i 74", "65-74"),
    Option("75-84", "75 to 84", "75 i 84", "75-84"),
    Option("85-up", "85 or over", "85 neu hŷn", "85+"),
)

WHITE, MIXED = "White", "Mixed or Multiple ethnic groups"
ASIAN = "Asian, Asian Welsh or Asian British"
BLACK = "Black, Black Welsh, Black British, Caribbean or African"
OTHER = "Other ethnic group"
ETHNIC_GROUPS = (
    (
        Words(WHITE, "Gwyn"),
        (
            Option(
                "white-british",
                "Welsh, English, Scottish, Northern Irish or British",
                "Cymreig, Seisnig, Albanaidd, Gwyddelig Gogledd Iwerddon neu Brydeinig",
                WHITE,
            ),
            Option("white-irish", "Irish", "Gwyddelig", WHITE),
            Option(
                "gypsy-traveller",
                "Gypsy or Irish Traveller",
                "Sipsi neu Deithiwr Gwyddelig",
                WHITE,
            ),
            Option("roma", "Roma", "Roma", WHITE),
            Option("white-other", "Any other White background", "Unrhyw gefndir Gwyn arall", WHITE),
        ),
    ),
    (
        Words(MIXED, "Grwpiau Cymysg neu Amlethnig"),
        (
            Option("white-caribbean", "White and Black Caribbean", "Gwyn a Du Caribïaidd", MIXED),
            Option("white-african", "White and Black African", "Gwyn a Du Affricanaidd", MIXED),
            Option("white-asian", "White and Asian", "Gwyn ac Asiaidd", MIXED),
            Option(
                "mixed-other",
                "Any other Mixed or Multiple background",
                "Unrhyw gefndir Cymysg neu Amlethnig arall",
                MIXED,
            ),
        ),
    ),
    (
        Words(ASIAN, "Asiaidd, Asiaidd Cymreig neu Asiaidd Prydeinig"),
        (
            Option("indian", "Indian", "Indiaidd", ASIAN),
            Option("pakistani", "Pakistani", "Pacistanaidd", ASIAN),
            Option("bangladeshi", "Bangladeshi", "Bangladeshaidd", ASIAN),
            Option("chinese", "Chinese", "Tsieineaidd", ASIAN),
            Option(
                "asian-other", "Any other Asian background", "Unrhyw gefndir Asiaidd arall", ASIAN
            ),
        ),
    ),
    (
        Words(BLACK, "Du, Du Cymreig, Du Prydeinig, Caribïaidd neu Affricanaidd"),
        (
            Option("caribbean", "Caribbean", "Caribïaidd", BLACK),
            Option("african", "African", "Affricanaidd", BLACK),
            Option(
                "black-other",
                "Any other Black, Black British or Caribbean background",
                "Unrhyw gefndir Du, Du Prydeinig neu Garibïaidd arall",
                BLACK,
            ),
        ),
    ),
    (
        Words(OTHER, "Grŵp ethnig arall"),
        (
            Option("arab", "Arab", "Arabaidd", OTHER),
            Option("ethnic-other", "Any other ethnic group", "Unrhyw grŵp ethnig arall", OTHER),
        ),
    ),
)

QUESTIONS = (
    Question(
        "age-group",
        Words("What is your age group?", "Beth yw eich grŵp oedran?"),
        Words(
            "Why we ask: young and old people live through different things. We want to hear both.",
            "Pam rydym yn gofyn: mae profiadau pobl ifanc a phobl hŷn yn wahanol. "
            "Rydym am glywed gan y ddau.",
        ),
        source=f"{HARMONISED}: age bands",
        characteristic="age",
        options=AGES,
    ),
    Question(
        "sex",
        Words("What is your sex?", "Beth yw eich rhyw?"),
        Words(
            "Why we ask: to see whether we hear from women and men alike.",
            "Pam rydym yn gofyn: er mwyn gweld a ydym yn clywed gan fenywod a dynion fel ei gilydd.",
        ),
        characteristic="sex",
        options=(
            Option("female", "Female", "Benyw", "female"),
            Option("male", "Male", "Gwryw", "male"),
        ),
    ),
    Question(
        "gender-identity",
        Words(
            "Is the gender you identify with the same as your sex registered at birth?",
            "A yw'r rhywedd rydych chi'n uniaethu ag ef yr un peth â'ch rhyw a gofrestrwyd "
            "pan gawsoch chi eich geni?",
        ),
        Words(
            "Why we ask: trans people are often left out when services are planned.",
            "Pam rydym yn gofyn: mae pobl draws yn aml yn cael eu gadael allan wrth gynllunio "
            "gwasanaethau.",
        ),
        characteristic="gender_identity",
        options=(
            Option("same", "Yes", "Ydy", "same"),
            Option("different", "No", "Nac ydy", "different"),
        ),
    ),
    Question(
        "ethnic-group",
        Words("What is your ethnic group?", "Beth yw eich grŵp ethnig?"),
        Words(
            "Why we ask: to see which communities we do not hear from yet.",
            "Pam rydym yn gofyn: er mwyn gweld pa gymunedau nad ydym yn clywed ganddynt eto.",
        ),
        characteristic="ethnic_group",
        groups=ETHNIC_GROUPS,
    ),
    Question(
        "religion",
        Words("What is your religion?", "Beth yw eich crefydd?"),
        Words(
            "Why we ask: to see whether people of every religion, and of none, are heard.",
            "Pam rydym yn gofyn: er mwyn gweld a yw pobl o bob crefydd, a phobl heb grefydd, "
            "yn cael eu clywed.",
        ),
        characteristic="religion",
        options=(
            Option("none", "No religion", "Dim crefydd", "No religion"),
            Option(
                "christian",
                "Christian (all denominations)",
                "Cristnogaeth (pob enwad)",
                "Christian",
            ),
            Option("buddhist", "Buddhist", "Bwdhaeth", "Buddhist"),
            Option("hindu", "Hindu", "Hindŵaeth", "Hindu"),
            Option("jewish", "Jewish", "Iddewiaeth", "Jewish"),
            Option("muslim", "Muslim", "Islam", "Muslim"),
            Option("sikh", "Sikh", "Siciaeth", "Sikh"),
            Option("other", "Any other religion", "Unrhyw grefydd arall", "Any other religion"),
        ),
    ),
    Question(
        "condition",
        Words(
            "Do you have any physical or mental health conditions or illnesses lasting or "
            "expected to last 12 months or more?",
            "Oes gennych chi gyflwr neu salwch corfforol neu feddyliol sydd wedi para neu sy'n "
            "debygol o bara 12 mis neu fwy?",
        ),
        Words(
            "Why we ask: to see whether disabled people are heard. Tell us apart from this what "
            "you need to take part.",
            "Pam rydym yn gofyn: er mwyn gweld a yw pobl anabl yn cael eu clywed. Dywedwch "
            "wrthym ar wahân beth sydd ei angen arnoch i gymryd rhan.",
        ),
        source=HARMONISED,
        characteristic="disability",
        options=(
            Option("yes", "Yes", "Oes"),
            Option("no", "No", "Nac oes", "not-disabled"),
        ),
    ),
    Question(
        "condition-effect",
        Words(
            "If yes: do any of your conditions or illnesses reduce your ability to carry out "
            "day-to-day activities?",
            "Os oes: ydy unrhyw gyflwr neu salwch sydd gennych chi'n lleihau eich gallu i wneud "
            "gweithgareddau pob dydd?",
        ),
        Words(
            "Why we ask: the law calls somebody disabled if daily life is harder for them.",
            "Pam rydym yn gofyn: mae'r gyfraith yn dweud bod rhywun yn anabl os yw bywyd bob "
            "dydd yn anoddach iddynt.",
        ),
        source=HARMONISED,
        characteristic="disability",
        options=(
            Option("a-lot", "Yes, a lot", "Ydy, yn fawr", "disabled"),
            Option("a-little", "Yes, a little", "Ydy, ychydig", "disabled"),
            Option("not-at-all", "Not at all", "Ddim o gwbl", "not-disabled"),
        ),
    ),
    Question(
        "sexual-orientation",
        Words(
            "Which of the following best describes your sexual orientation?",
            "Pa un o'r canlynol sy'n disgrifio orau eich cyfeiriadedd rhywiol?",
        ),
        Words(
            "Why we ask: to see whether lesbian, gay and bisexual people are heard.",
            "Pam rydym yn gofyn: er mwyn gweld a yw pobl lesbiaidd, hoyw a deurywiol yn cael eu "
            "clywed.",
        ),
        characteristic="sexual_orientation",
        options=(
            Option("straight", "Straight or Heterosexual", "Heterorywiol/Strêt", "straight"),
            Option("gay", "Gay or Lesbian", "Hoyw neu Lesbiaidd", "gay"),
            Option("bisexual", "Bisexual", "Deurywiol/Bi", "bisexual"),
            Option("other", "Other sexual orientation", "Cyfeiriadedd rhywiol arall", "other"),
        ),
    ),
    Question(
        "welsh",
        Words(
            "Can you understand, speak, read or write Welsh?",
            "Ydych chi'n gallu deall, siarad, darllen neu ysgrifennu Cymraeg?",
        ),
        Words(
            "Tick all that apply. Why we ask: to see whether Welsh speakers are heard. We ask "
            "apart from this which language you want us to use.",
            "Ticiwch bob un sy'n berthnasol. Pam rydym yn gofyn: er mwyn gweld a yw siaradwyr "
            "Cymraeg yn cael eu clywed. Rydym yn gofyn ar wahân pa iaith rydych chi am i ni ei "
            "defnyddio.",
        ),
        characteristic="speaks_welsh",
        takes_several=True,
        options=(
            Option("understand", "Understand spoken Welsh", "Deall Cymraeg llafar"),
            Option("speak", "Speak Welsh", "Siarad Cymraeg", "aged 3+"),
            Option("read", "Read Welsh", "Darllen Cymraeg"),
            Option("write", "Write Welsh", "Ysgrifennu Cymraeg"),
            Option("none", "None of these apply", "Dim un o'r rhain"),
        ),
    ),
    Question(
        "main-language",
        Words("What is your main language?", "Beth yw eich prif iaith?"),
        Words(
            "Why we ask: to see whether people with another main language are heard.",
            "Pam rydym yn gofyn: er mwyn gweld a yw pobl sydd â phrif iaith arall yn cael eu "
            "clywed.",
        ),
        characteristic="main_language",
        options=(
            Option("english-welsh", "English or Welsh", "Cymraeg neu Saesneg", "english-welsh"),
            Option(
                "other",
                "Other, including British Sign Language",
                "Arall, gan gynnwys Iaith Arwyddion Prydain",
                "other",
            ),
        ),
    ),
    Question(
        "english-level",
        Words(
            "If your main language is another one: how well can you speak English?",
            "Os oes gennych brif iaith arall: pa mor dda ydych chi'n gallu siarad Saesneg?",
        ),
        Words(
            "Why we ask: to see whether our pages and letters reach you.",
            "Pam rydym yn gofyn: er mwyn gweld a yw ein tudalennau a'n llythyrau yn eich cyrraedd.",
        ),
        options=(
            Option("very-well", "Very well", "Da iawn"),
            Option("well", "Well", "Da"),
            Option("not-well", "Not well", "Ddim yn dda"),
            Option("not-at-all", "Not at all", "Ddim o gwbl"),
        ),
    ),
    Question(
        "marriage",
        Words(
            "Are you married or in a civil partnership?",
            "Ydych chi'n briod neu mewn partneriaeth sifil?",
        ),
        Words(
            "Why we ask: the Equality Act names it, and we look whether anybody is left out.",
            "Pam rydym yn gofyn: mae'r Ddeddf Cydraddoldeb yn ei enwi, ac rydym yn edrych a oes "
            "rhywun yn cael ei adael allan.",
        ),
        source="HMCTS, protected characteristics questions",
        characteristic="marriage",
        options=(
            Option("yes", "Yes", "Ydw", "yes"),
            Option("no", "No", "Nac ydw", "no"),
        ),
    ),
    Question(
        "pregnancy",
        Words(
            "Are you pregnant, or have you given birth or been pregnant in the last year?",
            "Ydych chi'n feichiog, neu ydych chi wedi rhoi genedigaeth neu fod yn feichiog yn "
            "ystod y flwyddyn ddiwethaf?",
        ),
        Words(
            "Why we ask: the Equality Act names it, and we look whether anybody is left out.",
            "Pam rydym yn gofyn: mae'r Ddeddf Cydraddoldeb yn ei enwi, ac rydym yn edrych a oes "
            "rhywun yn cael ei adael allan.",
        ),
        source="HMCTS, protected characteristics questions",
        characteristic="pregnancy",
        options=(
            Option("yes", "Yes", "Ydw", "yes"),
            Option("no", "No", "Nac ydw", "no"),
        ),
    ),
    Question(
        "caring",
        Words(
            "Do you look after, or give help or support to, anyone because of a long-term "
            "condition or old age?",
            "Ydych chi'n gofalu am unrhyw un, neu'n cynnig help neu gefnogaeth i unrhyw un, "
            "oherwydd cyflwr hirdymor neu henaint?",
        ),
        Words(
            "Why we ask: carers have little time, and we want to find out whether we reach them.",
            "Pam rydym yn gofyn: prin yw amser gofalwyr, ac rydym am wybod a ydym yn eu cyrraedd.",
        ),
        characteristic="caring",
        options=(
            Option("yes", "Yes", "Ydw", "yes"),
            Option("no", "No", "Nac ydw", "no"),
        ),
    ),
)


def seed() -> int:
    """Add the questions that are missing, each with its answers; return how many rows."""
    added = 0
    for order, question in enumerate(QUESTIONS):
        row, is_new = EqualityQuestion.objects.get_or_create(
            code=question.code,
            version=1,
            defaults={
                "text_en": question.text.en,
                "text_cy": question.text.cy,
                "hint_en": question.why.en,
                "hint_cy": question.why.cy,
                "source": question.source,
                "characteristic": question.characteristic,
                "takes_several": question.takes_several,
                "order": order,
                "is_active": not EqualityQuestion.objects.filter(
                    code=question.code, is_active=True
                ).exists(),
            },
        )
        # Answers are part of the version: an office changes them with a version of its own.
        if is_new:
            added += 1 + _add_options(row, question)
    return added


def _add_options(row: EqualityQuestion, question: Question) -> int:
    rows = [
        EqualityOption(
            question=row,
            code=option.code,
            label_en=option.en,
            label_cy=option.cy,
            group_en=heading.en,
            group_cy=heading.cy,
            category=option.category,
            order=order,
        )
        for order, (heading, option) in enumerate(question.offered())
        if option.code != "16-17" or settings.MINIMUM_AGE < 18
    ]
    return len(EqualityOption.objects.bulk_create(rows))
