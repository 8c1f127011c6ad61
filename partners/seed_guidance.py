"""Advice and examples to start with. The office words them its own way in *Records*."""

# Question, usual words from and to, English advice and example, Welsh advice and example.
GUIDANCE: tuple[tuple[str, int, int, str, str, str, str], ...] = (
    (
        "title_en",
        0,
        0,
        "Name the service and what you want to know about it.",
        "Waiting at court: the building and the day",
        "Enwch y gwasanaeth a'r hyn yr hoffech ei wybod amdano.",
        "Waiting at court: the building and the day",
    ),
    (
        "title_cy",
        0,
        0,
        "Name the service and what you want to know about it.",
        "Aros yn y llys: yr adeilad a'r diwrnod",
        "Enwch y gwasanaeth a'r hyn yr hoffech ei wybod amdano.",
        "Aros yn y llys: yr adeilad a'r diwrnod",
    ),
    (
        "problem",
        40,
        150,
        "Say what happens now, how you know, and for whom it goes wrong. Leave out single cases.",
        (
            "Witnesses tell us that they wait for hours without knowing why, often in sight of "
            "the other side. Four of ten comment cards last year said so. Our two courts differ "
            "in their rooms, and nobody has asked what would help most."
        ),
        (
            "Dywedwch beth sy'n digwydd nawr, sut rydych chi'n gwybod, ac i bwy mae'n mynd o'i le. "
            "Peidiwch â sôn am achosion unigol."
        ),
        (
            "Mae tystion yn dweud wrthym eu bod yn aros am oriau heb wybod pam, yn aml yng ngolwg "
            "yr ochr arall. Dyna a ddywedodd pedwar o bob deg cerdyn sylwadau y llynedd. Mae "
            "ystafelloedd ein dau lys yn wahanol, ac nid oes neb wedi gofyn beth fyddai'n helpu "
            "fwyaf."
        ),
    ),
    (
        "objectives",
        20,
        100,
        "One aim, and up to four things you want to learn. Each should help you decide something.",
        (
            "To make the day at court easier. We want to learn what people need to know before "
            "they come, where they feel safe to wait, and how they want to be kept informed."
        ),
        (
            "Un nod, a hyd at bedwar peth yr hoffech eu dysgu. Dylai pob un eich helpu i "
            "benderfynu rhywbeth."
        ),
        (
            "Gwneud y diwrnod yn y llys yn haws. Hoffem ddysgu beth mae angen i bobl ei wybod cyn "
            "dod, ble maent yn teimlo'n ddiogel wrth aros, a sut yr hoffent gael gwybod beth sy'n "
            "digwydd."
        ),
    ),
    (
        "outputs",
        10,
        60,
        "Say what you could use the next day.",
        "A list of changes in order of what matters most, and comments on our letter to witnesses.",
        "Dywedwch beth y gallech ei ddefnyddio drannoeth.",
        "Rhestr o newidiadau yn nhrefn eu pwysigrwydd, a sylwadau ar ein llythyr at dystion.",
    ),
    (
        "decision_to_inform",
        20,
        80,
        "Name what is still open, who decides it, and what may change.",
        (
            "How we spend this year's money for waiting areas, and what our letter says. The "
            "regional manager decides. A separate entrance is possible; longer opening is not."
        ),
        ("Enwch yr hyn sy'n dal heb ei benderfynu, pwy sy'n penderfynu, a beth all newid."),
        (
            "Sut y byddwn yn gwario arian eleni ar gyfer mannau aros, a beth mae ein llythyr yn ei "
            "ddweud. Y rheolwr rhanbarthol sy'n penderfynu. Mae mynedfa ar wahân yn bosibl; nid "
            "yw oriau agor hirach."
        ),
    ),
    (
        "already_asked",
        10,
        80,
        "Nobody should have to say the same thing twice. Name what you have read already.",
        "Comment cards of 2025, and two talks with the Witness Service. No survey.",
        (
            "Ni ddylai neb orfod dweud yr un peth ddwywaith. Enwch yr hyn rydych wedi'i ddarllen "
            "yn barod."
        ),
        "Cardiau sylwadau 2025, a dwy sgwrs gyda'r Gwasanaeth Tystion. Dim arolwg.",
    ),
    (
        "audience",
        10,
        60,
        "Describe them by what they have lived through, not by name.",
        "People who came to one of our courts in the last two years and whose case has ended.",
        "Disgrifiwch nhw yn ôl yr hyn maent wedi byw drwyddo, nid wrth eu henwau.",
        "Pobl a ddaeth i un o'n llysoedd yn y ddwy flynedd diwethaf, ac y mae eu hachos ar ben.",
    ),
    (
        "sensitivity",
        10,
        80,
        "Think of the place, the words and who else might be there.",
        "Being in the building again may be hard. We can meet elsewhere and show photographs.",
        "Meddyliwch am y lle, y geiriau a phwy arall allai fod yno.",
        "Gall fod yn yr adeilad eto fod yn anodd. Gallwn gwrdd yn rhywle arall a dangos lluniau.",
    ),
    (
        "officers",
        5,
        60,
        "One who listens on the day, and one who can make the change.",
        "The court's delivery manager will come and listen. The head of estates will act.",
        "Un i wrando ar y diwrnod, ac un sy'n gallu gwneud y newid.",
        "Bydd rheolwr cyflenwi'r llys yn dod i wrando. Bydd pennaeth yr ystadau'n gweithredu.",
    ),
    (
        "resources",
        5,
        60,
        "Rooms, travel, interpreters, your own time.",
        "A room in Carmarthen, travel for up to ten people, tea and coffee.",
        "Ystafelloedd, teithio, cyfieithwyr, eich amser chi.",
        "Ystafell yng Nghaerfyrddin, costau teithio i hyd at ddeg o bobl, te a choffi.",
    ),
)
