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

# What a board has set itself, as rows the office added: code, English, Welsh, with a line each.
OBJECTIVES = (
    (
        "entitlements-are-met",
        "Victims get what the Victims' Code and the Witness Charter promise",
        "Mae dioddefwyr yn cael yr hyn y mae'r Cod Dioddefwyr a'r Siarter Tystion yn ei addo",
    ),
    (
        "performance-is-known",
        "We know how well each service does, from those who use it",
        "Rydym yn gwybod pa mor dda yw pob gwasanaeth, gan y rhai sy'n ei ddefnyddio",
    ),
    (
        "recommendations-are-carried-out",
        "What inspectors recommend for victims is carried out",
        "Mae'r hyn y mae arolygwyr yn ei argymell i ddioddefwyr yn cael ei wneud",
    ),
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

# organisation, kind, reference, signed on, signed by, review by. Not signed: a draft.
AGREEMENTS = (
    ("dpp", "data-sharing", "DSA-01", "2025-02-03", "Bethan Rhydlas", "2027-02-03"),
    ("dpp", "confidentiality", "CA-01", "2025-02-03", "Bethan Rhydlas", "2027-02-03"),
    ("cps", "data-sharing", "DSA-02", "2025-02-10", "Aaron Wickersby", "2026-12-14"),
    ("hmcts", "data-sharing", "DSA-03", "2025-02-12", "Mali Penrhosgadfan", "2027-02-12"),
    ("hmcts", "confidentiality", "CA-02", "2025-03-03", "Mali Penrhosgadfan", "2027-02-12"),
    ("prob", "data-sharing", "DSA-04", "2025-02-17", "Dana Hollowmere", "2027-02-17"),
    ("yjs", "data-sharing", "DSA-05", "2025-03-10", "Iestyn Maesllwyd", "2027-03-10"),
    ("cccc", "data-sharing", "DSA-06", "2025-03-12", "Nerys Tircoed", "2026-10-30"),
    ("cccc", "memorandum", "MOU-01", "2025-03-12", "Nerys Tircoed", "2027-03-12"),
    ("hduhb", "data-sharing", "DSA-08", "", "", ""),
    ("gol", "data-sharing", "DSA-09", "2025-03-20", "Owen Saltmarshe", "2027-03-20"),
    ("gol", "service-level", "SLA-01", "", "", ""),
    ("npw", "data-sharing", "DSA-10", "2025-03-24", "Lowri Hafodlas", "2027-03-24"),
    ("vsx", "data-sharing", "DSA-11", "2025-04-02", "Pat Underhillan", "2027-04-02"),
)

# organisation: what it does, how somebody is referred; in English and in Welsh each
REMITS = {
    "gol": (
        "Helps victims and witnesses in Dyfed-Powys, whether or not the crime was reported.",
        "Anybody can ask for help themselves. The police refer with the person's agreement.",
        "Mae'n helpu dioddefwyr a thystion yn Nyfed-Powys, p'un a roddwyd gwybod am y drosedd ai "
        "peidio.",
        "Gall unrhyw un ofyn am help ei hun. Mae'r heddlu'n atgyfeirio gyda chytundeb yr unigolyn.",
    ),
    "npw": (
        "Supports people affected by sexual violence.",
        "Anybody can ask for help themselves, or through the police, a doctor or Goleudy.",
        "Mae'n cefnogi pobl y mae trais rhywiol wedi effeithio arnynt.",
        "Gall unrhyw un ofyn am help ei hun, neu drwy'r heddlu, meddyg neu Goleudy.",
    ),
}
# organisation, user: who hears of results
CONTACTS = (("dpp", "gethin"), ("cps", "aaron"), ("gol", "owen"))

AREAS = (
    ("carmarthenshire", "Carmarthenshire", "Sir Gaerfyrddin"),
    ("ceredigion", "Ceredigion", "Ceredigion"),
    ("pembrokeshire", "Pembrokeshire", "Sir Benfro"),
    ("powys", "Powys", "Powys"),
)

# name, opens, closes
WINDOWS = (
    ("Spring 2026", "Y gwanwyn 2026", "2026-02-02", "2026-03-13"),
    ("Autumn 2026", "Yr hydref 2026", "2026-09-07", "2026-10-16"),
    ("Winter 2026-27", "Y gaeaf 2026-27", "2026-11-16", "2027-01-15"),
    ("Spring 2027", "Y gwanwyn 2027", "2027-03-01", "2027-04-09"),
)
