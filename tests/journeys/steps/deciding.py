"""What the office does with a request, by whoever does it: take up, assess, decide, approve."""

from tests.journeys.walker import Walker

CASE = "It asks about one person's case."


def take_up(officer: Walker, request: str) -> None:
    officer.go(f"office/requests/{request}/")
    officer.press("/start/")


def assess(officer: Walker, request: str) -> None:
    officer.go(f"office/requests/{request}/assess/")
    officer.fill_all("score_", "2")
    officer.fill_all("note_", "Weighed with care.")
    officer.press()


def open_decision(officer: Walker, request: str, outcome: str) -> None:
    officer.go(f"office/requests/{request}/decide/?outcome={outcome}")
    if outcome == "declined":
        assert officer.page.locator("[name=reason_code]:checked").count(), "the guard named it"


def decide(officer: Walker, request: str, outcome: str, **alone: str) -> None:
    open_decision(officer, request, outcome)
    record(officer, **alone)


def record(officer: Walker, **alone: str) -> None:
    officer.fill(reason="It stands on its own feet.", interest="no", **alone)
    officer.press()


def approve(officer: Walker, request: str) -> None:
    """A second person reads the letter and sends it."""
    officer.go(f"office/requests/{request}/")
    officer.follow(r"office/letters/[0-9a-f-]{36}/")
    officer.press("/approve/")
