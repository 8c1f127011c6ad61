"""Every address the resolver knows, by name."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One named page, and what its address is made with."""

    name: str
    wanted: frozenset[str]


def addresses(urlconf: str | None = None) -> dict[str, Address]:
    """Return every named address; the few without a name belong to the admin itself."""
    found = {}
    for name, wanted in _walk(get_resolver(urlconf), "", frozenset()):
        known = found.get(name)
        if known is None or len(wanted) < len(known.wanted):
            found[name] = Address(name, wanted)
    return found


def _walk(
    resolver: URLResolver, namespace: str, wanted: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in resolver.url_patterns:
        keys = wanted | frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, keys)
        elif isinstance(entry, URLPattern):
            if entry.name:
                yield f"{namespace}{entry.name}", keys
            elif namespace != "admin:":
                yield f"{namespace}unnamed {entry.pattern}", keys
