"""Editions: what an audience may not see is in no byte of what is made for it, and what it may see is there."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import itertools
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pikepdf
import pytest
import yaml
from conftest import TODAY, write_files

from cardwright.audiences.marks import sees, shows_kind
from cardwright.audiences.narrowing import narrow
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.field import Audience, narrower
from cardwright.catalog.entities.shape import Shape, shape_of
from cardwright.rules.judge import judge
from cardwright.site.build import build_site

NARROW: tuple[Audience, ...] = ("public", "customer", "regulator")
CHOICES = {"bool": "true", "country": "DE", "language": "en", "point": "5(b)", "month": "2026-05"}
"""Forms too small to hold a word of their own."""


class Canary(NamedTuple):
    """A word that stands in one field of one entity, and who may read it there; None: nobody but the organisation."""

    word: str
    kind: str
    path: str
    mark: Audience


class Saturated:
    """A catalog in which every field of every kind of entity is filled in, each with a word of its own."""

    def __init__(self) -> None:
        self.canaries: list[Canary] = []
        self.files: dict[str, str] = {}
        self._number = itertools.count(1)
        self._ids = {kind: f"zqid{kind.replace('_', '')}" for kind in ENTITY_CLASSES}
        for kind, record in ENTITY_CLASSES.items():
            self._fill(kind, record)

    def _fill(self, kind: str, record: Any) -> None:
        data = self._value(shape_of(record), kind, "", None)
        data["kind"] = kind
        if kind == "organisation":
            data["frameworks"] += ["eu-ai-act", "mas-airg", "house"]
        if kind == "model_version":
            data["model"], data["version"] = f"model:{self._ids['model']}", "9.1"
        else:
            data["id"] = self._ids[kind]
            self.canaries.append(Canary(self._ids[kind], kind, "id", "internal"))
        path = record.file.replace("<id>", self._ids[kind]).replace("<name>", self._ids[kind])
        path = path.replace("<version>", "9.1") if kind == "model_version" else path
        word = self._word(kind, "(a comment)", "internal")
        self.files[path] = f"# {word}\n{yaml.safe_dump(data, sort_keys=False, allow_unicode=True)}"

    def _word(self, kind: str, path: str, mark: Audience | None) -> str:
        word = f"zqx{next(self._number)}q"
        self.canaries.append(Canary(word, kind, path, mark or "internal"))
        return word

    def _value(self, shape: Shape, kind: str, path: str, mark: Audience | None) -> Any:
        if shape.holds == "leaf":
            return self._leaf(shape, kind, path, mark)
        if shape.holds == "list":
            return [self._value(shape.item, kind, path, mark)]  # type: ignore[arg-type]  # a list has an item
        if shape.holds == "map":
            return {self._word(kind, path, mark): self._value(shape.item, kind, path, mark)}  # type: ignore[arg-type]
        return {
            name: self._value(declared.shape, kind, f"{path}.{name}".strip("."), narrower(mark, declared.audience))
            for name, declared in shape.fields.items()
            if path or name not in ("kind", "id", "model", "version")
        } | ({"version": self._word(kind, "version", "customer")} if not path and kind == "dataset" else {})

    def _leaf(self, shape: Shape, kind: str, path: str, mark: Audience | None) -> str:
        form = shape.form.name if shape.form else ""
        if form == "enum":
            return shape.values[0]
        if form in CHOICES:
            return CHOICES[form]
        if form in ("ref", "entity_ref"):
            return self._reference(shape.form.kinds)  # type: ignore[union-attr]
        word = self._word(kind, path, mark)
        number = next(self._number)
        if form in ("int", "float"):
            return self._instead(word, str(730_000_000 + number))
        if form == "date":
            return self._instead(word, str(datetime.date(2150, 1, 1) + datetime.timedelta(number)))
        if form == "duration":
            return self._instead(word, f"P{70000 + number}D")
        if form == "sha256":
            return self._instead(word, hashlib.sha256(word.encode()).hexdigest())
        if form == "url":
            return f"https://example.com/{word}"
        if form == "file":
            self.files[f"evidence/{word}.txt"] = f"content {word}\n"
            return f"evidence/{word}.txt"
        if form in ("id", "version"):
            return word
        return f"{word} stands here"

    def _instead(self, word: str, text: str) -> str:
        self.canaries[-1] = self.canaries[-1]._replace(word=text)
        assert self.canaries[-1].path
        return text

    def _reference(self, kinds: tuple[str, ...]) -> str:
        kind = next(
            (kind for kind in ("system", "model_version", "dataset", "model", "team") if kind in kinds), kinds[0]
        )
        return f"model:{self._ids['model']}@9.1" if kind == "model_version" else f"{kind}:{self._ids[kind]}"

    def write(self, folder: Path) -> None:
        """Write the catalog."""
        for path, text in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")


HOUSE = """\
## frameworks/house/framework.yaml
id: house
prefix: HOUSE
title: zqhousex rules
issuer: zqhousex
edition: "2026"
knowledge: 2026-11-01
provisions: [{id: names, ref: zqhousex 1, title: Names}]
## frameworks/house/rules/all.yaml
rules:
- id: HOUSE001
  name: described
  title: zqhousex
  cites: names
  level: error
  applies: {kind: system}
  check: {matches: {of: description, pattern: 'zqhousex.*'}}
  why: zqhousex
  remedy: zqhousex
  good: "{kind: system, id: s, description: zqhousex}"
  bad: |
    kind: system
    id: s
    description: Sorts letters.   # <- HOUSE001
"""
ALWAYS_HIDDEN = {"zqunknownkey", "zqunknownvalue", "zqhandx", "zqpicture", "zqpicturebytes", "zqhousex", "zqnavx"}


class Made(NamedTuple):
    """What was made for an audience: a site, the packs, and the words that are in them or must not be."""

    audience: Audience
    folder: Path
    hidden: set[str]
    shown: set[str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Saturated, Path]:
    """The saturated catalog, in a project with pages written by hand."""
    made, folder = Saturated(), tmp_path_factory.mktemp("project")
    made.write(folder / "catalog")
    write_files(folder / "catalog", HOUSE)
    system = next(path for path in made.files if path.startswith("systems/"))
    with (folder / "catalog" / system).open("a", encoding="utf-8") as file:
        file.write("zqunknownkey: zqunknownvalue\n")
    (folder / "docs").mkdir()
    (folder / "docs/secret.md").write_text("# zqhandx\n\n![x](zqpicture.png)\n")
    (folder / "docs/zqpicture.png").write_bytes(b"zqpicturebytes")
    (folder / "docs/open.md").write_text("---\naudience: public\n---\n# Openly said\n\n![x](shown.png)\n")
    (folder / "docs/shown.png").write_bytes(b"shownbytes")
    (folder / "mkdocs.yml").write_text(
        "site_name: Inventory\ntheme: {name: material, font: false}\nplugins: [search, offline, cardwright]\n"
        "nav: [{zqnavx: secret.md}, {Open: open.md}]\n"
    )
    return made, folder


@pytest.fixture(scope="module", params=NARROW)
def made(
    request: pytest.FixtureRequest, project: tuple[Saturated, Path], tmp_path_factory: pytest.TempPathFactory
) -> Made:
    """The site for an audience, and for those who get them the packs, made by the command line."""
    audience, (saturated, folder) = request.param, project
    shown_kinds = {kind for kind, record in ENTITY_CLASSES.items() if shows_kind(audience, record)}
    shown = {item.word for item in saturated.canaries if item.kind in shown_kinds and sees(audience, item.mark)}
    output = tmp_path_factory.mktemp(audience)
    site = build_site(folder / "mkdocs.yml", folder / "catalog", output / "site", TODAY, False, None, audience)
    assert site.is_dir()
    return Made(audience, output, {item.word for item in saturated.canaries} - shown | ALWAYS_HIDDEN, shown)


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file, what is compressed also as it was before."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name, content = path.relative_to(folder).as_posix(), path.read_bytes()
            yield name, name.encode() + b"\n" + content
            if content[:2] == b"\x1f\x8b":
                yield name, gzip.decompress(content)


def strays(found: Iterator[tuple[str, bytes]], words: set[str]) -> list[tuple[str, str]]:
    """Which of the words stand where, in whatever case."""
    pattern = re.compile(rb"zq[a-z0-9]+|73\d{7}|21[56]\d-\d\d-\d\d|p7\d{4}d|[0-9a-f]{64}")
    lower = {word.lower() for word in words}
    return [
        (name, text)
        for name, content in found
        for text in sorted({match.decode() for match in pattern.findall(content.lower())})
        if text in lower
    ]


def test_nothing_above_the_audience_is_in_any_byte(made: Made) -> None:
    """No word of a field, entity, framework or page above the audience is in a file of its site, or in its name."""
    assert len(made.hidden) > 50
    assert not strays(contents(made.folder), made.hidden)


def test_everything_for_the_audience_is_there(made: Made) -> None:
    """What an audience may see stands in its site, and pages by hand that are marked for it are kept with pictures."""
    names = [(name, content) for name, content in contents(made.folder) if name.endswith((".json", ".html"))]
    text = b"\n".join(content for _, content in names).decode()
    assert len(made.shown) > 50
    assert [word for word in sorted(made.shown) if word not in text] == []
    assert "Openly said" in text
    assert (made.folder / "site/shown.png").exists()


def test_links_of_an_edition_lead_somewhere(made: Made) -> None:
    """No page of an edition links to one that it does not have."""
    site = made.folder / "site"
    broken = set()
    for path in set(site.rglob("*.html")) - {site / "404.html"}:
        for href in re.findall(r'(?:href|src)="([^"#]+)[^"]*"', path.read_text()):
            target = unquote(href.partition("?")[0])
            if not re.match(r"[a-z]+:|//", target) and not (path.parent / target).exists():
                broken.add((path.relative_to(site).as_posix(), href))
    assert sorted(broken)[:10] == []


def test_an_edition_never_says_that_nothing_was_found(made: Made) -> None:
    """Who does not see how the catalog was judged gets no list that is empty for that reason, but is told so."""
    index = json.loads((made.folder / "site/api/index.json").read_text())
    entity = (made.folder / "site" / index["entities"][0]["page"]).read_text()
    assert index["audience"] == made.audience
    assert ("levels" in index) == (made.audience == "regulator")
    assert ("What the rules found is not shown here" in entity) == (made.audience != "regulator")
    if made.audience == "regulator":
        assert index["withheld_findings"] > 0
        assert f"{index['withheld_findings']} findings concern what this edition leaves out" in entity
    else:
        assert not re.search(r"\d+ findings? concern", entity)  # their number says how the catalog was judged
        assert not (made.folder / "site/findings").exists()
        assert not (made.folder / "site/api/findings.json").exists()


SMALL = """\
## catalog.yaml
{kind: organisation, id: zqbank, name: Bank, frameworks: [mas-airg, zqframework]}
## teams/zqdesk.yaml
# zqcomment
kind: team
id: zqdesk
name: Desk
functions: [developer]
contact: {role: Duty modeller, email: shown-desk@example.com}
on_call: {channel: zqchannel, runbook: {file: evidence/zqrunbook.txt}}
aliases: [zqalias]
## systems/zqsorter.yaml
kind: system
id: zqsorter
name: Letter sorter
owner: team:zqdesk
tags: [zqtag]
runbook: {title: zqbook, file: evidence/zqrunbook.txt}
documentation: [{title: Shown notes, file: evidence/shown.txt}]
composition: {models: [{model: "model:zqtopics@1", purpose: sorts}]}
zqunknown: zqvalue
## models/zqtopics/model.yaml
{kind: model, id: zqtopics, name: Topics, registries: [{tool: mlflow, id: zqrun}]}
## models/zqtopics/1.yaml
kind: model_version
model: model:zqtopics
version: 1
generation: {prompts: [{id: zqprompt, role: system, text: zqtext}]}
## waivers/zqwaiver.yaml
kind: waiver
id: zqwaiver
rule: CAT021
entity: system:zqsorter
reason: The field is tried out.
requested_by: Product owner
approved_by: Head of risk
approved_on: 2026-11-01
expiry: 2026-12-01
## evidence/zqrunbook.txt
zqsteps
## evidence/shown.txt
shown notes
"""


TOLD = """\
## systems/zqsorter.yaml
kind: system
id: zqsorter
name: Letter sorter
tags: [zqtag]
risk_management: {risks: [{id: zqr, description: zqrisk}]}
transparency: {instructions: {deployer_duties: Look twice at every letter}}
## use-cases/zqcase.yaml
{kind: use_case, id: zqcase, name: zqcasename}
"""


def test_packs_of_an_edition_hold_no_more_than_it(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """An authority's pack has nothing above it: not in its pages, its attachments, its names or its metadata."""
    write_files(tmp_path / "catalog", SMALL)
    done = run("build", "--audience", "regulator", "--packs", "--as-of", str(TODAY), "-d", "site", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (pack,) = (tmp_path / "packs/regulator").glob("*.pdf")
    pages, parts, attached = opened(pack)
    words = {word.encode() for word in re.findall("zq[a-z]+", SMALL)}
    assert [word for word in sorted(words) if any(word in part for part in parts)] == []
    assert "shown-desk@example.com" in pages
    assert b"shown notes\n" in attached.values()


def opened(pack: Path) -> tuple[str, list[bytes], dict[str, bytes]]:
    """The text of a pack's pages, everything in it as bytes, and its attachments."""
    with pikepdf.open(pack) as pdf:
        attached = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
        streams = [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream) and _is_text(item)]
    pages = subprocess.run(["pdftotext", pack, "-"], capture_output=True, check=True).stdout
    parts = [pack.name.encode(), pages, pack.read_bytes(), *streams]
    return pages.decode(), parts + [name.encode() + b"\n" + content for name, content in attached.items()], attached


def _is_text(stream: pikepdf.Stream) -> bool:
    return stream.get("/Subtype") != "/Image" and "/FontFile2" not in stream


@pytest.mark.parametrize("audience", ["public", "customer"])
def test_packs_for_those_who_do_not_see_the_judging_say_that_it_is_withheld(
    audience: str, run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """They hold what the record tells these readers; no count, class or list of findings could be taken for a pass."""
    write_files(tmp_path / "catalog", SMALL + TOLD)
    done = run("pack", "--audience", audience, "--as-of", str(TODAY), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (pack,) = (tmp_path / "packs").iterdir()
    pages, parts, attached = opened(pack)
    words = {word.encode() for word in re.findall("zq[a-z]+", SMALL + TOLD)} - {b"zqsorter"}  # its name says as much
    assert [word for word in sorted(words) if any(word in part for part in parts)] == []
    assert pack.name == f"letter-sorter+{audience}.pdf"
    assert "How the record was judged is withheld" in pages
    assert ("What the deployer has to be told" in pages) == (audience == "customer")
    assert "Technical documentation" not in pages
    assert not re.search("(?i)risk class|class, derived|not complete|outcomes|no rule|no finding|MASA|CAT0", pages)
    assert re.search(r"tags.*\n*.*Withheld|Withheld from the readers", pages)
    report = json.loads(attached["report.json"])
    assert report["judged"] is False
    assert not {"findings", "coverage"} & report.keys()
    checked = run("verify", pack)
    assert checked.returncode == 0, checked.stdout
    assert "0 findings" not in checked.stdout


@pytest.mark.parametrize("audience", ["internal", "customer"])
def test_pack_prints_every_field_that_its_readers_see(
    audience: Audience,
    project: tuple[Saturated, Path],
    run: Callable[..., subprocess.CompletedProcess[str]],
    tmp_path: Path,
) -> None:
    """Each word of each field of the entities in scope stands on the pages, and none above the audience does."""
    saturated, folder = project
    done = run("pack", "system:zqidsystem", "--audience", audience, "-d", tmp_path, cwd=folder)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.iterdir()
    pages, parts, attached = opened(path)
    text = re.sub(r"[\s\u200b]", "", pages)
    kinds = {kind_of(ref) for ref in json.loads(attached["manifest.json"])["entities"]}
    assert len(kinds) == (len(ENTITY_CLASSES) if audience == "internal" else 6)
    seen = [
        item
        for item in saturated.canaries
        if item.kind in kinds and sees(audience, item.mark) and item.path != "(a comment)"
    ]
    missing = {item.path for item in seen if item.word not in text and f"{item.word[1:-1]}days" not in text}
    assert {path for path in missing if not path.endswith(".n")} == set()  # counts of cases break in a narrow column
    if audience != "internal":
        hidden = {item.word for item in saturated.canaries} - {item.word for item in seen}
        assert strays(((str(number), part) for number, part in enumerate(parts)), hidden | ALWAYS_HIDDEN) == []


def kind_of(ref: str) -> str:
    """The kind of an entity by its reference."""
    return "model_version" if "@" in ref else ref.partition(":")[0]


def test_register_in_a_pack_counts_nothing_that_its_readers_do_not_see(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Kinds, columns and findings that are withheld are left out of the register, and not shown as none."""
    write_files(tmp_path / "catalog", SMALL + TOLD)
    done = run("pack", "organisation:zqbank", "--audience", "customer", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (pack,) = (tmp_path / "packs").iterdir()
    pages, parts, _ = opened(pack)
    assert "Letter sorter" in pages
    assert not re.search(r"Use case|None in the catalog|\bOwner\b|Risk class", pages)
    assert pages.count("Open findings") == 1  # withheld, as the cover says
    assert not any(b"zqcasename" in part for part in parts)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--document", "annex-iv"), "annex-iv is written for the audience regulator"),
        (("--framework", "mas-airg"), "not shown to the audience customer"),
        (("use_case:zqcase",), "use_case:zqcase is not shown to the audience customer"),
    ],
)
def test_what_customers_may_not_see_is_refused(
    asked: tuple[str, ...], said: str, run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """A document, a framework or an entity above the audience is no pack with nothing in it, but an error."""
    write_files(tmp_path / "catalog", SMALL + TOLD)
    done = run("pack", *asked, "--audience", "customer", cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "packs").exists()


def test_build_makes_the_packs_of_an_edition_for_anybody(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """`build --packs` for customers writes their packs into a folder of their own."""
    write_files(tmp_path / "catalog", SMALL)
    done = run("build", "--audience", "customer", "--packs", "-d", "site", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in (tmp_path / "packs/customer").iterdir()] == ["letter-sorter+customer.pdf"]


def test_hidden_fields_are_not_called_missing(catalog_of: Callable[[str], Any]) -> None:
    """The whole catalog is judged: what an edition leaves out is there, and no rule reports that it is missing."""
    text = """\
## catalog.yaml
{kind: organisation, id: bank, name: Bank, frameworks: [mas-airg]}
## teams/desk.yaml
kind: team
id: desk
name: Desk
functions: [developer]
on_call: {channel: "#desk"}
"""
    report = judge(catalog_of(text), TODAY)
    narrowed = narrow(report, "regulator").report
    before = {(finding.rule, finding.pointer) for finding in report.findings}
    assert {(finding.rule, finding.pointer) for finding in narrowed.findings} <= before
    assert len(narrowed.results) > 0
    assert "on_call" not in narrowed.catalog.entities["team:desk"].source.data


def test_a_message_that_quotes_a_hidden_field_gives_way_to_the_title_of_its_rule(
    catalog_of: Callable[[str], Any],
) -> None:
    """A finding at a field that is shown stays, and says no word of what is not."""
    text = """\
## catalog.yaml
{kind: organisation, id: bank, name: Bank, frameworks: []}
## systems/zqsecret.yaml
kind: system
id: zqsecret
name: Sorter
owner: team:zqnobody
"""
    report = judge(catalog_of(text), TODAY)
    assert any("zqnobody" in finding.message for finding in report.findings)
    narrowed = narrow(report, "regulator")
    told = "".join(str(finding) for finding in narrowed.report.findings)
    assert "zq" not in told
    assert len(narrowed.report.findings) + narrowed.withheld == len(report.findings)


def test_ids_of_an_edition_come_from_names(catalog_of: Callable[[str], Any]) -> None:
    """Entities are called after their names; two of one name stay apart, and references follow."""
    text = """\
## catalog.yaml
{kind: organisation, id: bank, name: Bank, frameworks: []}
## models/x1/model.yaml
{kind: model, id: x1, name: "Cr\u00e9dit / Score", owner: "team:y"}
## models/x2/model.yaml
{kind: model, id: x2, name: Credit Score}
## models/x1/1.yaml
{kind: model_version, model: "model:x1", version: "1.10"}
## teams/y.yaml
{kind: team, id: y, name: Data Desk, functions: [developer]}
"""
    catalog = narrow(judge(catalog_of(text), TODAY), "regulator").report.catalog
    assert [ref for ref in catalog.entities if ref.startswith("model")] == [
        "model:credit-score", "model:credit-score-2", "model:credit-score@1.10",
    ]  # fmt: skip
    assert catalog.entities["model:credit-score"].source.data["owner"] == "team:data-desk"
    assert catalog.entities["model:credit-score@1.10"].source.data["version"] == "1.10"


@pytest.mark.parametrize("text", ["~", "null", "", "1.10", "no", "<<", "a: b", "- x", "*a", "line\nline", " x "])
def test_texts_come_through_an_edition_as_they_were(text: str, catalog_of: Callable[[str], Any]) -> None:
    """What is written into the files of an edition is read as the very same text."""
    source = f"kind: model\nid: m\nname: M\ndescription: {json.dumps(text)}\n"
    catalog = narrow(judge(catalog_of(source), TODAY), "public").report.catalog
    assert catalog.entities["model:m"].source.data["description"] == text


def test_audience_of_the_configuration_counts(tmp_path: Path) -> None:
    """`audience` among the options of the plugin in mkdocs.yml does what the option of the command does."""
    write_files(tmp_path / "catalog", "kind: model\nid: zqid\nname: Score\ntags: [zqtag]\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\ntheme: {name: material, font: false}\nplugins: [search, {cardwright: {audience: customer}}]\n"
    )
    site = build_site(tmp_path / "mkdocs.yml", tmp_path / "catalog", tmp_path / "site", TODAY, False)
    assert (site / "models/score/index.html").exists()
    assert not strays(contents(site), {"zqid", "zqtag"})
