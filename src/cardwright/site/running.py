"""How generative models are set: prompts, sampling and retrieval, the guardrails around them, and where they run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardwright.cards.record import Link, Shown, Target, show_value
from cardwright.cards.words import label_of, plain_name, shorten
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import field_at
from cardwright.site.clocks import day_of
from cardwright.site.published import Published

if TYPE_CHECKING:
    from cardwright.catalog.graph import Entry

VERSIONS_SHOWN = 6
DEPLOYMENTS_SHOWN = 30


class Prompt(NamedTuple):
    """A prompt as it is under version control; `text` is shown letter by letter."""

    title: str
    about: str
    text: str


class Guardrail(NamedTuple):
    """A control around a model. `tested` says when and with what result; empty where nobody tested it."""

    name: str
    place: str
    purpose: str
    tested: str


class Settings(NamedTuple):
    """The settings of one version; `version` is None on its own page."""

    version: Target | None
    prompts: Sequence[Prompt]
    values: Sequence[tuple[str, Shown]]


class Generation(NamedTuple):
    """What a page shows of generation."""

    settings: Sequence[Settings]
    guardrails: Sequence[Guardrail]


class Deployment(NamedTuple):
    """One place where something runs, or has run until a day: the system, and what is recorded of it."""

    system: Target
    name: str
    environment: str
    versions: Sequence[Target]
    since: str
    until: str
    ended: bool
    countries: str


def generation_of(published: Published, entry: Entry, link: Link) -> Generation | None:
    """Return the settings of a version, or of the versions a system runs with its guardrails; None without any."""
    versions = [entry] if entry.kind == "model_version" else []
    if entry.kind == "system":
        versions = published.catalog.reach(entry, "model_version")[:VERSIONS_SHOWN]
    settings = [found for version in versions if (found := _settings(version, link, alone=entry.kind != "system"))]
    guardrails = [_guardrail(item) for item in _items(entry.source.data.get("generative"), "guardrails")]
    return Generation(settings, guardrails) if settings or guardrails else None


def _settings(version: Entry, link: Link, *, alone: bool) -> Settings | None:
    held = version.source.data.get("generation")
    if not isinstance(held, Mapping):
        return None
    prompts = [_prompt(item) for item in _items(held, "prompts")]
    values = list(_values(held, link))
    return Settings(None if alone else link(version.ref), prompts, values) if prompts or values else None


def _prompt(item: Mapping[str, Any]) -> Prompt:
    about = [f"version {shorten(item['version'], 40)}"] if isinstance(item.get("version"), str) else []
    variables = item.get("variables")
    if isinstance(variables, list) and variables:
        about.append("filled with " + shorten(", ".join(text for text in variables if isinstance(text, str))))
    role = item.get("role")
    title = f"{plain_name(role) if isinstance(role, str) else ''} prompt {item.get('id', '')}"
    text = item.get("text") if isinstance(item.get("text"), str) else f"see {item.get('file', 'nowhere stated')}"
    return Prompt(shorten(title), "; ".join(about), str(text))


def _values(held: Mapping[str, Any], link: Link) -> Iterator[tuple[str, Shown]]:
    for section in ("sampling", "retrieval"):
        below = held.get(section)
        for name, value in below.items() if isinstance(below, Mapping) else ():
            field = field_at(ENTITY_CLASSES["model_version"], ["generation", section, name])
            target = link(value) if isinstance(value, str) and ":" in value else None
            shown = show_value(field.shape if field else None, value, link)
            yield label_of(name), Shown("ref", shown.text, target=target) if target else shown
    if isinstance(held.get("context_window"), str):
        yield "Context window", Shown("text", shorten(held["context_window"]))


def _guardrail(item: Mapping[str, Any]) -> Guardrail:
    tests = sorted(
        (test for test in _items(item, "tests") if isinstance(test.get("date"), str)), key=lambda test: test["date"]
    )
    tested = ""
    if tests:
        passed = {"true": "passed", "false": "failed"}.get(str(tests[-1].get("passed")), "result not stated")
        tested = f"{shorten(tests[-1]['date'], 20)}, {passed}"
    return Guardrail(
        shorten(str(item.get("name") or "unnamed")),
        plain_name(shorten(str(item.get("place") or ""), 40)),
        str(item.get("purpose") or ""),
        tested,
    )


def deployments_of(published: Published, entry: Entry, link: Link) -> tuple[list[Deployment], int]:
    """Where a system, a model or a version runs, and how many places more there are than a page shows."""
    if entry.kind == "system":
        systems = [entry]
    elif entry.kind in ("model", "model_version"):
        systems = _running(published, entry)
    else:
        return [], 0
    found: list[Deployment] = []
    total = 0
    for system in systems:
        for item in _items(system.source.data.get("operation"), "deployments"):
            refs = [ref for ref in item.get("models") or () if isinstance(ref, str)] if _listed(item) else []
            if system is not entry and not any(_is_about(ref, entry) for ref in refs):
                continue
            total += 1
            if len(found) < DEPLOYMENTS_SHOWN:
                found.append(_deployment(published, system, item, refs, link))
    return found, total - len(found)


def _listed(item: Mapping[str, Any]) -> bool:
    return isinstance(item.get("models"), list)


def _running(published: Published, entry: Entry) -> list[Entry]:
    refs = {link.source for ref in _own_refs(published, entry) for link in published.catalog.links.into(ref)}
    found = (published.catalog.find(ref) for ref in sorted(refs))
    return [other for other in found if other is not None and other.kind == "system"]


def _own_refs(published: Published, entry: Entry) -> list[str]:
    versions = published.versions(entry) if entry.kind == "model" else ()
    return [entry.ref, *(version.ref for version in versions)]


def _is_about(ref: str, entry: Entry) -> bool:
    return ref.strip() == entry.ref or (entry.kind == "model" and ref.strip().partition("@")[0] == entry.ref)


def _deployment(
    published: Published, system: Entry, item: Mapping[str, Any], refs: Sequence[str], link: Link
) -> Deployment:
    def text(name: str) -> str:
        value = item.get(name)
        return shorten(value) if isinstance(value, str) else ""

    countries = item.get("countries")
    names = [name for name in countries if isinstance(name, str)] if isinstance(countries, list) else []
    return Deployment(
        link(system.ref) or Target("", published.name_of(system)),
        text("id"),
        plain_name(text("environment")),
        [target for ref in refs if (target := link(ref))],
        text("deployed_on"),
        text("retired_on"),
        (last := day_of(item.get("retired_on"))) is not None and last < published.as_of,
        shorten(", ".join(names)),
    )


def _items(held: Any, member: str) -> list[Mapping[str, Any]]:
    value = held.get(member) if isinstance(held, Mapping) else None
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
