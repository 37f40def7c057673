"""Proof of packs: what `verify` finds of every change, what a signature adds, and what the commands say and leave."""

from __future__ import annotations

import datetime
import json
import os
import random
import stat
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from conftest import TODAY, write_files

from cardwright.catalog.load import load_catalog
from cardwright.errors import CardwrightError
from cardwright.packs import write_packs
from cardwright.packs.selection import Selection
from cardwright.proof.beside import catalog_check
from cardwright.proof.bounds import Bounds, verify_within
from cardwright.proof.certificates import make_certificates
from cardwright.proof.opened import OpenedPack
from cardwright.proof.seal import seal, seal_of
from cardwright.proof.signature import load_signer, sign, signature_check
from cardwright.proof.verify import Answer, is_good, verify
from cardwright.rules.judge import judge

Run = Callable[..., "subprocess.CompletedProcess[str]"]
CATALOG = """\
## catalog.yaml
kind: organisation
id: bank
name: Bank
frameworks: [mas-feat]
## systems/loans.yaml
kind: system
id: loans
name: Loans
version: '1'
runbook: {title: Runbook, file: evidence/runbook.md}
## evidence/runbook.md
Restart it.
"""


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a catalog with one system and one evidence file."""
    folder = tmp_path_factory.mktemp("proof") / "catalog"
    write_files(folder, CATALOG)
    return folder


@pytest.fixture(scope="module")
def pack(catalog: Path) -> bytes:
    """Its pack."""
    loaded = load_catalog(catalog)
    (path,) = write_packs(loaded, judge(loaded, TODAY), (), catalog.with_name("packs"))
    return path.read_bytes()


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a certificate authority and a signer."""
    folder = tmp_path_factory.mktemp("keys")
    make_certificates(folder, "Example Bank", "Model documentation", b"secret", datetime.datetime.now(datetime.UTC))
    return folder


@pytest.fixture(scope="module")
def signed(pack: bytes, keys: Path) -> bytes:
    """The pack, signed."""
    return sign(pack, load_signer(keys / "signer.p12", b"secret"), "Audit pack")


def failures(pdf: bytes, *trusted: Path) -> dict[str, str]:
    """What each failed check says of a pack."""
    answers = verify(OpenedPack(pdf), ("signature", signature_check(trusted)))
    said: dict[str, str] = {}
    for answer in answers:
        if answer.holds is False:
            said[answer.check] = f"{said[answer.check]}; {answer.message}" if answer.check in said else answer.message
    return said


def altered(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A pack after a change by a PDF editor, sealed anew by somebody who knows how."""
    opened = pikepdf.open(BytesIO(pdf))
    change(opened)
    saved = BytesIO()
    opened.save(saved, deterministic_id=True)
    return seal(saved.getvalue())


def replaced(pdf: bytes, name: str, content: bytes) -> bytes:
    """A pack in which an attachment has other content."""

    def change(opened: pikepdf.Pdf) -> None:
        files = {str(spec.UF): spec for spec in opened.Root.AF}
        files[name].EF.F = files[name].EF.UF = opened.make_stream(content)

    return altered(pdf, change)


def attachment(pdf: bytes, name: str) -> bytes:
    """The content of an attachment."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return opened.attachments[name].get_file().read_bytes()


def test_a_pack_as_made_holds(pack: bytes, signed: bytes, keys: Path) -> None:
    """Every check of an untouched pack holds, signed or not, and none is left out of what is said."""
    assert failures(pack) == {}
    assert failures(signed, keys / "ca.pem") == {}
    checks = [answer.check for answer in verify(OpenedPack(pack))]
    assert checks == [
        "seal", "print", "structure", "manifest", "cover", "attachments", "sources", "report", "counts"
    ]  # fmt: skip


def test_pack_for_other_readers_holds(catalog: Path, tmp_path: Path) -> None:
    """A pack from which findings are withheld for its readers is no false alarm: its counts are of all of them."""
    loaded = load_catalog(catalog)
    narrowed = Selection(documents=("annex-v",), audience="regulator")
    (path,) = write_packs(loaded, judge(loaded, TODAY), (), tmp_path, selection=narrowed)
    assert failures(path.read_bytes()) == {}


def test_every_changed_byte_shows(pack: bytes, signed: bytes) -> None:
    """One bit anywhere, a byte more or a byte less: the seal, or of a signed pack the signature, does not hold."""
    chance = random.Random(7)
    for at in [0, len(pack) - 2, *(chance.randrange(len(pack)) for _ in range(200))]:
        changed = bytearray(pack)
        changed[at] ^= 1 << chance.randrange(8)
        found = seal_of(bytes(changed))
        assert found is None or not found.is_whole, at
    assert "signature" in failures(pack + b" ")
    assert "seal" in failures(pack[:-3])
    for at in (len(pack) + 40, len(signed) - 20):
        changed = bytearray(signed)
        changed[at] ^= 1
        assert "signature" in failures(bytes(changed)), at


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("evidence--runbook.md", "attachments"),
        ("source--systems--loans.yaml", "sources"),
        ("manifest.json", "manifest"),
    ],
)
def test_changed_attachment_is_named(pack: bytes, name: str, check: str) -> None:
    """Somebody who changes an attachment, and knows how to seal the file again, is found by its digest."""
    content = attachment(pack, name)
    found = failures(replaced(pack, name, content.replace(b"a", b"e", 1)))
    assert name in found[check]


def test_missing_added_and_hidden_attachments_are_named(pack: bytes) -> None:
    """A file taken out, put in, or kept in the PDF outside its list is found."""

    def take_out(opened: pikepdf.Pdf) -> None:
        del opened.attachments["evidence--runbook.md"]

    def put_in(opened: pikepdf.Pdf) -> None:
        opened.attachments["more.md"] = pikepdf.AttachedFileSpec(opened, b"more")

    def hide(opened: pikepdf.Pdf) -> None:
        hidden = pikepdf.AttachedFileSpec(opened, b"hidden", filename="hidden.md")
        opened.Root.AF.append(opened.make_indirect(hidden.obj))

    assert "evidence--runbook.md is missing" in failures(altered(pack, take_out))["attachments"]
    assert "more.md was added" in failures(altered(pack, put_in))["attachments"]
    assert "1 embedded files are not in the list" in failures(altered(pack, hide))["structure"]


def test_changed_report_and_changed_counts_are_named(pack: bytes) -> None:
    """Counts that do not follow from the report show, whichever of the two was changed."""
    report = json.loads(attachment(pack, "report.json"))
    row = next(row for row in report["coverage"] if row["fail"])
    row["pass"], row["fail"] = row["pass"] + row["fail"], 0
    found = failures(replaced(pack, "report.json", json.dumps(report).encode()))
    assert "report.json was changed" in found["attachments"]
    assert "the first page shows" in found["counts"]
    assert "the report counts" in found["counts"]
    assert f"outcomes “fail” of {row['framework']}" in found["report"]

    def blank_the_cover(opened: pikepdf.Pdf) -> None:
        opened.pages[0].Contents = opened.make_stream(b"")

    assert "counts" in failures(altered(pack, blank_the_cover))


def draw_on_cover(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    """An edit that draws on the first page, behind all that is there."""

    def change(opened: pikepdf.Pdf) -> None:
        stream = opened.pages[0].obj.Contents
        stream.write(stream.read_bytes() + content)

    return change


def reword_cover(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], None]:
    """An edit that replaces something wherever it stands in the drawing of the first page."""

    def change(opened: pikepdf.Pdf) -> None:
        stream = opened.pages[0].obj.Contents
        stream.write(stream.read_bytes().replace(old, new))

    return change


def mark_page(opened: pikepdf.Pdf) -> None:
    """Put a note over the first page."""
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 600, 600])
    opened.pages[0].obj.Annots = pikepdf.Array([opened.make_indirect(note)])


def hide_by_layer(opened: pikepdf.Pdf) -> None:
    """Put the words of the first page into a layer that is switched off."""
    layer = opened.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("x")))
    opened.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
    opened.pages[0].obj.Resources.Properties = pikepdf.Dictionary(L=layer)
    reword_cover(b"BT\n", b"/OC /L BDC BT\n")(opened)
    reword_cover(b"ET\n", b"ET EMC\n")(opened)


def put_page_before(opened: pikepdf.Pdf) -> None:
    """Put another page before the first."""
    opened.pages.insert(0, opened.pages[1])


def run_at_opening(opened: pikepdf.Pdf) -> None:
    """Have a script run when the file is opened."""
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


@pytest.mark.parametrize(
    ("change", "check", "said"),
    [
        (draw_on_cover(b" 1 1 1 rg 0 0 900 1200 re f "), "cover", "covered up"),
        (reword_cover(b"BT\n", b"BT 1 1 1 rg\n"), "cover", "cannot be seen"),
        (reword_cover(b"BT\n", b"BT 3 Tr\n"), "cover", "cannot be read"),
        (mark_page, "structure", "page 1 has a mark on it"),
        (hide_by_layer, "structure", "a layer that can be hidden"),
        (put_page_before, "cover", "first page"),
        (run_at_opening, "structure", "an action"),
    ],
)  # fmt: skip
def test_covered_cover_is_found(pack: bytes, change: Callable[[pikepdf.Pdf], None], check: str, said: str) -> None:
    """Counts that are painted over, made invisible or pushed away show as such, though their text is still there."""
    assert said in failures(altered(pack, change))[check]


def test_another_figure_over_a_count_is_found(pack: bytes) -> None:
    """A small white patch with another figure on it, exactly where a count stands, hides nothing from `verify`."""
    with pikepdf.open(BytesIO(pack)) as opened:
        content = opened.pages[0].obj.Contents.read_bytes()
    at = content.index(b"1 0 0 -1", content.index(b"Outcomes") if b"Outcomes" in content else len(content) // 2)
    left, top = (float(item) for item in content[at:].split()[4:6])
    patch = f" q 0.75 0 0 0.75 0 0 cm 1 1 1 rg {left} {top - 8} 8 9 re f Q ".encode()
    assert "1 pieces of text" in failures(altered(pack, draw_on_cover(patch)))["cover"]


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("Desc", pikepdf.String("other"), "another description"),
        ("AFRelationship", pikepdf.Name.Source, "another relationship"),
        ("UF", pikepdf.String("other.md"), "a second name"),
    ],
)
def test_particulars_of_an_attachment_are_compared(pack: bytes, what: str, value: object, said: str) -> None:
    """What an attachment is called, said to be and to be for is what the manifest says."""

    def change(opened: pikepdf.Pdf) -> None:
        next(spec for spec in opened.Root.AF if spec.UF == "evidence--runbook.md")[f"/{what}"] = value

    assert said in failures(altered(pack, change))["attachments"]


def test_pages_behind_the_first_and_metadata_are_those_printed(pack: bytes) -> None:
    """A word changed on a later page, a page added or another title: the pack's print tells, sealed anew or not."""

    def retitle(opened: pikepdf.Pdf) -> None:
        opened.docinfo["/Title"] = "Other"

    def empty_a_page(opened: pikepdf.Pdf) -> None:
        opened.pages[2].obj.Contents.write(b"")

    for change in (retitle, empty_a_page, lambda opened: opened.pages.append(opened.pages[1])):
        assert "written anew" in failures(altered(pack, change))["print"]
    at = pack.index(b"Audit pack of ")
    assert failures(seal(pack[:at] + b"x" + pack[at + 1 :]))["print"] == "not as they were printed: metadata"


def test_update_behind_the_seal_is_no_signature(pack: bytes, signed: bytes, keys: Path, tmp_path: Path) -> None:
    """A page replaced in an incremental update is named, even when somebody signs the outcome."""
    from pyhanko.pdf_utils.generic import StreamObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    def updated(pdf: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Contents"] = writer.add_object(StreamObject(stream_data=b""))
        writer.update_container(page)
        written = BytesIO()
        writer.write(written)
        return written.getvalue()

    make_certificates(tmp_path, "Example Bank", "Model documentation", b"other", datetime.datetime.now(datetime.UTC))
    stranger = load_signer(tmp_path / "signer.p12", b"other")
    for changed in (updated(pack), sign(updated(pack), stranger, "Audit pack")):
        assert "replaces page 1" in failures(changed)["structure"]
    found = failures(updated(signed), keys / "ca.pem")
    assert "replaces page 1" in found["structure"]
    assert "does not cover the whole file" in found["signature"]


def test_signing_keeps_the_metadata(pack: bytes, signed: bytes) -> None:
    """Signing adds a signature and changes nothing else, so the markers of PDF/A and PDF/UA stay as printed."""
    with pikepdf.open(BytesIO(pack)) as before, pikepdf.open(BytesIO(signed)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo["/ModDate"] == before.docinfo["/ModDate"]


def test_signature_taken_off_is_missed(pack: bytes) -> None:
    """A manifest that says that the pack is signed, in a file without signature: it was taken off."""
    manifest = attachment(pack, "manifest.json").replace(b'"signed": false', b'"signed": true')
    assert "was taken off" in failures(replaced(pack, "manifest.json", manifest))["signature"]


def test_expired_certificate_is_named(pack: bytes, tmp_path: Path) -> None:
    """A signature by a certificate that has expired says so, whoever is trusted."""
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=5 * 365)
    make_certificates(tmp_path, "Example Bank", "Model documentation", b"old", long_ago)
    old = sign(pack, load_signer(tmp_path / "signer.p12", b"old"), "Audit pack")
    assert "expired on" in failures(old, tmp_path / "ca.pem")["signature"]


def test_hostile_file_is_given_up_within_bounds(pack: bytes) -> None:
    """What fills the memory, or leads back to itself, is a failed check soon, and never a crash."""
    bounds = Bounds(memory=2**29, cpu=20, seconds=60)

    def inflate(opened: pikepdf.Pdf) -> None:
        opened.Root.AF[0].EF.F.write(zlib.compress(bytes(2**30), 9), filter=pikepdf.Name.FlateDecode)

    def turn_in_circles(opened: pikepdf.Pdf) -> None:
        tree = opened.Root.Names.EmbeddedFiles = opened.make_indirect(opened.Root.Names.EmbeddedFiles)
        tree.Kids = pikepdf.Array([tree])

    def nest(opened: pikepdf.Pdf) -> None:
        next(spec for spec in opened.Root.AF if spec.UF == "manifest.json").EF.F.write(b"[" * 200_000)

    for change in (inflate, turn_in_circles, nest):
        answers = verify_within(OpenedPack(altered(pack, change)), bounds=bounds)
        assert not is_good(answers)


def test_endless_check_is_given_up(pack: bytes) -> None:
    """What takes longer than any pack is ended and named."""

    def wait(pack: OpenedPack) -> Iterator[Answer]:
        time.sleep(60)
        yield Answer("wait", True, "waited")

    (answer,) = verify_within(OpenedPack(pack), [("wait", wait)], Bounds(seconds=5))
    assert (answer.check, answer.holds) == ("bounds", False)


def test_one_file_that_cannot_be_read_loses_no_other(run: Run, pack: bytes, tmp_path: Path) -> None:
    """A folder, a named pipe and a missing file are named, the pack among them is verified, and the exit code is 2."""
    (tmp_path / "good.pdf").write_bytes(pack)
    os.mkfifo(tmp_path / "pipe.pdf")
    files = [tmp_path / "none.pdf", tmp_path / "pipe.pdf", tmp_path, tmp_path / "good.pdf"]
    said = run("verify", *files)
    assert said.returncode == 2
    assert said.stdout.count("not verified") == 3
    assert "good.pdf: every check holds" in said.stdout
    data = json.loads(run("verify", *files, "--output-format", "json").stdout)
    assert [item["ok"] for item in data["files"]] == [False, False, False, True]


def test_what_is_no_pack_fails_every_check_without_a_crash(pack: bytes) -> None:
    """Any file at all is answered: an empty one, a text, half a pack, a pack full of noise."""
    chance = random.Random(3)
    noisy = bytearray(pack)
    for _ in range(2000):
        noisy[chance.randrange(len(noisy))] = chance.randrange(256)
    for content in (b"", b"# Readme\n", pack[: len(pack) // 2], bytes(noisy)):
        assert {"seal", "manifest"} <= failures(content).keys()


def test_signature_counts_for_those_who_trust_its_authority(
    pack: bytes, signed: bytes, keys: Path, tmp_path: Path
) -> None:
    """A stranger's signature fails against one's own authority, and so does a pack without any."""
    now = datetime.datetime.now(datetime.UTC)
    make_certificates(tmp_path, "Example Bank", "Model documentation", b"other", now)
    stranger = sign(pack, load_signer(tmp_path / "signer.p12", b"other"), "Audit pack")
    assert "not vouched for" in failures(stranger, keys / "ca.pem")["signature"]
    assert "not signed" in failures(pack, keys / "ca.pem")["signature"]
    assert failures(stranger, keys / "ca.pem", tmp_path / "ca.pem") == {}
    assert "does not cover the whole file" in failures(signed + b"%\n", keys / "ca.pem")["signature"]
    said = {answer.check: answer for answer in verify(OpenedPack(pack), ("signature", signature_check(())))}
    assert said["signature"].holds is None


def test_key_stays_secret_and_is_never_overwritten(keys: Path) -> None:
    """The bundle is for its owner alone, opens with its passphrase alone, and a second init changes nothing."""
    assert stat.S_IMODE((keys / "signer.p12").stat().st_mode) == 0o600
    before = (keys / "signer.p12").read_bytes()
    with pytest.raises(CardwrightError, match="there already"):
        make_certificates(keys, "Bank", "Other", b"secret", datetime.datetime.now(datetime.UTC))
    assert (keys / "signer.p12").read_bytes() == before
    with pytest.raises(CardwrightError, match="CARDWRIGHT_PASSPHRASE"):
        load_signer(keys / "signer.p12", b"wrong")


def test_changed_catalog_is_named(pack: bytes, catalog: Path, tmp_path: Path) -> None:
    """Beside the catalog of today, a pack says which entities and files are no longer as they were."""

    def said(folder: Path) -> dict[str, list[str]]:
        answers = verify(OpenedPack(pack), ("catalog", catalog_check(load_catalog(folder))))
        assert is_good(answers) == (folder == catalog)
        return {check: [item.message for item in answers if item.check == check] for check in ("catalog", "outcomes")}

    assert "the catalog is the same" in said(catalog)["catalog"][0]
    changed = CATALOG.replace("Restart it.", "Call us.").replace("version: '1'", "version: '2'\ndescription: TBD")
    write_files(tmp_path, changed)
    found = said(tmp_path)
    assert [line.split(" has ")[0] for line in found["catalog"]] == ["system:loans", "evidence/runbook.md"]
    assert found["outcomes"] == ["judged again, other outcomes in catalog"]


def test_secrets_and_certificates_that_are_not_there_are_named(run: Run, pack: bytes, tmp_path: Path) -> None:
    """Where nobody can be asked, the variable for the passphrase is named; a missing certificate is no odd one."""
    made = run("sign", "init", tmp_path / "keys")
    assert (made.returncode, (tmp_path / "keys").exists()) == (2, False)
    assert "CARDWRIGHT_PASSPHRASE is not set; choose a passphrase" in made.stderr
    (tmp_path / "a.pdf").write_bytes(pack)
    ended = run("verify", tmp_path / "a.pdf", "--trust", tmp_path / "ca.pem")
    assert ended.returncode == 2
    assert "ca.pem cannot be read: no such file or directory" in ended.stderr


def test_commands_sign_and_verify(run: Run, catalog: Path, tmp_path: Path) -> None:
    """Keys, a signed pack and its verification, each by one command; a changed pack ends with 1, no pack with 2."""
    secret = {"CARDWRIGHT_PASSPHRASE": "secret"}
    made = run("sign", "init", tmp_path / "keys", "--organisation", "Bank", **secret)
    assert made.returncode == 0, made.stderr
    key, authority = tmp_path / "keys/signer.p12", tmp_path / "keys/ca.pem"
    packed = run(
        "pack", "--catalog", catalog, "-d", tmp_path / "packs", "--as-of", "2026-11-21", "--sign", key, **secret
    )
    assert packed.returncode == 0, packed.stderr
    pdf = tmp_path / "packs/loans.pdf"
    verified = run("verify", pdf, "--trust", authority, "--catalog", catalog, "--output-format", "json")
    assert verified.returncode == 0, verified.stdout
    assert {item["check"]: item["ok"] for item in json.loads(verified.stdout)["files"][0]["checks"]} == dict.fromkeys(
        [
            "seal",
            "print",
            "structure",
            "manifest",
            "cover",
            "attachments",
            "sources",
            "report",
            "counts",
            "signature",
            "catalog",
            "outcomes",
        ],
        True,
    )
    pdf.write_bytes(pdf.read_bytes().replace(b"/Type", b"/Typo", 1))
    failed = run("verify", pdf)
    assert failed.returncode == 1
    assert "the file was changed" in failed.stdout
    assert run("verify", tmp_path / "nothing.pdf").returncode == 2
    assert run("verify", pdf, "--trust", pdf).returncode == 2
    assert run("verify", pdf, "--verapdf", tmp_path / "verapdf").returncode == 2
    wrong = run("pack", "--catalog", catalog, "-d", tmp_path / "packs", "--sign", key, CARDWRIGHT_PASSPHRASE="wrong")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


def test_validator_is_believed_as_it_speaks(run: Run, pack: bytes, tmp_path: Path) -> None:
    """veraPDF's verdicts are passed on, and one that gives none is an impossible job, never a pass."""
    (tmp_path / "p.pdf").write_bytes(pack)
    program = tmp_path / "verapdf"

    def verdict(script: str) -> subprocess.CompletedProcess[str]:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return run("verify", tmp_path / "p.pdf", "--verapdf", program)

    passed = verdict("echo PASS file")
    assert (passed.returncode, passed.stdout.count("PASS as PDF/")) == (0, 2)
    assert verdict('case "$*" in *ua1*) echo FAIL file;; *) echo PASS file;; esac').returncode == 1
    assert verdict("echo java is missing >&2; exit 1").returncode == 2
