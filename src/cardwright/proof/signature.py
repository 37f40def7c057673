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
from cardwright.finding import printable
from cardwright.proof.seal import seal_of

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from cardwright.proof.opened import OpenedPack
    from cardwright.proof.verify import Answer, Check

FIELD = "Cardwright"
"""The signature field. It is invisible: a visible one would have to be tagged to keep the file accessible."""

CLOCKS_DIFFER = datetime.timedelta(minutes=10)
"""By how much the clock of a timestamp server may be ahead of ours."""

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
        with _quiet():
            signed = sign_pdf(
                _writer(pdf),
                about,
                signer,
                timestamper=HTTPTimeStamper(timestamp_server) if timestamp_server else None,
                new_field_spec=SigFieldSpec(FIELD),
            )
            pdf = bytes(signed.getvalue())
            fault = _fault_of_timestamp(*_signatures(pdf)) if timestamp_server else ""
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
        faults = [_fault_of_signature(pack, signature) for signature in _read_signatures(pack)]
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

    with _quiet():
        return list(PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures)


def _has_issued(issuer: Certificate, issued: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        issued.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


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
    if fault := _fault_of_signature(pack, signature) or _fault_of_timestamp(signature):
        return False, fault
    who = signature.signer_cert.subject.human_friendly
    status = _validate(signature, roots)
    stamp = status.timestamp_validity
    vouched = stamp is not None and stamp.trusted
    if vouched:  # a certificate may expire once the time is vouched for
        status = _validate(signature, roots, stamp.timestamp)
    day = stamp.timestamp if vouched else datetime.datetime.now(datetime.UTC)
    if fault := _fault_of(signature.signer_cert, day):
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
    by = stamp.signing_cert.subject.human_friendly
    doubt = "" if vouched else " (for whom no certificate named with --trust vouches)"
    return f" at {stamp.timestamp:%Y-%m-%d %H:%M} UTC by the timestamp of {by}{doubt}"


def _fault_of_signature(pack: OpenedPack, signature: Any) -> str:
    """How a signature does not fit the file, whoever made it; empty when it does."""
    from pyhanko.sign.validation import SignatureCoverageLevel

    who = signature.signer_cert.subject.human_friendly
    if signature.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        return f"the signature of {who} does not cover the whole file: it was added to afterwards"
    status = _validate(signature, ())
    if not status.intact or not status.valid:
        return f"the file was changed after {who} signed it"
    if not _is_written_once(pack.content, signature) or not _is_chain(signature):
        return f"something was changed in the signature of {who} itself, beside what it vouches for"
    return ""


def _is_written_once(pdf: bytes, signature: Any) -> bool:
    """Whether nothing but the signature, in digits of one sort and filled up with zeros, stands in its place."""
    from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped,unused-ignore]

    content = signature.pkcs7_content
    size = len(ContentInfo.load(content).dump())
    digits = content[:size].hex().encode() + b"00" * (len(content) - size)
    _, end, start, _ = map(int, signature.byte_range)
    return pdf[end:start] in (b"<" + digits + b">", b"<" + digits.upper() + b">")


def _is_chain(signature: Any) -> bool:
    """Whether each certificate beside the signer's has issued another one of them, as it is."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    held = [x509.load_der_x509_certificate(item.chosen.dump()) for item in signature.signed_data["certificates"]]
    signer = signature.signer_cert.dump()
    return all(
        any(_has_issued(issuer, issued) for issued in held if issued is not issuer)
        and (issuer.issuer != issuer.subject or _has_issued(issuer, issuer))
        for issuer in held
        if issuer.public_bytes(Encoding.DER) != signer
    )


def _fault_of_timestamp(signature: Any) -> str:
    """Why the timestamp of a signature is none, whoever gave it; empty when it is one, or there is none."""
    stamp = _validate(signature, ()).timestamp_validity
    if stamp is None:
        return ""
    by = stamp.signing_cert
    who = by.subject.human_friendly
    if not stamp.intact or not stamp.valid:
        return f"the timestamp of {who} is not one of this signature"
    if by.not_valid_after < stamp.timestamp:
        return f"the certificate behind the timestamp of {who} had expired on {by.not_valid_after:%Y-%m-%d}, before it"
    if by.not_valid_before > stamp.timestamp:
        return f"the certificate behind the timestamp of {who} was not valid before {by.not_valid_before:%Y-%m-%d}"
    usage = by.extended_key_usage_value
    if usage is None or "time_stamping" not in usage.native:
        return f"the certificate behind the timestamp of {who} is not one to vouch for times with"
    if stamp.timestamp > datetime.datetime.now(datetime.UTC) + CLOCKS_DIFFER:
        return f"the timestamp of {who} is of {stamp.timestamp:%Y-%m-%d %H:%M} UTC, which is yet to come"
    return ""


def _validate(signature: Any, roots: Sequence[Any], moment: datetime.datetime | None = None) -> Any:
    """What pyHanko says of a signature, as of a moment or of now."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    now = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    then = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment) if moment else now
    # Nothing follows a signature that covers the file, so there are no later changes to look for, which takes minutes.
    with _quiet():
        return validate_pdf_signature(signature, then, now, skip_diff=True)


def _fault_of(certificate: Any, day: datetime.datetime) -> str:
    """Why a certificate cannot vouch for a signature of a day, whoever issued it; empty when it can."""
    if certificate.not_valid_after < day:
        return f"expired on {certificate.not_valid_after:%Y-%m-%d}"
    if certificate.not_valid_before > day:
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
