"""The walls between the apps: checked on the code as it is, and on copies with a hole in them."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("vef", "database", "partners", "engagement", "feedback")
# Only these parts of engagement touch the people's side (docs/architecture.md).
TOUCH_PEOPLE = (
    "engagement/audiences",
    "engagement/services/invitations",
    "engagement/services/contributions",
    "engagement/models/",
    "engagement/models.py",
    "engagement/emails.py",
    "engagement/participants.py",
    "engagement/person_panel.py",
    "engagement/receivers.py",
    # What is held about somebody, for their copy, and how long it is kept.
    "engagement/held.py",
    "engagement/keeping.py",
    "engagement/migrations/",
)
SENDS = ("smtplib", "django.core.mail", "aiosmtplib", "http.client")
# Reading a mail's address grammar is not sending.
MAKES_PDF = ("weasyprint",)


def sources(root: Path = ROOT) -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((root / package).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module a file imports, at the top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def reaches(path: Path, modules: tuple[str, ...]) -> bool:
    return any(
        name == module or name.startswith(f"{module}.")
        for name in imported(path)
        for module in modules
    )


def offenders(modules: tuple[str, ...], *, except_in: tuple[str, ...], root: Path = ROOT) -> list:
    found = []
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        if not place.startswith(except_in) and reaches(path, modules):
            found.append(place)
    return found


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [tool, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


def test_the_walk_sees_the_code():
    assert len(list(sources())) > 100


def test_imports_keep_to_the_floors():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's code in another place, where a hole may be made."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("partners/services/requests.py", "from database.models import Person"),
        ("database/gate/facts.py", "import partners.models"),
        ("feedback/figures.py", "from database import gate"),
        ("database/contact.py", "from engagement.models import Invitation"),
        ("vef/common/desk.py", "import database.models"),
    ],
)
def test_a_hole_in_the_wall_is_found(copy, place, line):
    path = copy / place
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = lint_imports(copy)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout


def test_only_the_outbox_sends():
    assert offenders(SENDS, except_in=("vef/outbox/",)) == []


def test_only_one_module_makes_pdfs():
    assert offenders(MAKES_PDF, except_in=("vef/documents/pdf.py",)) == []


def test_only_some_of_engagement_touches_the_peoples_side():
    outside = [
        place
        for place in offenders(("database",), except_in=TOUCH_PEOPLE)
        if not place.startswith(("database/", "vef/dashboard/", "vef/demo/"))
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("place", "line", "modules", "but"),
    [
        ("engagement/views/person.py", "import smtplib", SENDS, ("vef/outbox/",)),
        (
            "feedback/emails.py",
            "def send():\n    from django.core.mail import send_mail\n",
            SENDS,
            ("vef/outbox/",),
        ),
        ("engagement/views/partner.py", "from database import gate", ("database",), TOUCH_PEOPLE),
    ],
)
def test_a_hole_of_the_other_kinds_is_found(copy, place, line, modules, but):
    path = copy / place
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    assert place in offenders(modules, except_in=but, root=copy)
