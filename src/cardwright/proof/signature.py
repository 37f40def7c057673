"""Signatures of packs (PAdES, ISO 32000-2 12.8), made and checked by pyHanko, which is imported when first needed.

A signature holds the time at which it was made, so signed packs differ where the packs themselves do not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardwright.errors import CardwrightError
from cardwright.finding import printable
from cardwright.proof.seal import seal_of
from cardwright.proof.soundness import (
    fault_of_certificate,
    fault_of_signature,
    fault_of_timestamp,
    name_of,
    quiet,
    validate,
)

if TYPE_CHECKING:
    from cardwright.proof.opened import OpenedPack
    from cardwright.proof.verify import Answer, Check

FIELD = "Cardwright"
"""The signature field. It is invisible: a visible one would have to be tagged to keep the file accessible."""

UNSIGNED = (
    "the file is not signed: nothing shows who made it, and somebody who knows how packs are sealed "
    "could have changed what stands on its pages"
)


def load_signer(path: Path, passphrase: bytes | None) -> Any:
    """Return the signer whose key and certificates a PKCS #12 file holds.

    Raises CardwrightError when the file cannot be read, or not with this passphrase.
    """
    from pyhanko.sign.signers import SimpleSigner

    try:
        path.read_bytes()
    except OSError as error:
        raise CardwrightError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    with quiet():
        signer = SimpleSigner.load_pkcs12(str(path), passphrase=passphrase)  # type: ignore[no-untyped-call]
    if signer is None:
        raise CardwrightError(
            f"{path} is no PKCS #12 file with a key and its certificate, or CARDWRIGHT_PASSPHRASE is not its passphrase"
        )
    return signer


def sign(pdf: bytes, signer: Any, reason: str, timestamp_server: str | None = None) -> bytes:
    """Return a sealed PDF with a signature that forbids every later change (DocMDP level 1).

    `timestamp_server` is the address of an RFC 3161 service; nothing else is asked of a network. Raises
    CardwrightError when it does not answer, or with a timestamp that does not hold.
    """
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
    from pyhanko.sign.timestamps import HTTPTimeStamper

    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        with quiet():
            signed = sign_pdf(
                _writer(pdf),
                about,
                signer,
                timestamper=HTTPTimeStamper(timestamp_server) if timestamp_server else None,
                new_field_spec=SigFieldSpec(FIELD),
            )
            pdf = bytes(signed.getvalue())
            fault = fault_of_timestamp(*_signatures(pdf)) if timestamp_server else ""
    except Exception as error:  # what a server answers can be wrong in many ways
        if not timestamp_server:
            raise
        why = error.__cause__ or error
        raise CardwrightError(f"{timestamp_server} gave no timestamp: {_in_a_line(why)}") from None
    if fault:
        raise CardwrightError(f"{timestamp_server} gave a timestamp that does not hold: {fault}")
    return pdf


def _in_a_line(error: BaseException) -> str:
    return printable(" ".join(str(error).split())[:200]) or type(error).__name__


def _writer(pdf: bytes) -> Any:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Appending(IncrementalPdfFileWriter):
        """Leaves the metadata as they were sealed: rewritten, they would no longer be those of PDF/A."""

        def _update_meta(self) -> None:
            pass

    return Appending(BytesIO(pdf))


def signature_check(trusted: Sequence[Path]) -> Check:
    """Return the check of a pack's signature against certificates that are trusted.

    Without any, it says who signed but not that they may be believed. Raises CardwrightError for a certificate that
    cannot be read.
    """
    roots = [root for path in trusted for root in _certificates(path)]

    def check(pack: OpenedPack) -> Iterator[Answer]:
        from cardwright.proof.verify import Answer

        with _reading():
            answers = [Answer("signature", *_judge(pack, signature, roots)) for signature in _read_signatures(pack)]
        unsigned = _fault_of_unsigned(pack) if not answers else ""
        if answers:
            yield from answers
        elif unsigned:
            yield Answer("signature", False, unsigned)
        elif roots:
            yield Answer("signature", False, "the file is not signed")
        else:
            yield Answer("signature", None, UNSIGNED)

    return check


def signed_check(pack: OpenedPack) -> Iterator[Answer]:
    """The signature, if there is to be one, is there and whole, whatever became of its certificate since."""
    from cardwright.proof.verify import Answer

    with _reading():
        faults = [fault_of_signature(pack, signature) for signature in _read_signatures(pack)]
    faults = faults or [_fault_of_unsigned(pack)]
    yield from (Answer("signature", False, fault) for fault in faults if fault)


@contextmanager
def _reading() -> Iterator[None]:
    """Turn whatever is raised on a damaged signature into NotAPackError."""
    from cardwright.proof.opened import NotAPackError

    try:
        yield
    except (NotAPackError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  a damaged file fails in many ways, and all of them mean the same
        raise NotAPackError(f"the signature cannot be read ({type(error).__name__})") from None


def _read_signatures(pack: OpenedPack) -> list[Any]:
    sealed = seal_of(pack.content)
    if sealed and sealed.is_whole and sealed.size == len(pack.content) and "/AcroForm" not in pack.pdf.Root:
        return []
    return _signatures(pack.content)


def _signatures(pdf: bytes) -> list[Any]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    with quiet():
        return list(PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures)


def _fault_of_unsigned(pack: OpenedPack) -> str:
    """Why a file without a signature should have one; empty when it need not."""
    sealed = seal_of(pack.content)
    if pack.manifest.get("signed"):
        return "the signature was taken off: the manifest says that the pack is signed"
    if sealed and sealed.size != len(pack.content):
        return "something was added to the file, and no signature accounts for it"
    return ""


def _judge(pack: OpenedPack, signature: Any, roots: Sequence[Any]) -> tuple[bool, str]:
    """Whether a signature counts, and what is to be said of it."""
    if fault := fault_of_signature(pack, signature) or fault_of_timestamp(signature):
        return False, fault
    who = name_of(signature.signer_cert)
    status = validate(signature, roots)
    stamp = status.timestamp_validity
    vouched = stamp is not None and stamp.trusted
    if vouched:  # a certificate may expire once the time is vouched for
        status = validate(signature, roots, stamp.timestamp)
    day = stamp.timestamp if vouched else datetime.datetime.now(datetime.UTC)
    if fault := fault_of_certificate(signature.signer_cert, day):
        return False, f"the certificate of {who} {fault}"
    whole = f"whole, covers the file, by {who}{_time_of(status, stamp, vouched)}"
    if not roots:
        return True, f"{whole}; who that is shows only against a certificate named with --trust"
    if not status.trusted:
        return False, f"{who} is not vouched for by a certificate named with --trust"
    return True, f"{whole}, vouched for by a certificate you trust"


def _time_of(status: Any, stamp: Any, vouched: bool) -> str:
    """When something was signed, and who says so."""
    if stamp is None:
        when = status.signer_reported_dt
        return f" at {when:%Y-%m-%d %H:%M} UTC by the signer's clock" if when else ""
    by = name_of(stamp.signing_cert)
    doubt = "" if vouched else " (for whom no certificate named with --trust vouches)"
    return f" at {stamp.timestamp:%Y-%m-%d %H:%M} UTC by the timestamp of {by}{doubt}"


def _certificates(path: Path) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder

    try:
        return list(load_certs_from_pemder([str(path)]))  # type: ignore[no-untyped-call]
    except OSError as error:
        raise CardwrightError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except ValueError as error:
        raise CardwrightError(f"{path} holds no certificate that can be read ({error})") from None
