"""People: bringing them in, sealed and indexed, and finding one by name among sealed names."""

import csv
import io
import os
import resource
import subprocess
import sys
import tempfile

from benchmarks.harness import Result, compare, set_up, show

PEOPLE = 10_000
MANY = 100_000
# What a worker may take to bring in a hundred thousand rows, in MB.
MOST_MB = 300
AGREED = {
    "purposes": ["database", "email"],
    "on": "2026-03-02",
    "method": "paper",
    "language": "cy",
    "safe_channels": ["email"],
}


# Half of them with marks on their letters, as in a list of names in Wales.
NAMES = ("Siân Ŵyn", "Huw Evans", "Llŷr Môn", "Carys Bowen", "Ffion Llŵyd", "Mark Davies")


def name_of(n: int) -> str:
    return f"{NAMES[n % len(NAMES)]} {n}"


def sheet(rows: int) -> bytes:
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow(["Enw", "E-bost", "Ffôn", "Iaith"])
    for n in range(rows):
        writer.writerow([name_of(n), f"p{n}@example.com", f"01632 {n:06d}", "Cymraeg"])
    return kept.getvalue().encode()


def started(rows: int):
    """Return an import that only waits for a worker."""
    from database.models import ImportRun, ImportStatus
    from database.seed import seed_reference_rows
    from database.services import importing
    from tests.factories.accounts import UserFactory

    seed_reference_rows()
    actor = UserFactory()
    run = importing.upload(content=sheet(rows), name="x.csv", actor=actor, reason="A benchmark")
    mapping = {int(place): column for place, column in run.mapping.items()}
    importing.choose_columns(run, mapping=mapping, agreed=AGREED, actor=actor)
    ImportRun.objects.filter(pk=run.pk).update(status=ImportStatus.RUNNING)
    return ImportRun.objects.get(pk=run.pk)


def measure_import() -> Result:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from django.db import transaction

    from database.models import Consent, Person, SafeContact
    from database.services import importing
    from vef.common import clock
    from vef.privacy.fields import Sealed
    from vef.privacy.models import DataKey

    run = started(PEOPLE)
    wordings = {p: importing.current_wording(p) for p in AGREED["purposes"]}
    one = AESGCM(os.urandom(32))

    def sealed(text: str) -> Sealed:
        nonce = os.urandom(12)
        return Sealed(f"p.{(nonce + one.encrypt(nonce, text.encode(), b'x')).hex()}")

    def ours() -> None:
        with transaction.atomic():
            importing.bring_in(run)
            transaction.set_rollback(True)

    def theirs() -> None:
        now = clock.now()
        with transaction.atomic():
            keys = [DataKey(wrapped=Sealed("1.x")) for _ in range(PEOPLE)]
            DataKey.objects.bulk_create(keys, batch_size=1000)
            people = [
                Person(
                    reference=f"VP-{n:05d}",
                    key=key,
                    name=sealed(name_of(n)),
                    email=sealed(f"p{n}@example.com"),
                    phone=sealed(f"01632 {n:06d}"),
                    created_at=now,
                )
                for n, key in enumerate(keys)
            ]
            Person.objects.bulk_create(people, batch_size=1000)
            Consent.objects.bulk_create(
                (
                    Consent(
                        person=person,
                        purpose=purpose,
                        decision="given",
                        wording=wording,
                        language="cy",
                        method="paper",
                        at=now,
                    )
                    for person in people
                    for purpose, wording in wordings.items()
                ),
                batch_size=1000,
            )
            SafeContact.objects.bulk_create(
                (SafeContact(person=person, version=1, email="safe") for person in people),
                batch_size=1000,
            )
            transaction.set_rollback(True)

    return compare(
        bench="import",
        baseline="the same rows: bare AES-GCM with one key, bulk_create",
        ours=ours,
        theirs=theirs,
        bar=3.0,
        better="lower",
        n=PEOPLE,
    )


def measure_memory() -> Result:
    """Bring in MANY rows in a process of its own; its peak is what counts."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.people", "memory"],
        capture_output=True,
        text=True,
        check=True,
    )
    peak = float(done.stdout.split()[-1])
    return Result(
        bench="import_memory",
        baseline=f"{MOST_MB} MB",
        ours=peak,
        theirs=MOST_MB,
        ratio=round(peak / MOST_MB, 3),
        bar=1.0,
        better="lower",
        holds=peak <= MOST_MB,
        runs=1,
        n=MANY,
        low=round(peak / MOST_MB, 3),
        high=round(peak / MOST_MB, 3),
    )


def memory() -> None:
    from database.services import importing

    importing.bring_in(started(MANY))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def measure_finding() -> Result:
    from django.test import Client

    from database import search as searching
    from database.models import Person
    from database.services import importing
    from database.views import people as pages
    from tests.factories.accounts import UserFactory
    from vef.accounts.models import Role

    importing.bring_in(started(PEOPLE))
    # The same names in plain, in a column nobody else looks at here.
    plain = [
        Person(pk=pk, source=name_of(n))
        for n, pk in enumerate(Person.objects.order_by("reference").values_list("pk", flat=True))
    ]
    Person.objects.bulk_update(plain, ["source"], batch_size=1000)
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        UserFactory(role=Role.OFFICER),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )

    def look() -> None:
        answer = client.post("/en/office/people/", {"words": "Siân Ŵyn 77"})
        if answer.status_code != 200 or "VP-" not in answer.content.decode():
            raise SystemExit(f"the page answered {answer.status_code}")

    def in_plain(people, words):
        return people.filter(source__icontains=words)

    def theirs() -> None:
        pages.search = in_plain
        try:
            look()
        finally:
            pages.search = searching.search

    return compare(
        bench="find_person",
        baseline="the same page, names in plain, icontains",
        ours=look,
        theirs=theirs,
        bar=3.0,
        better="lower",
        n=PEOPLE,
        runs=5,
    )


def main() -> None:
    if sys.argv[1:] == ["memory"]:
        # What the database keeps is not the worker's: here it is a file, as in earnest.
        with tempfile.TemporaryDirectory() as folder:
            set_up(file=f"{folder}/people.sqlite3")
            memory()
        return
    set_up()
    show([measure_import(), measure_finding(), measure_memory()])


if __name__ == "__main__":
    main()
