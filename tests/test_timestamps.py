"""Timestamps of signatures: a server on this machine vouches for the time, and what is said when one does not."""

from __future__ import annotations

import datetime
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from timestamp_server import NOW, YEAR, Authority

from cardwright.errors import CardwrightError
from cardwright.proof.certificates import make_certificates
from cardwright.proof.opened import OpenedPack
from cardwright.proof.seal import seal
from cardwright.proof.signature import load_signer, sign, signature_check

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A sealed PDF of one page."""
    from io import BytesIO

    import pikepdf

    pdf, saved = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(saved, deterministic_id=True)
    return seal(saved.getvalue())


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a certificate authority and a signer of today."""
    folder = tmp_path_factory.mktemp("keys")
    make_certificates(folder, "Example Bank", "Model documentation", b"secret", NOW)
    return folder


def stamped(paper: bytes, keys: Path, authority: Authority) -> bytes:
    """The PDF, signed, with a timestamp."""
    with authority.serving() as address:
        return sign(paper, load_signer(keys / "signer.p12", b"secret"), "Audit pack", address)


def said(pdf: bytes, *trusted: Path) -> tuple[bool | None, str]:
    """What the check of the signature says of a file."""
    (answer,) = signature_check(trusted)(OpenedPack(pdf))
    return answer.holds, answer.message


def test_server_vouches_for_the_time(paper: bytes, keys: Path, tmp_path: Path) -> None:
    """The time is that of the server, and whether it can be believed depends on what is trusted."""
    authority, known = Authority(clock=NOW - datetime.timedelta(minutes=2)), tmp_path / "clock.pem"
    known.write_bytes(authority.pem)
    pdf = stamped(paper, keys, authority)
    time = f"{authority.clock:%Y-%m-%d %H:%M} UTC by the timestamp of Clock"
    doubt = f"{time} (for whom no certificate named with --trust vouches)"
    ca = keys / "ca.pem"
    for trusted, words in (((), doubt), ((ca,), doubt), ((ca, known), f"{time}, vouched for by")):
        holds, message = said(pdf, *trusted)
        assert (holds, words in message) == (True, True), message


def test_certificate_may_expire_once_the_time_is_vouched_for(paper: bytes, tmp_path: Path) -> None:
    """A signature of years ago holds when a trusted server says that it is of years ago, and not without."""
    then = NOW - 5 * YEAR
    authority, known = Authority(clock=then + datetime.timedelta(days=9)), tmp_path / "clock.pem"
    known.write_bytes(authority.pem)
    make_certificates(tmp_path / "keys", "Example Bank", "Model documentation", b"secret", then)
    pdf = stamped(paper, tmp_path / "keys", authority)
    ca = tmp_path / "keys/ca.pem"
    assert said(pdf, ca, known)[0] is True
    for trusted in ((ca,), ()):
        holds, message = said(pdf, *trusted)
        assert (holds, "expired on" in message) == (False, True)


@pytest.mark.parametrize(
    ("authority", "reason"),
    [
        (Authority(wrong="digest"), "is not one of this signature"),
        (Authority(wrong="signature"), "is not one of this signature"),
        (Authority(wrong="usage"), "is not one to vouch for times with"),
        (Authority(until=NOW - YEAR), "had expired on"),
        (Authority(clock=NOW + YEAR / 2), "yet to come"),
        (Authority(wrong="nonce"), "gave no timestamp"),
        (Authority(wrong="answer"), "gave no timestamp"),
    ],
)
def test_wrong_timestamp_is_refused_and_found(
    paper: bytes, keys: Path, authority: Authority, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that vouches for nothing gives no signed pack; in one made elsewhere, `verify` says the same of it."""
    with pytest.raises(CardwrightError, match=reason):
        stamped(paper, keys, authority)
    if authority.wrong in ("nonce", "answer"):
        return
    monkeypatch.setattr("cardwright.proof.signature.fault_of_timestamp", lambda signature: "")
    pdf = stamped(paper, keys, authority)
    monkeypatch.undo()
    holds, message = said(pdf)
    assert (holds, reason in message) == (False, True), message


def test_server_that_is_not_there_is_named(run: Run, keys: Path, tmp_path: Path) -> None:
    """Without its server no pack is written, the message names the server, and no traceback shows."""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog/catalog.yaml").write_text("kind: organisation\nid: bank\nname: Bank\nframeworks: [sr-26-2]\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    packing = ("pack", "organisation:bank", "--catalog", tmp_path / "catalog", "-d", tmp_path / "packs", "--sign",
               keys / "signer.p12", "--timestamp-server")  # fmt: skip
    failed = run(*packing, address, CARDWRIGHT_PASSPHRASE="secret")
    assert (failed.returncode, list(tmp_path.glob("packs/*.pdf"))) == (1, [])
    assert f"{address} gave no timestamp" in failed.stderr
    assert "Traceback" not in failed.stderr
    authority = Authority()
    (tmp_path / "clock.pem").write_bytes(authority.pem)
    with authority.serving() as address:
        made = run(*packing, address, CARDWRIGHT_PASSPHRASE="secret")
    assert made.returncode == 0, made.stderr
    trust = ("--trust", keys / "ca.pem", "--trust", tmp_path / "clock.pem")
    verified = run("verify", *tmp_path.glob("packs/*.pdf"), *trust)
    assert verified.returncode == 0, verified.stdout
    assert "by the timestamp of Clock, vouched for" in verified.stdout
