"""A local certificate authority and a certificate to sign packs with, for those who have none."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardwright.errors import CardwrightError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder, ExtensionType, Name

KEY_BITS = 3072
"""Security of 128 bits until 2030 and beyond (NIST SP 800-57 Part 1 Rev. 5, table 2)."""
YEARS_OF_AUTHORITY, YEARS_OF_SIGNER = 10, 3
AUTHORITY, SIGNER = "ca.pem", "signer.p12"


def make_certificates(
    folder: Path, organisation: str, name: str, passphrase: bytes, now: datetime.datetime
) -> list[Path]:
    """Make `ca.pem`, to give to those who verify, and `signer.p12`, to keep; returns both paths.

    The authority's own key is used once and thrown away, so it can vouch for nobody else. Raises CardwrightError when
    a file is there already or cannot be written; nothing is overwritten.
    """
    authority, signer = folder / AUTHORITY, folder / SIGNER
    for path in (authority, signer):
        if path.exists():
            raise CardwrightError(f"{path} is there already; nothing was changed")
    certificate, bundle = _make(organisation, name, passphrase, now)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(signer, bundle, 0o600)
        _write_new(authority, certificate, 0o644)
    except OSError as error:
        raise CardwrightError(f"{error.filename} cannot be written: {(error.strerror or '').lower()}") from None
    return [authority, signer]


def _make(organisation: str, name: str, passphrase: bytes, now: datetime.datetime) -> tuple[bytes, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS) for _ in range(2))
    root_name, signer_name = _name(organisation, f"{organisation} pack authority"[:64]), _name(organisation, name)
    root = _issue(
        _described(root_name, root_name, root_key, now, YEARS_OF_AUTHORITY),
        [(x509.BasicConstraints(ca=True, path_length=0), True), (_usage(certificates=True), True)],
        root_key,
    )
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    certificate = _issue(
        _described(signer_name, root_name, key, now, YEARS_OF_SIGNER),
        [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (_usage(certificates=False), True),
            (authority, False),
        ],
        root_key,
    )
    secret = serialization.BestAvailableEncryption(passphrase)
    bundle = serialize_key_and_certificates(name.encode(), key, certificate, [root], secret)
    return root.public_bytes(serialization.Encoding.PEM), bundle


def _name(organisation: str, name: str) -> Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        return x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, name)]
        )
    except ValueError:
        raise CardwrightError("a name in a certificate has 1 to 64 characters") from None


def _described(
    subject: Name, issuer: Name, key: RSAPrivateKey, now: datetime.datetime, years: int
) -> CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))  # a verifier's clock may be behind
        .not_valid_after(now + datetime.timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _issue(
    described: CertificateBuilder, extensions: Sequence[tuple[ExtensionType, bool]], key: RSAPrivateKey
) -> Certificate:
    from cryptography.hazmat.primitives import hashes

    for extension, critical in extensions:
        described = described.add_extension(extension, critical=critical)
    return described.sign(key, hashes.SHA256())


def _usage(*, certificates: bool) -> ExtensionType:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not certificates, content_commitment=not certificates, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=certificates, crl_sign=certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write_new(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
