"""A time stamping authority on 127.0.0.1 (RFC 3161), as small as can be, and ways in which one may be wrong."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
YEAR = datetime.timedelta(days=365)
SHA256 = algos.DigestAlgorithm({"algorithm": "sha256"})


class Authority:
    """Vouches for times. `until` is the last day of its certificate, `clock` what it takes the time to be.

    What is `wrong` may be the "digest" it stamps, the "nonce" it sends back, its "signature", or its "usage".
    """

    def __init__(self, until: datetime.datetime = NOW + YEAR, clock: datetime.datetime = NOW, wrong: str = "") -> None:
        self.clock, self.wrong = clock, wrong
        self.key = ec.generate_private_key(ec.SECP256R1())
        names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock")])
        usage = ExtendedKeyUsageOID.CODE_SIGNING if wrong == "usage" else ExtendedKeyUsageOID.TIME_STAMPING
        certificate = (
            x509.CertificateBuilder()
            .subject_name(names)
            .issuer_name(names)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - 9 * YEAR)
            .not_valid_after(until)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        self.pem = certificate.public_bytes(serialization.Encoding.PEM)
        self.certificate = asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    def answer(self, request: bytes) -> bytes:
        """The response to a request, both as they travel."""
        asked = tsp.TimeStampReq.load(request)
        imprint = asked["message_imprint"]
        if self.wrong == "digest":
            imprint = tsp.MessageImprint({"hash_algorithm": SHA256, "hashed_message": bytes(32)})
        nonce = 7 if self.wrong == "nonce" else asked["nonce"].native
        info = tsp.TSTInfo({
            "version": "v1", "policy": "1.2.3.4", "message_imprint": imprint, "serial_number": 1,
            "gen_time": self.clock, "nonce": nonce,
        })  # fmt: skip
        granted = tsp.PKIStatusInfo({"status": "granted"})
        return bytes(tsp.TimeStampResp({"status": granted, "time_stamp_token": self._token(info)}).dump())

    def _token(self, info: tsp.TSTInfo) -> cms.ContentInfo:
        content = core.ParsableOctetString(info.dump())
        attributes = cms.CMSAttributes([
            _attribute("content_type", "tst_info"),
            _attribute("message_digest", _digest(info.dump())),
            _attribute("signing_certificate_v2", tsp.SigningCertificateV2({
                "certs": [tsp.ESSCertIDv2({"hash_algorithm": SHA256, "cert_hash": _digest(self.certificate.dump())})]
            })),
        ])  # fmt: skip
        signed = self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signer = cms.SignerInfo({
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber({
                "issuer": self.certificate.issuer, "serial_number": self.certificate.serial_number,
            })),
            "digest_algorithm": SHA256,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signed[:-1] + bytes([signed[-1] ^ (self.wrong == "signature")]),
        })  # fmt: skip
        data = cms.SignedData({
            "version": "v3",
            "digest_algorithms": [SHA256],
            "encap_content_info": {"content_type": "tst_info", "content": content},
            "certificates": [self.certificate],
            "signer_infos": [signer],
        })  # fmt: skip
        return cms.ContentInfo({"content_type": "signed_data", "content": data})

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve at an address of this machine, which is given."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = self.rfile.read(int(self.headers["Content-Length"]))
                body = b"nonsense" if authority.wrong == "answer" else authority.answer(request)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_request(self, *args: Any) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})


def _digest(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()
