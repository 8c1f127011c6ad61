"""The organisations, their invented users, and the lists the office keeps as rows."""

# code, English, Welsh, kind
ORGANISATIONS = (
    ("opcc", "OPCC for Dyfed-Powys", "Swyddfa Comisiynydd Heddlu a Throseddu Dyfed-Powys", "host"),
    ("dpp", "Dyfed-Powys Police", "Heddlu Dyfed-Powys", "police"),
    ("cps", "CPS Cymru-Wales", "Gwasanaeth Erlyn y Goron Cymru", "justice"),
    (
        "hmcts",
        "HM Courts & Tribunals Service",
        "Gwasanaeth Llysoedd a Thribiwnlysoedd EF",
        "justice",
    ),
    ("prob", "Probation Service Wales", "Gwasanaeth Prawf Cymru", "justice"),
    (
        "yjs",
        "Youth Justice Service (Ceredigion)",
        "Gwasanaeth Cyfiawnder Ieuenctid (Ceredigion)",
        "justice",
    ),
    ("cccc", "Carmarthenshire County Council", "Cyngor Sir Gâr", "council"),
    ("pcc2", "Powys County Council", "Cyngor Sir Powys", "council"),
    ("hduhb", "Hywel Dda University Health Board", "Bwrdd Iechyd Prifysgol Hywel Dda", "health"),
    ("gol", "Goleudy", "Gwasanaeth Tystion a Dioddefwyr Goleudy", "commissioned"),
    ("npw", "New Pathways", "New Pathways", "commissioned"),
    ("vsx", "Example Rural Support Group", "Grŵp Cymorth Gwledig Enghreifftiol", "third-sector"),
)

# key, name, address, role, language for mail, organisation
USERS = (
    ("ffion", "Ffion Brynderi", "ffion.brynderi@example.org", "manager", "cy", ""),
    ("huw", "Huw Trefelin", "huw.trefelin@example.org", "officer", "en", ""),
    ("dpo", "Sioned Cwmbychan", "sioned.cwmbychan@example.org", "data-protection", "cy", ""),
    ("admin", "System Manager", "system.manager@example.org", "administrator", "en", ""),
    ("board", "Elin Garthmyl", "elin.garthmyl@example.org", "board", "cy", ""),
    ("gethin", "Gethin Llwyncelyn", "gethin.llwyncelyn@example.org", "partner", "cy", "dpp"),
    ("bethan", "Bethan Rhydlas", "bethan.rhydlas@example.org", "partner-lead", "en", "dpp"),
    ("aaron", "Aaron Wickersby", "aaron.wickersby@example.org", "partner-lead", "en", "cps"),
    ("mali", "Mali Penrhosgadfan", "mali.penrhosgadfan@example.org", "partner-lead", "cy", "hmcts"),
    ("dana", "Dana Hollowmere", "dana.hollowmere@example.org", "partner-lead", "en", "prob"),
    ("iestyn", "Iestyn Maesllwyd", "iestyn.maesllwyd@example.org", "partner-lead", "cy", "yjs"),
    ("nerys", "Nerys Tircoed", "nerys.tircoed@example.org", "partner-lead", "cy", "cccc"),
    ("rory", "Rory Fennelwick", "rory.fennelwick@example.org", "partner-lead", "en", "pcc2"),
    ("catrin", "Catrin Nantgwyn", "catrin.nantgwyn@example.org", "partner-lead", "cy", "hduhb"),
    ("owen", "Owen Saltmarshe", "owen.saltmarshe@example.org", "partner-lead", "en", "gol"),
    ("lowri", "Lowri Hafodlas", "lowri.hafodlas@example.org", "partner-lead", "cy", "npw"),
    ("pat", "Pat Underhillan", "pat.underhillan@example.net", "partner-lead", "en", "vsx"),
)

AREAS = (
    ("carmarthenshire", "Carmarthenshire", "Sir Gaerfyrddin"),
    ("ceredigion", "Ceredigion", "Ceredigion"),
    ("pembrokeshire", "Pembrokeshire", "Sir Benfro"),
    ("powys", "Powys", "Powys"),
)

EXPERIENCES = (
    ("asb", "Anti-social behaviour", "Ymddygiad gwrthgymdeithasol"),
    ("burglary", "Burglary", "Byrgleriaeth"),
    (
        "theft",
        "Theft (including shop, vehicle, bicycle or farm theft)",
        "Dwyn (gan gynnwys o siop, cerbyd, beic neu fferm)",
    ),
    ("robbery", "Robbery", "Lladrad"),
    ("damage", "Criminal damage or arson", "Difrod troseddol neu losgi bwriadol"),
    ("assault", "Assault or violence", "Ymosodiad neu drais"),
    (
        "da",
        "Domestic abuse, including coercive control",
        "Cam-drin domestig, gan gynnwys rheolaeth drwy orfodaeth",
    ),
    ("stalking", "Stalking", "Stelcio"),
    ("harassment", "Harassment or threats", "Aflonyddu neu fygythiadau"),
    ("sexual", "Rape or another sexual offence", "Trais rhywiol neu drosedd rywiol arall"),
    ("hate", "Hate crime or hate incident", "Trosedd neu ddigwyddiad casineb"),
    ("fraud", "Fraud, scams or identity theft", "Twyll, sgamiau neu ddwyn hunaniaeth"),
    ("cyber", "Online crime or abuse", "Troseddau neu gamdriniaeth ar-lein"),
    (
        "road",
        "A road collision caused by someone else's offence",
        "Gwrthdrawiad ar y ffordd oherwydd trosedd rhywun arall",
    ),
    (
        "homicide",
        "The death of someone close, through crime",
        "Marwolaeth rhywun agos oherwydd trosedd",
    ),
    ("business", "Crime against a business or farm", "Trosedd yn erbyn busnes neu fferm"),
    ("other", "Something else", "Rhywbeth arall"),
    ("unsaid", "Prefer not to say", "Mae'n well gen i beidio â dweud"),
)

# code, English, Welsh, finalised?
STAGES = (
    ("unreported", "Not reported to the police", "Heb roi gwybod i'r heddlu", True),
    (
        "reported",
        "Reported, not yet investigated",
        "Wedi rhoi gwybod, ond heb ei ymchwilio eto",
        False,
    ),
    ("investigation", "Police investigation under way", "Ymchwiliad yr heddlu ar y gweill", False),
    (
        "nfa",
        "Closed without a charge (no further action)",
        "Wedi'i gau heb gyhuddiad (dim camau pellach)",
        True,
    ),
    (
        "charged",
        "Someone charged, waiting for court",
        "Rhywun wedi'i gyhuddo, yn aros am y llys",
        False,
    ),
    ("court", "In court", "Yn y llys", False),
    (
        "sentencing",
        "Convicted, waiting for sentence",
        "Wedi'i gael yn euog, yn aros am ddedfryd",
        False,
    ),
    (
        "acquitted",
        "Not guilty, or case stopped at court",
        "Yn ddieuog, neu'r achos wedi dod i ben yn y llys",
        True,
    ),
    (
        "postsentence",
        "Sentence passed; offender serving it",
        "Dedfryd wedi'i rhoi; y troseddwr yn ei chyflawni",
        True,
    ),
    ("appeal", "Appeal under way", "Apêl ar y gweill", False),
    ("closed", "Closed some time ago", "Wedi dod i ben ers tro", True),
    ("unsaid", "Prefer not to say", "Mae'n well gen i beidio â dweud", None),
)

METHODS = (
    ("survey", "Online survey", "Arolwg ar-lein"),
    ("focus-group", "Focus group", "Grŵp ffocws"),
    ("online-meeting", "Online meeting", "Cyfarfod ar-lein"),
    ("document-review", "Document review", "Adolygu dogfen"),
    ("one-to-one", "One-to-one discussion", "Trafodaeth un i un"),
    ("call-testing", "Call testing", "Profi galwadau"),
    ("interview", "Filmed interview", "Cyfweliad wedi'i ffilmio"),
    ("poll", "Social media poll", "Pôl ar y cyfryngau cymdeithasol"),
)

THEMES = (
    ("updates", "Being kept informed", "Cael y wybodaeth ddiweddaraf"),
    ("repeat-telling", "Telling the story again", "Gorfod dweud yr hanes eto"),
    ("kindness", "Kindness and respect", "Caredigrwydd a pharch"),
    ("no-call-back", "No call back", "Dim galwad yn ôl"),
    ("response-time", "Time to respond", "Amser ymateb"),
    ("welsh-language", "Using Welsh", "Defnyddio'r Gymraeg"),
    ("safe-time", "Safe time and way to contact", "Amser a ffordd ddiogel o gysylltu"),
    ("reference", "Reference number", "Cyfeirnod"),
    ("children", "Children", "Plant"),
    ("letters", "Letters and messages", "Llythyrau a negeseuon"),
    ("impact", "Effect on life", "Effaith ar fywyd"),
    ("being-heard", "Being heard", "Cael rhywun i wrando"),
    ("anger", "Anger", "Dicter"),
    ("length", "Length", "Hyd"),
)

# name, opens, closes
WINDOWS = (
    ("Spring 2026", "Y gwanwyn 2026", "2026-02-02", "2026-03-13"),
    ("Autumn 2026", "Yr hydref 2026", "2026-09-07", "2026-10-16"),
    ("Winter 2026-27", "Y gaeaf 2026-27", "2026-11-16", "2027-01-15"),
    ("Spring 2027", "Y gwanwyn 2027", "2027-03-01", "2027-04-09"),
)
