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
