"""What is wrong with a signature, its certificate or its timestamp, whoever made it, as pyHanko and we read it."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from cardwright.proof.opened import OpenedPack

CLOCKS_DIFFER = datetime.timedelta(minutes=10)
"""By how much the clock of a timestamp server may be ahead of ours."""


def name_of(certificate: Any) -> str:
    """Whom a certificate names, in a line."""
    names = certificate.subject.native
    said = [names[key] for key in ("common_name", "organization_name") if isinstance(names.get(key), str)]
    return " of ".join(said) or str(certificate.subject.human_friendly)


def fault_of_signature(pack: OpenedPack, signature: Any) -> str:
    """How a signature does not fit the file, whoever made it; empty when it does."""
    from pyhanko.sign.validation import SignatureCoverageLevel

    who = name_of(signature.signer_cert)
    if signature.evaluate_signature_coverage() is not SignatureCoverageLevel.ENTIRE_FILE:
        return f"the signature of {who} does not cover the whole file: it was added to afterwards"
    status = validate(signature, ())
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
        and (_names_issuer(issuer) or _has_issued(issuer, issuer))
        for issuer in held
        if issuer.public_bytes(Encoding.DER) != signer
    )


def _names_issuer(certificate: Certificate) -> bool:
    """Whether a certificate names the key of another that issued it, as all must but those at the top (RFC 5280)."""
    from cryptography import x509

    found = certificate.extensions
    try:
        named = found.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        own = found.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return False
    return named is not None and named != own


def _has_issued(issuer: Certificate, issued: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        issued.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def fault_of_timestamp(signature: Any) -> str:
    """Why the timestamp of a signature is none, whoever gave it; empty when it is one, or there is none."""
    stamp = validate(signature, ()).timestamp_validity
    if stamp is None:
        return ""
    by = stamp.signing_cert
    who = name_of(by)
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


def validate(signature: Any, roots: Sequence[Any], moment: datetime.datetime | None = None) -> Any:
    """What pyHanko says of a signature, as of a moment or of now."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    now = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    then = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=moment) if moment else now
    # Nothing follows a signature that covers the file, so there are no later changes to look for, which takes minutes.
    with quiet():
        return validate_pdf_signature(signature, then, now, skip_diff=True)


def fault_of_certificate(certificate: Any, day: datetime.datetime) -> str:
    """Why a certificate cannot vouch for a signature of a day, whoever issued it; empty when it can."""
    if certificate.not_valid_after < day:
        return f"expired on {certificate.not_valid_after:%Y-%m-%d}"
    if certificate.not_valid_before > day:
        return f"is not valid before {certificate.not_valid_before:%Y-%m-%d}"
    usage = certificate.key_usage_value
    if usage is None or not usage.native & {"digital_signature", "non_repudiation"}:
        return "is not one to sign documents with"
    return ""


@contextmanager
def quiet() -> Iterator[None]:
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
