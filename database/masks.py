"""Contact details as they are shown until somebody asks for them with a reason."""

GAP = "…"


def mask_name(name: str) -> str:
    """Return the first letter of each word: enough to recognise, too little to learn."""
    return " ".join(f"{word[0]}{GAP}" for word in name.split())


def mask_email(address: str) -> str:
    return f"{address[0]}{GAP}@{GAP}" if address else ""


def mask_phone(number: str) -> str:
    digits = [character for character in number if character.isdigit()]
    return f"{GAP}{''.join(digits[-2:])}" if digits else ""
