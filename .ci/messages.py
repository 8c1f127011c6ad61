"""Collect, compile and check the catalogues.

    messages.py collect   gather new words from the sources (needs gettext)
    messages.py compile   write the .mo files (needs no gettext)
    messages.py check     fail if the Welsh is incomplete or the sources moved on

The catalogues hold no source locations, so that moving code does not change
them. Words that only the frameworks use are kept under the flag "framework".
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = {code: ROOT / "locale" / code / "LC_MESSAGES" / "django.po" for code in ("cy", "en")}
SKIP = {
    ".venv",
    "var",
    "node_modules",
    "tests",
    "benchmarks",
    ".ci",
    "migrations",
    "static-collected",
}
WELSH_PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"
KEYWORDS = (
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext:1,2",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
    "npgettext:1c,2,3",
    "npgettext_lazy:1c,2,3",
)
Key = tuple[str | None, str]


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid)


def sources() -> list[Path]:
    return sorted(
        path
        for suffix in ("*.py", "*.html", "*.txt")
        for path in ROOT.rglob(suffix)
        if not SKIP & set(path.relative_to(ROOT).parts) and path.parent != ROOT
    )


def extract() -> polib.POFile:
    """Return every translatable string of the sources as a catalogue."""
    import django
    from django.utils.translation.template import templatize

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vef.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        copies = []
        for number, path in enumerate(sources()):
            text = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                text = templatize(text, origin=str(path))
            copy = Path(folder) / f"{number:05}.py"
            copy.write_text(text, encoding="utf-8")
            copies.append(str(copy))
        pot = Path(folder) / "all.pot"
        subprocess.run(
            [
                "xgettext",
                "--language=Python",
                "--from-code=UTF-8",
                "--add-comments=Translators",
                "-o",
                str(pot),
                *[f"--keyword={word}" for word in KEYWORDS],
                *copies,
            ],
            check=True,
        )
        return polib.pofile(str(pot))


def collect() -> int:
    found = extract()
    for code, path in CATALOGUES.items():
        old = {key(e): e for e in polib.pofile(str(path))} if path.exists() else {}
        new = polib.POFile(wrapwidth=100)
        new.metadata = {
            "Project-Id-Version": "Victim Engagement Forum",
            "Language": code,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": WELSH_PLURALS if code == "cy" else "nplurals=2; plural=(n != 1);",
        }
        for entry in found:
            kept = old.pop(key(entry), None)
            fresh = polib.POEntry(
                msgid=entry.msgid,
                msgctxt=entry.msgctxt,
                msgid_plural=entry.msgid_plural,
                comment=entry.comment,
                flags=[f for f in entry.flags if f.endswith("-format")],
            )
            if entry.msgid_plural:
                forms = 6 if code == "cy" else 2
                fresh.msgstr_plural = (
                    kept.msgstr_plural
                    if kept and kept.msgstr_plural
                    else dict.fromkeys(range(forms), "")
                )
            elif kept:
                fresh.msgstr = kept.msgstr
            if code == "cy" or entry.msgid_plural:
                new.append(fresh)
        if code == "cy":
            new.extend(entry for entry in old.values() if "framework" in entry.comment)
        new.sort(key=lambda e: (e.msgid, e.msgctxt or ""))
        new.save(str(path))
    return 0


def compile_all() -> int:
    for path in CATALOGUES.values():
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def check() -> int:
    welsh = polib.pofile(str(CATALOGUES["cy"]))
    known = {key(e): e for e in welsh}
    faults = [f"fuzzy: {e.msgid}" for e in welsh if e.fuzzy]
    for entry in extract():
        if (mine := known.get(key(entry))) is None:
            faults.append(f"not collected: {entry.msgid!r}")
        elif not mine.translated():
            faults.append(f"no Welsh: {entry.msgid!r}")
    faults += [
        f"no Welsh: {e.msgid!r}" for e in welsh if not e.translated() and "framework" in e.comment
    ]
    for fault in faults[:60]:
        print(fault)
    print(f"{len(welsh)} messages, {len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    sys.exit({"collect": collect, "compile": compile_all, "check": check}[sys.argv[1]]())
