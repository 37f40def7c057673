"""What pages offer to take away: records that read back as they were, and packs where there are any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY
from hypothesis import given
from hypothesis import strategies as st

from cardwright.catalog.load import load_catalog
from cardwright.catalog.source import read_source
from cardwright.shipped import find_sample
from cardwright.site.build import build_site
from cardwright.site.downloads import find_packs, record_address
from cardwright.site.yaml_text import yaml_text

TEXTS = st.text(alphabet=st.sampled_from("ab1 :#-|>&*!?{}[],'\"%@`~.\n\t\\é信ع=<0"), max_size=24)
KEYS = st.text(alphabet=st.sampled_from("abcXYZ_019"), min_size=1, max_size=8).filter(lambda key: key != "null")
VALUES = st.recursive(
    TEXTS, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3), max_leaves=12
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_record_reads_back_as_it_was(data: dict[str, Any]) -> None:
    """Whatever texts a record holds, its YAML is read as the same record."""
    source = read_source("a.yaml", yaml_text(data).encode("utf-8"))
    assert not source.refusals
    assert source.data == data


@pytest.mark.parametrize("text", ["1.10", "no", "~", "null", "2026-11-21", "0x10", "- a", "a\n  b\n", "a: b", ""])
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    """Versions, the word no and the like come back letter by letter."""
    assert read_source("a.yaml", yaml_text({"value": text}).encode("utf-8")).data == {"value": text}


def test_sample_records_read_back(tmp_path: Path) -> None:
    """Every record of the sample is offered as YAML that says the same."""
    for entry in load_catalog(find_sample()).entities.values():
        assert read_source("a.yaml", yaml_text(entry.source.data).encode("utf-8")).data == entry.source.data


def test_packs_are_offered_where_there_are_any(tmp_path: Path) -> None:
    """A pack in packs/ is copied into the site and linked from the page it is about; another PDF is left alone."""
    project = tmp_path / "project"
    (project / "packs").mkdir(parents=True)
    (project / "docs").mkdir()
    (project / "packs/credit-scoring.pdf").write_bytes(b"%PDF-1.7 CreatorTool>Cardwright 0<")
    (project / "packs/digit-reader.pdf").write_bytes(b"%PDF-1.7 somebody else's")
    (project / "mkdocs.yml").write_text("site_name: x\ntheme: {name: material}\nplugins: [cardwright]\n")
    assert set(find_packs(load_catalog(find_sample()), project)) == {"system:credit-scoring"}
    site = build_site(project / "mkdocs.yml", find_sample(), None, TODAY, True)
    assert (site / "packs/credit-scoring.pdf").is_file()
    assert not (site / "packs/digit-reader.pdf").exists()
    assert 'href="../packs/credit-scoring.pdf"' in (site / "systems/credit-scoring.html").read_text()
    assert "packs/" not in (site / "systems/digit-reader.html").read_text()
    for ref in ("system:digit-reader", "model:credit-scorecard@1.1.0"):
        assert (site / record_address(ref)).is_file()
    public = build_site(project / "mkdocs.yml", find_sample(), project / "public", TODAY, True, audience="public")
    assert not list(public.rglob("*.pdf"))
