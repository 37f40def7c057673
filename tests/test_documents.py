"""Documents: which there are, what each prints in which order, and for whom they are due."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TODAY, write_files

from cardwright.cards.record import show_record
from cardwright.catalog.entities import ENTITY_CLASSES
from cardwright.catalog.entities.shape import field_at, shape_of
from cardwright.catalog.graph import Catalog
from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.packs.documents import Asked, Choice, Document, check_names, choose_documents, read_documents
from cardwright.packs.scope import scope_of
from cardwright.packs.selection import Selection, choose_subjects, limit
from cardwright.packs.statements import Point, fill_document, pick
from cardwright.rules.judge import judge
from cardwright.rules.paths import parse_path
from cardwright.rules.shelf import shipped_frameworks
from cardwright.shipped import find_sample, find_templates

DOCUMENTS = {document.name: document for document in read_documents([find_templates()])}
Run = Callable[..., "subprocess.CompletedProcess[str]"]
ORDERS = {
    "annex-iv": "annex-iv-",
    "annex-v": "annex-v-",
    "annex-viii-a": "annex-viii-section-a-",
    "annex-viii-b": "annex-viii-section-b-",
    "annex-viii-c": "annex-viii-section-c-",
    "annex-xi": "annex-xi-",
    "annex-xii": "annex-xii-",
    "instructions-for-use": "art-13-3-",
    "fria": "art-27-",
    "model-documentation-form": "gpai-cop-model-documentation-form-",
    "training-summary": "art-53-1-d-template-",
}
"""Documents that follow a list of the law, and what the provisions of that list begin with."""
GUIDED = ("materiality-sheet", "third-party-file", "validation-summary")
"""Documents in the order of the paragraphs of the MAS guidelines."""
DELETED = {"annex-viii-section-b-7", "annex-viii-section-b-9"}
PROVIDER = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [eu-ai-act, mas-airg]
legal_identity: {legal_name: Bank SE, country: SIZE}
## systems/loans.yaml
kind: system
id: loans
name: Loans
version: '1'
actors: {roles: [provider]}
classification: {annex_iii_points: ['5(b)'], rationale: Scores persons.}
characteristics: {profiling: true}
conformity:
  technical_documentation: {form: FORM}
  registrations:
  - {section: a, inputs_summary: Facts of the application}
  - {section: c, inputs_summary: Not for section A}
"""
SINGAPORE = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [mas-airg]
## systems/chat.yaml
kind: system
id: chat
name: Chat
## use-cases/fees.yaml
kind: use_case
id: fees
name: Fees
systems: [system:chat]
scope: {countries: [SG]}
"""


@pytest.fixture(scope="module")
def sample() -> Catalog:
    """The sample catalog."""
    return load_catalog(find_sample())


def choices(catalog: Catalog, ref: str, names: tuple[str, ...] = (), framework: str = "") -> dict[str, Choice]:
    """The documents for an entity, by name."""
    report = judge(catalog, TODAY)
    selection = Selection(documents=names, framework=framework).over(report)
    scope = scope_of(catalog, limit(report, framework), catalog.entities[ref])
    return {choice.document.name: choice for choice in choose_documents(DOCUMENTS.values(), scope, selection)}


def points_of(catalog: Catalog, ref: str, document: str) -> dict[str, Point]:
    """The sections of a document about an entity, by their number."""
    scope = scope_of(catalog, judge(catalog, TODAY), catalog.entities[ref])
    filled = fill_document(DOCUMENTS[document], scope, lambda _: None)
    return {point.section.number: point for point in filled}


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents_speak_of_what_there_is(document: Document) -> None:
    """Every field that a document prints is one of the catalog, and every provision one of its frameworks."""
    shipped = shipped_frameworks()
    provisions = {item.id for name in document.frameworks for item in shipped[name].provisions}
    for section in document.sections:
        assert set(section.provisions) <= provisions, section.number
        assert section.heading or section.fields or section.sheets, section.number
        for asked in section.fields:
            names = [name for name, _ in asked.path.steps]
            assert field_at(ENTITY_CLASSES[asked.kind], names) is not None, asked.path.text
        assert len(section.asks) <= 170
    assert set(document.kinds) | set(document.whole) <= ENTITY_CLASSES.keys()


@pytest.mark.parametrize(("name", "prefix"), ORDERS.items())
def test_documents_keep_the_order_of_the_law(name: str, prefix: str) -> None:
    """Every item of the law's list has its section, in the law's order, and what was deleted has none."""
    listed = [item.id for item in shipped_frameworks()["eu-ai-act"].provisions if item.id.startswith(prefix)]
    printed = [item for section in DOCUMENTS[name].sections for item in section.provisions if item.startswith(prefix)]
    assert printed == [item for item in listed if item not in DELETED]


@pytest.mark.parametrize("name", GUIDED)
def test_documents_keep_the_order_of_the_guidelines(name: str) -> None:
    """Paragraphs that the name of a document gives stand in their order; what it needs of others comes after them."""
    document = DOCUMENTS[name]
    numbers = [section.number for section in document.sections if section.number]
    if name == "materiality-sheet":
        assert numbers == ["4.10", "4.11", "4.12(a)", "4.12(b)", "4.12(c)", "4.13", "5.2"]
    elif name == "validation-summary":
        assert numbers == ["5.14", "5.18", "5.19", "5.20", "5.21", "5.22", "5.24"]
        assert "5.23" not in document.short
    else:
        assert numbers == ["5.10", *(f"5.11({letter})" for letter in "abcdeg"), "5.11"]


def test_no_document_is_for_nobody() -> None:
    """Every document of the list of the product is there, each with its title and its readers."""
    wanted = {
        *ORDERS, "annex-iv-simplified", "monitoring-plan", "model-card", "mas-inventory-record", "materiality-sheet",
        "feat-assessment", "validation-summary", "third-party-file", "inventory-register", "records",
    }  # fmt: skip
    assert wanted == DOCUMENTS.keys()
    for document in DOCUMENTS.values():
        assert document.title
        assert document.audience in ("public", "customer", "regulator", "internal")


def test_documents_are_due_by_facts(sample: Catalog) -> None:
    """A high-risk system of its provider and deployer has the file, the declaration and the assessment; others not."""
    found = choices(sample, "system:credit-scoring")
    states = {name: choice.state for name, choice in found.items()}
    for name in ("annex-iv", "annex-v", "annex-viii-a", "instructions-for-use", "fria", "monitoring-plan"):
        assert (states[name], found[name].is_in) == ("due", True), name
    for name in ("annex-iv-simplified", "annex-viii-b", "annex-viii-c", "third-party-file"):
        assert (states[name], found[name].is_in) == ("not_due", False), name
    assert "risk class: high" in found["annex-iv"].reason
    assert str(found["fria"].starts) == "2027-12-02"
    assert choices(sample, "system:digit-reader")["annex-iv"].state == "not_due"


def test_the_day_of_a_document_is_that_of_its_rules(sample: Catalog, tmp_path: Path) -> None:
    """Where some of its rules apply and others do not yet, it says so; one that is undecided hides no day."""
    found = choices(sample, "system:credit-scoring")["annex-iv"]
    assert found.starts is None
    assert re.search(r"; 1\d\d of 2\d\d checks apply later, from 2027-12-02 on$", found.reason), found.reason
    assert "later" not in choices(sample, "system:credit-scoring")["fria"].reason
    write_files(tmp_path, SINGAPORE)
    found = choices(load_catalog(tmp_path), "use_case:fees")["mas-inventory-record"]
    assert (found.state, str(found.starts)) == ("due", "2027-10-07")


def test_a_gap_of_another_entity_stands_at_its_field(tmp_path: Path) -> None:
    """What a rule on a system misses in its organisation is told at the field of the organisation, and not denied."""
    shutil.copytree(find_sample(), tmp_path / "catalog")
    top = tmp_path / "catalog" / "catalog.yaml"
    top.write_text(re.sub(r"(?m)^  contact: .*\n", "", top.read_text()))
    point = points_of(load_catalog(tmp_path / "catalog"), "system:credit-scoring", "annex-viii-a")["A(1)"]
    said = {item.path: item for entry, items in point.groups if entry.kind == "organisation" for item in items}
    contact = said["legal_identity.contact"]
    assert contact.value is None
    assert {finding.entity for finding in contact.findings} >= {"system:credit-scoring"}
    assert not any(finding.pointer == "legal_identity.contact" for finding in point.remarks)


def test_due_agrees_with_the_rules(sample: Catalog) -> None:
    """Where a document of the AI Act is not due, none of the rules of its own list applies, and the other way round."""
    report = judge(sample, TODAY)
    for entry in sample.by_kind("system"):
        outcomes = {result.rule: result.outcome for result in report.results if result.entity == entry.ref}
        for name in ("annex-v", "annex-viii-a", "annex-viii-b", "annex-viii-c", "fria"):
            rules = [
                outcomes[rule.id]
                for rule in shipped_frameworks()["eu-ai-act"].rules
                if rule.id in outcomes and all(cited.startswith(ORDERS[name]) for cited in rule.cites)
            ]
            state = choices(sample, entry.ref)[name].state
            assert (state == "not_due") == (set(rules) <= {"not_applicable"}), (entry.ref, name, state, rules)


def test_unknown_facts_leave_a_document_in(catalog_of: Callable[[str], Catalog]) -> None:
    """What may be due is printed, and said to be undecided."""
    catalog = catalog_of(PROVIDER.replace("actors: {roles: [provider]}\n", ""))
    found = choices(catalog, "system:loans")["annex-v"]
    assert (found.state, found.is_in) == ("undecided", True)
    assert "roles: unknown" in found.reason


@pytest.mark.parametrize(
    ("size", "form", "full", "simplified"),
    [
        ("DE, size_class: small", "commission_simplified", False, True),
        ("DE, size_class: small", "full", True, False),
        ("DE, size_class: large", "commission_simplified", True, False),
    ],
)
def test_only_smaller_providers_simplify(
    catalog_of: Callable[[str], Catalog], size: str, form: str, full: bool, simplified: bool
) -> None:
    """A smaller provider that says so has the simplified file in place of the full one; a large one never."""
    found = choices(catalog_of(PROVIDER.replace("SIZE", size).replace("FORM", form)), "system:loans")
    assert (found["annex-iv"].is_in, found["annex-iv-simplified"].is_in) == (full, simplified)


def test_framework_limits_what_is_in(sample: Catalog) -> None:
    """Limited to one framework, a pack holds its documents and those of none, and no finding of another one."""
    found = choices(sample, "use_case:customer-support", framework="mas-airg")
    assert found["mas-inventory-record"].is_in
    system = choices(sample, "system:credit-scoring", framework="mas-airg")
    assert not system["annex-v"].is_in
    assert system["annex-v"].state == "due"  # it is asked for, whatever this pack is limited to
    assert system["annex-v"].reason.endswith("; this pack is limited to mas-airg")
    assert choices(sample, "system:digit-reader", framework="mas-airg")["annex-v"].state == "not_due"
    assert system["model-card"].is_in
    report = limit(judge(sample, TODAY), "mas-airg")
    assert {finding.framework for finding in report.findings} <= {"mas-airg", "catalog"}
    with pytest.raises(CardwrightError, match="did you mean mas-airg"):
        limit(judge(sample, TODAY), "mas-air")


def test_documents_are_printed_by_name(sample: Catalog) -> None:
    """Asked for by name a document stands alone, due or not; a wrong name is answered with the right one."""
    found = choices(sample, "system:digit-reader", ("annex-v",))
    assert [name for name, choice in found.items() if choice.is_in] == ["annex-v"]
    with pytest.raises(CardwrightError, match="did you mean annex-v"):
        check_names(DOCUMENTS.values(), ["annex-w"], ["system"])
    with pytest.raises(CardwrightError, match="annex-xi is for entities of the kind model, not system"):
        choose_subjects(sample, ("system:digit-reader",), Selection(documents=("annex-xi",)))


def test_subjects_follow_from_what_is_asked(sample: Catalog) -> None:
    """Without a name every system; with all, everything; with a document of models, every model."""
    kinds = {
        "": {"system"},
        "all": {"system", "use_case", "model", "organisation"},
        "annex-xi": {"model"},
        "inventory-register": {"organisation"},
    }
    for asked, expected in kinds.items():
        selection = Selection(every=asked == "all", documents=(asked,) if asked in DOCUMENTS else ())
        assert {entry.kind for entry in choose_subjects(sample, (), selection)} == expected
    with pytest.raises(CardwrightError, match="not both"):
        choose_subjects(sample, ("system:digit-reader",), Selection(every=True))


def test_file_names_tell_packs_apart(sample: Catalog) -> None:
    """No two packs that one catalog can have share a name."""
    entries = [sample.entities["system:credit-scoring"], sample.entities["model:credit-scorecard"]]
    asked = [Selection(), Selection(documents=("annex-v",)), Selection(framework="mas-airg")]
    asked += [Selection(audience="regulator"), Selection(audience="customer")]
    names = [selection.file_name(entry) for entry in entries for selection in asked]
    assert len(set(names)) == len(names)
    assert names[0] == "credit-scoring.pdf"


@pytest.mark.parametrize(
    ("path", "is_whole"),
    [("system:reviews", True), ("system:reviews[internal_audit]", False), ("system:purpose.users", True)],
)
def test_field_of_which_a_document_picks_items_is_not_taken_for_printed(path: str, is_whole: bool) -> None:
    """The other items of a list must still stand among the other records."""
    assert Asked(parse_path(path), "").is_whole == is_whole


def test_section_that_is_given_as_a_text_is_printed_all_the_same(catalog_of: Callable[[str], Catalog]) -> None:
    """What stands where a section should is a finding, and no reason to leave its words out of the record."""
    catalog = catalog_of("## systems/a.yaml\n{kind: system, id: a, name: A, transparency: Told by letter}\n")
    entry = catalog.entities["system:a"]
    sections = show_record(shape_of(type(entry.value)), entry.source.data, judge(catalog, TODAY).findings, no_link)
    (shown,) = (field for section in sections for field in section.fields if field.path == "transparency")
    assert shown.value is not None
    assert shown.value.text == "Told by letter"
    assert shown.findings


def no_link(ref: str) -> None:
    """No reference leads anywhere."""


def test_selectors_pick_what_they_name(catalog_of: Callable[[str], Catalog]) -> None:
    """The sheet of Section A prints the entry of that section and of no other."""
    catalog = catalog_of(PROVIDER.replace("SIZE", "DE").replace("FORM", "full"))
    (inputs, logic) = points_of(catalog, "system:loans", "annex-viii-a")["A(6)"].groups[0][1]
    assert inputs.value is not None
    assert inputs.value.text == "Facts of the application"
    assert logic.value is None
    entry = catalog.entities["system:loans"]
    found = list(
        pick(entry.source.data, parse_path("conformity.registrations.inputs_summary").steps, type(entry.value))
    )
    assert [text for _, text in found] == ["Facts of the application", "Not for section A"]


def test_statements_carry_path_and_line(tmp_path: Path) -> None:
    """Each statement is traced to its field and to the line of the file where it stands."""
    write_files(tmp_path, PROVIDER.replace("SIZE", "DE").replace("FORM", "full"))
    catalog = load_catalog(tmp_path)
    statement = points_of(catalog, "system:loans", "annex-v")["1"].groups[0][1][0]
    lines = (tmp_path / "systems/loans.yaml").read_text().splitlines()
    assert (statement.path, lines[statement.line - 1]) == ("name", "name: Loans")


def test_a_gap_names_the_finding_on_what_it_is_part_of(catalog_of: Callable[[str], Catalog]) -> None:
    """Where a whole section of the record is missing, each of its items is a gap with the rule that asks for it."""
    catalog = catalog_of(PROVIDER.replace("SIZE", "DE").replace("FORM", "full"))
    for point in points_of(catalog, "system:loans", "annex-v").values():
        for _, statements in point.groups:
            for statement in statements:
                assert statement.value is not None or statement.findings or statement.asked_by or not point.marks


def test_bodies_are_small() -> None:
    """What documents share stands once: a document's own template says only what is its own."""
    for path in sorted(find_templates().glob("documents/*/body.html.j2")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 30, path


def test_print_style_stays_small() -> None:
    """Printing grows with the selectors of its style: there are fewer than 150."""
    style = re.sub(
        r"/\*.*?\*/", "", (find_templates() / "print/print.css").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    heads = [head.strip() for head in re.findall(r"([^{};]+)\{", style)]
    assert sum(len(head.split(",")) for head in heads if not head.startswith("@")) < 150


def test_own_documents_and_templates_come_before_ours(run: Run, tmp_path: Path) -> None:
    """A project adds a document of its own and changes one of ours; what it has not is ours; a slip is named."""
    own = (
        "## mkdocs.yml\nsite_name: Bank\n"
        "## catalog/catalog.yaml\nkind: organisation\nid: bank\nname: Bank\nframeworks: []\n"
        "## catalog/systems/a.yaml\nkind: system\nid: a\nname: A\n"
        "## templates/documents/house/document.yaml\ntitle: House sheet\norder: 1\nkinds: [system]\n"
        "## templates/documents/house/body.html.j2\n<p>Only {{ scope.subject.name }}.</p>\n"
    )
    write_files(tmp_path, own)
    names = [line.split()[0] for line in run("pack", "--document", "list", cwd=tmp_path).stdout.splitlines()]
    assert {"house", "annex-iv"} <= set(names)
    made = run("pack", "--document", "house", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    pdf = tmp_path / "packs/a+house.pdf"
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True)
    assert "Only A." in text.stdout
    (tmp_path / "templates/documents/house/document.yaml").write_text("title: [\n")
    slipped = run("pack", cwd=tmp_path)
    assert (slipped.returncode, "document.yaml:2: " in slipped.stderr) == (2, True)
