"""This installation's certificate and private key, loaded and checked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import ExtensionOID, NameOID, ObjectIdentifier
from django.conf import settings
from django.utils import timezone

# The organisation in certificates that ``development`` makes.
DEVELOPMENT = "ettametta development"
EXPIRES_SOON = timedelta(days=30)
# Purposes of a certificate that signs claims: e-mail protection, document signing, and C2PA's own.
PURPOSES = tuple(
    ObjectIdentifier(name) for name in ("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1")
)
_MIN_RSA_BITS = 2048
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_CURVES: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    "secp256r1": ("es256", hashes.SHA256()),
    "secp384r1": ("es384", hashes.SHA384()),
    "secp521r1": ("es512", hashes.SHA512()),
}


class Problem(StrEnum):
    """Why videos cannot be signed. The values are sentences."""

    OFF = "No certificate is set."
    INCOMPLETE = "Only one of the certificate and its key is set."
    UNREADABLE = "The certificate or its key can't be read. Both are PEM files, the key without a password."
    MISMATCHED = "The key does not belong to the certificate."
    UNSUITABLE = "The certificate is not one for signing content, or its kind of key is not supported."
    EARLY = "The certificate is not valid yet."
    EXPIRED = "The certificate has expired."
    FAILED = "The program that signs failed."


class CertificateProblemError(Exception):
    """There is no usable certificate."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its chain, as PEM and parsed, the leaf first, and its private key."""

    text: str
    algorithm: str
    chain: tuple[x509.Certificate, ...]
    key: _Key

    @property
    def leaf(self) -> x509.Certificate:
        """The certificate that signs."""
        return self.chain[0]

    @property
    def is_development(self) -> bool:
        """True if ``development`` made it, so that nobody else trusts it."""
        return organisation(self.leaf.issuer) == DEVELOPMENT

    @property
    def expires_at(self) -> datetime:
        """When it stops being valid."""
        return self.leaf.not_valid_after_utc

    @property
    def expires_soon(self) -> bool:
        """True in its last weeks."""
        return self.expires_at - timezone.now() < EXPIRES_SOON

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the leaf, in hexadecimal."""
        return self.leaf.fingerprint(hashes.SHA256()).hex()

    @property
    def own_root(self) -> str:
        """The root of a chain of this installation's own, in PEM; empty if an authority issued it."""
        top = self.chain[-1]
        is_root = top.issuer == top.subject and len(self.chain) > 1
        return top.public_bytes(serialization.Encoding.PEM).decode() if is_root else ""

    def sign(self, data: bytes) -> bytes:
        """The signature as COSE (RFC 9053) encodes it."""
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(data)
        if isinstance(self.key, rsa.RSAPrivateKey):
            salted = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
            return self.key.sign(data, salted, hashes.SHA256())
        signature = self.key.sign(data, ec.ECDSA(_CURVES[self.key.curve.name][1]))
        size = (self.key.curve.key_size + 7) // 8
        return b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))


def configured() -> Certificate:
    """The certificate of the settings. Raises CertificateProblemError."""
    found = own()
    _require_valid_now(found)
    return found


def own() -> Certificate:
    """The certificate of the settings, which may have expired. Raises CertificateProblemError."""
    paths = settings.C2PA_CERTIFICATE_PATH, settings.C2PA_KEY_PATH
    if not any(paths):
        raise CertificateProblemError(Problem.OFF)
    if not all(paths):
        raise CertificateProblemError(Problem.INCOMPLETE)
    return _parsed(Path(paths[0]), Path(paths[1]))


def load(*, certificate: Path, key: Path) -> Certificate:
    """Load and check a certificate with its chain, and its key. Raises CertificateProblemError."""
    found = _parsed(certificate, key)
    _require_valid_now(found)
    return found


def _parsed(certificate: Path, key: Path) -> Certificate:
    try:
        text = certificate.read_text(encoding="ascii")
        chain = x509.load_pem_x509_certificates(text.encode())
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CertificateProblemError(Problem.UNREADABLE) from error
    algorithm = _algorithm(private)
    if algorithm is None or not isinstance(private, _Key) or not _is_for_signing(chain[0]):
        raise CertificateProblemError(Problem.UNSUITABLE)
    if chain[0].public_key() != private.public_key():
        raise CertificateProblemError(Problem.MISMATCHED)
    return Certificate(text, algorithm, tuple(chain), private)


def organisation(name: x509.Name) -> str:
    """The organisation of a name; empty if it has none."""
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""


def _algorithm(key: object) -> str | None:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return _CURVES[key.curve.name][0] if key.curve.name in _CURVES else None
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256" if key.key_size >= _MIN_RSA_BITS else None
    return "ed25519" if isinstance(key, ed25519.Ed25519PrivateKey) else None


def _is_for_signing(leaf: x509.Certificate) -> bool:
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        leaf.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return usage.digital_signature and any(purpose in PURPOSES for purpose in purposes)


def _require_valid_now(certificate: Certificate) -> None:
    now = timezone.now()
    if any(now < each.not_valid_before_utc for each in certificate.chain):
        raise CertificateProblemError(Problem.EARLY)
    if any(now > each.not_valid_after_utc for each in certificate.chain):
        raise CertificateProblemError(Problem.EXPIRED)
