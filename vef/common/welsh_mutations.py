"""Every form that mutation gives a Welsh word. Nothing is imported: build tools read it too."""

# What stands at the head of a word, and what mutation makes of it.
MUTATIONS = {
    "ll": ("l",),
    "rh": ("r",),
    "c": ("g", "ngh", "ch"),
    "p": ("b", "mh", "ph"),
    "t": ("d", "nh", "th"),
    "g": ("", "ng"),
    "b": ("f", "m"),
    "d": ("dd", "n"),
    "m": ("f",),
    **{vowel: (f"h{vowel}",) for vowel in "aeiouwyâêîôûŵŷ"},
}
# Their first letters mutate as one, or not at all.
FIRM = ("ch", "ph", "th", "dd", "ff", "ng")


def forms_of(word: str) -> set[str]:
    """Return a word in small letters with every form that mutation gives it."""
    found = {word}
    if word.startswith(FIRM):
        return found
    for head in (word[:2], word[:1]):
        if head in MUTATIONS:
            found |= {form + word[len(head) :] for form in MUTATIONS[head]}
            break
    return found


def bases_of(word: str) -> set[str]:
    """Return the words that mutation may have made this one of; the word itself among them.

    A word that may have lost a "g" counts only where it is long: short ones fit too much.
    """
    found = {word}
    for head, forms in MUTATIONS.items():
        for form in forms:
            if form and word.startswith(form):
                found.add(head + word[len(form) :])
    if len(word) > 5 and word[:1] in "aeiouwylr":
        found.add(f"g{word}")
    return found
