"""Signatures of packs (PAdES, ISO 32000-2 12.8), made and checked by pyHanko, which is imported when first needed.

A signature holds the time at which it was made, so signed packs differ where the packs themselves do not.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardwright.errors import CardwrightError
from cardwright.proof.seal import seal_of

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
    with _quiet():
        signer = SimpleSigner.load_pkcs12(str(path), passphrase=passphrase)  # type: ignore[no-untyped-call]
    if signer is None:
        raise CardwrightError(
            f"{path} is no PKCS #12 file with a key and its certificate, or CARDWRIGHT_PASSPHRASE is not its passphrase"
        )
    return signer


def sign(pdf: bytes, signer: Any, reason: str, timestamp_server: str | None = None) -> bytes:
    """Return a sealed PDF with a signature that forbids every later change (DocMDP level 1).

    `timestamp_server` is the address of an RFC 3161 service; nothing else is asked of a network. Raises
    CardwrightError when it does not answer.
    """
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        with _quiet():
            signed = sign_pdf(
                _writer(pdf),
                about,
                signer,
                timestamper=HTTPTimeStamper(timestamp_server) if timestamp_server else None,
                new_field_spec=SigFieldSpec(FIELD),
            )
    except (TimestampRequestError, OSError) as error:
        raise CardwrightError(f"{timestamp_server} gave no timestamp: {error}") from None
    return bytes(signed.getvalue())


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
        from cardwright.proof.opened import NotAPackError
        from cardwright.proof.verify import Answer

        sealed = seal_of(pack.content)
        try:
            with _quiet():
                found = _signatures(pack.content)
                answers = [Answer("signature", *_judge(signature, roots)) for signature in found]
        except Exception as error:  # noqa: BLE001  a damaged file fails in many ways, and all of them mean the same
            raise NotAPackError(f"the signature cannot be read ({type(error).__name__})") from None
        if answers:
            yield from answers
        elif pack.manifest.get("signed"):
            yield Answer("signature", False, "the signature was taken off: the manifest says that the pack is signed")
        elif sealed and sealed.size != len(pack.content):
            yield Answer("signature", False, "something was added to the file, and no signature accounts for it")
        elif roots:
            yield Answer("signature", False, "the file is not signed")
        else:
            yield Answer("signature", None, UNSIGNED)

    return check


def _signatures(pdf: bytes) -> list[Any]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    return list(PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures)


def _judge(signature: Any, roots: Sequence[Any]) -> tuple[bool, str]:
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    who = signature.signer_cert.subject.human_friendly
    if signature.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        return False, f"the signature of {who} does not cover the whole file: it was added to afterwards"
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    # Nothing follows a signature that covers the file, so there are no later changes to look for, which takes minutes.
    status = validate_pdf_signature(signature, context, skip_diff=True)
    if not status.intact or not status.valid:
        return False, f"the file was changed after {who} signed it"
    when = status.signer_reported_dt
    clock = f" at {when:%Y-%m-%d %H:%M} UTC by the signer's clock" if when else ""
    whole = f"whole, covers the file, by {who}{clock}"
    if fault := _fault_of(signature.signer_cert):
        return False, f"the certificate of {who} {fault}"
    if not roots:
        return True, f"{whole}; who that is shows only against a certificate named with --trust"
    if not status.trusted:
        return False, f"{who} is not vouched for by a certificate named with --trust"
    return True, f"{whole}, vouched for by a certificate you trust"


def _fault_of(certificate: Any) -> str:
    """Why a certificate cannot vouch for a signature today, whoever issued it; empty when it can."""
    now = datetime.datetime.now(datetime.UTC)
    if certificate.not_valid_after < now:
        return f"expired on {certificate.not_valid_after:%Y-%m-%d}"
    if certificate.not_valid_before > now:
        return f"is not valid before {certificate.not_valid_before:%Y-%m-%d}"
    usage = certificate.key_usage_value
    if usage is None or not usage.native & {"digital_signature", "non_repudiation"}:
        return "is not one to sign documents with"
    return ""


def _certificates(path: Path) -> list[Any]:
    from pyhanko.keys import load_certs_from_pemder

    try:
        return list(load_certs_from_pemder([str(path)]))  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise CardwrightError(f"{path} holds no certificate that can be read ({error})") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyHanko's log from the terminal: what it would say, the caller says."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
