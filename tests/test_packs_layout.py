"""How packs are laid out: nothing moves to the next page for want of a hair, what is said once is printed once."""

from __future__ import annotations

import datetime
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from conftest import TODAY

from cardwright.cards.metric_table import MetricRow, MetricTable
from cardwright.cards.metrics import show_metrics
from cardwright.cards.words import plain_name
from cardwright.catalog.load import load_catalog
from cardwright.finding import Finding
from cardwright.packs.annexes import Annexes
from cardwright.packs.breaking import orient
from cardwright.packs.charts import lineage_of
from cardwright.packs.documents import read_documents
from cardwright.packs.layout import measured
from cardwright.packs.making import make_pack
from cardwright.packs.pdf import print_pdf
from cardwright.packs.scope import Scope, scope_of
from cardwright.packs.selection import Selection
from cardwright.packs.statements import ITEM, fill_document, said_once
from cardwright.rules.judge import judge
from cardwright.shipped import find_sample, find_templates, find_vendor

DOCUMENTS = {document.name: document for document in read_documents([find_templates()])}
LATE = Finding(
    "AIRG518", "late", "mas-airg", "warning", "fail", "system:a", "`reviews[0].next_due` is past", "Hold it.", (),
    "a.yaml", 1, 1, "reviews[0].next_due",
)  # fmt: skip
TABLE = (
    '<div class="statement wide"><p class="term">Gaps</p><div class="said"><table class="grid"><thead><tr><th>Gap</th>'
    "</tr></thead><tbody>" + "<tr><td>row</td></tr>" * 4 + "</tbody></table></div></div>"
)
FIRST = '<div class="statement narrow"><p class="term">Opening</p><div class="said">statement</div></div>'


@pytest.fixture(scope="module")
def scope() -> Scope:
    """The sample's payment guard, whose reviews are overdue."""
    catalog = load_catalog(find_sample())
    return scope_of(catalog, judge(catalog, TODAY), catalog.entities["system:fraud-detection"])


class Single:
    """A pack of one document, as pages of text."""

    def __init__(self, scope: Scope, path: Path) -> None:
        making: Any = make_pack(scope, Selection(documents=("validation-summary",)))
        printed = None
        while True:
            try:
                printed = making.send(printed).run()
            except StopIteration as done:
                path.write_bytes(done.value.pdf)
                break
        command = ["pdftotext", "-layout", str(path), "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.pages = text.split("\f")[:-1]
        self.text = squeezed("".join(self.pages))


@pytest.fixture(scope="module")
def single(scope: Scope, tmp_path_factory: pytest.TempPathFactory) -> Single:
    """The validation summary of that system alone."""
    return Single(scope, tmp_path_factory.mktemp("single") / "pack.pdf")


def squeezed(text: str) -> str:
    """A text without white space and Markdown's marks, in which lines break where the page wants."""
    return re.sub(r"[\s*`_\u200b]+", "", text)


def lines_on_first_page(body: str) -> str:
    """What stands on the first of the pages that a body takes."""
    fonts = {f"fonts/{path.name}": path.read_bytes() for path in (find_vendor() / "print").iterdir()}
    style = (find_templates() / "print/print.css").read_bytes()
    html = '<html lang="en"><link rel="stylesheet" href="https://pack.invalid/print.css">'
    pdf = print_pdf(
        html + body, {**fonts, "print.css": style}, (), datetime.datetime(2026, 11, 21, tzinfo=datetime.UTC)
    )
    command = ["pdftotext", "-l", "1", "-", "-"]
    return subprocess.run(command, input=pdf.pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("tenths", range(-60, -20, 4))
def test_no_hair_moves_a_section(tenths: int) -> None:
    """However a table meets the foot of a page (198 mm is where it did), what stands before it stays on that page."""
    height = 202 + tenths / 10
    body = (
        f'<div style="height: {height}mm"></div><p class="part">Quality</p><div class="statements">{FIRST}{TABLE}</div>'
    )
    assert "Opening" in lines_on_first_page(f"<section><p>Before</p>{body}</section>")


def test_one_document_comes_first_and_compact(single: Single) -> None:
    """A pack of one document is that document behind its front page and contents, with short annexes."""
    (first, *_) = [number for number, page in enumerate(single.pages, 1) if "Review before deployment" in page][1:]
    assert first == 3
    assert len(single.pages) < 25
    assert "not in this pack" not in single.pages[1]


def test_one_document_has_every_finding(single: Single, scope: Scope) -> None:
    """However short, the annex has every finding in scope with remedy and place, those of its own rules first."""
    assert scope.findings
    for finding in scope.findings:
        for text in (finding.message, finding.remedy, f"{finding.path}:{finding.line}:{finding.column}"):
            assert squeezed(text) in single.text, finding
    own, other = single.text.rindex("behindthedocumentsprintedhere"), single.text.rindex("Ofallotherrules")
    assert own < single.text.index("AIRG572notyet,note") < other < single.text.index("CAT126fail,warning")


def test_one_document_says_where_other_outcomes_are(single: Single) -> None:
    """Only the outcomes of its own rules are printed; the pack says where all others are."""
    assert (
        squeezed("The front page counts the outcomes of all rules; report.json, attached, lists them.") in single.text
    )
    assert "ISO083" not in single.text.partition("Howtherulesthatthisdocument")[2].partition("Provisionsthatnorule")[0]


def test_sections_of_the_law_stand_at_their_level() -> None:
    """Points 3 to 9 of Annex IV follow point 2, and do not stand below it."""
    document = DOCUMENTS["annex-iv"]
    below = {section.number for section in document.sections if document.is_below(section)}
    assert below == {f"{point}({letter})" for point in "12" for letter in "abcdefgh"}
    form = DOCUMENTS["annex-xi"]
    assert not any(form.is_below(section) for section in form.sections if section.number == "53(1)(a)")


def test_a_picked_item_is_not_blamed_for_others(scope: Scope) -> None:
    """Where a section picks one review, what is wrong with another review does not stand there."""
    blamed = 0
    for point in fill_document(DOCUMENTS["validation-summary"], scope, lambda _: None):
        for entry, statements in point.groups:
            for item in statements:
                picked = re.match(r"reviews\[(\w+)\]$", item.path)
                for finding in item.findings if picked else ():
                    place = re.match(r"reviews\[(\d+)\]", finding.pointer)
                    if picked and place:
                        blamed += 1
                        assert entry.source.data["reviews"][int(place[1])]["kind"] == picked[1], finding
    assert blamed


def test_what_several_rules_say_is_said_once() -> None:
    """Rules that say the same share a mark, and items of a list share one too; other outcomes have their own."""
    alike = [LATE._replace(rule=rule) for rule in ("CAT061", "AIRG518")]
    items = [
        LATE._replace(message=f"`reviews[{at}].next_due` is past", pointer=f"reviews[{at}].next_due") for at in (1, 2)
    ]
    waived = LATE._replace(outcome="waived", waiver="later")
    found = said_once([*alike, *items, waived])
    assert [(said.rules, said.more) for said in found] == [("AIRG518, CAT061", 2), ("AIRG518", 0)]
    assert ITEM.sub("", "reviews[go_live] and risks[2]") == "reviews[go_live] and risks"


def test_entities_that_say_nothing_share_a_line(single: Single) -> None:
    """What a section asks of an entity that states none of it takes one line, with the paths of the fields."""
    said = "Not stated by model version Payment anomaly model 3.2: Adjustments model_risk.adjustments, Exposure"
    assert squeezed(said) in single.text


@pytest.mark.parametrize(
    ("days", "names", "columns"),
    [
        (["2026-01-01"] * 2, ["a"] * 2, 6),
        (["2026-01-01", "2026-02-01"], ["a"] * 2, 7),
        (["2026-01-01"] * 2, ["a", "b"], 7),
    ],
)
def test_results_share_what_is_the_same(days: list[str], names: list[str], columns: int) -> None:
    """Data and day that all results have in common stand below their table, and take no column."""
    raw = [
        {"name": "auc", "value": "0.7", "dataset": f"dataset:{name}", "measured_on": day}
        for day, name in zip(days, names, strict=True)
    ]
    table = MetricTable(tuple(MetricRow(metric, 0) for metric in show_metrics(raw, lambda _: None)), (), ())
    same = measured(table)
    assert len(same.widths) == columns
    assert round(sum(same.widths)) == 100
    assert (same.data is None) == (names != ["a", "a"])
    assert (same.day is None) == (len({*days}) > 1 or same.data is None)


def test_texts_from_the_right_begin_at_the_right() -> None:
    """A text in Hebrew or Arabic is set from right to left, also behind a mark; others are not."""
    assert orient('<div class="said">\n(سلام</div>').startswith('<div class="said" dir="rtl">')
    assert orient("<li>Peace, שלום</li>") == "<li>Peace, שלום</li>"


def test_drawn_names_keep_what_tells_them_apart(scope: Scope) -> None:
    """Two parts of the same data have different names in the drawing of the lineage."""
    catalog = scope.catalog
    drawn = lineage_of(scope_of(catalog, scope.report, catalog.entities["system:credit-scoring"]))
    assert drawn
    names = re.findall(r'class="cw-node-name"[^>]*>([^<]+)<', drawn.drawing)
    assert len(names) == len(set(names)) > 3


def test_annexes_are_written_as_the_law_does() -> None:
    """Annexes have a capital and Roman numbers, also where they are the value of a field."""
    assert [plain_name(name) for name in ("annex_i_section", "annex_vi")] == ["Annex I section", "Annex VI"]


def test_an_edition_does_not_deny_an_approval(scope: Scope) -> None:
    """Where fields are withheld, an approval is not said to be of another state, which nobody could see there."""
    entry = next(
        item for item in scope.by_kind("approval") if item.source.data["entity"] == "organisation:example-bank"
    )
    catalog = SimpleNamespace(find=lambda ref: SimpleNamespace(digest="of what is left"))
    said = [
        Annexes(
            cast("Any", SimpleNamespace(scope=SimpleNamespace(catalog=catalog), selection=Selection(audience=name)))
        )
        for name in ("regulator", "internal")
    ]
    assert [annexes.approved_state(entry) for annexes in said] == [
        "not told here, since fields are withheld",
        "another: the entity has changed since",
    ]
