"""A certificate for a developer's machine: a root, and a leaf that signs. Nobody else trusts it."""

import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from synthesis.assembly.credentials.certificates import (
    DEVELOPMENT,
    PURPOSES,
    CertificateProblemError,
    load,
)

_VALID_FOR = timedelta(days=365)
_ROOT_VALID_FOR = timedelta(days=10 * 365)
# Clocks of other machines may be late.
_BEFORE = timedelta(days=1)


def keep(folder: Path, *, valid_for: timedelta = _VALID_FOR) -> tuple[Path, Path]:
    """The paths of the certificate and of its key in ``folder``. Made on first use, and before it expires.

    A new leaf is signed by the same root, so that earlier videos stay recognisable as this machine's.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    if not _is_usable(certificate, key):
        root, root_key = _root(folder)
        leaf, leaf_key = _leaf(root, root_key, valid_for)
        _write(key, _private(leaf_key))
        _write(certificate, _public(leaf) + _public(root))
    return certificate, key


def _is_usable(certificate: Path, key: Path) -> bool:
    try:
        return not load(certificate=certificate, key=key).expires_soon
    except CertificateProblemError:
        return False


def _root(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    paths = folder / "root.pem", folder / "root_key.pem"
    if all(path.exists() for path in paths):
        root = x509.load_pem_x509_certificate(paths[0].read_bytes())
        key = serialization.load_pem_private_key(paths[1].read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return root, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Development root")
    root = (
        _builder(name, name, key.public_key(), _ROOT_VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(paths[1], _private(key))
    _write(paths[0], _public(root))
    return root, key


def _leaf(
    root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, valid_for: timedelta
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf = (
        _builder(_name("Development certificate"), root.subject, key.public_key(), valid_for)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(PURPOSES[:1]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return leaf, key


def _name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEVELOPMENT),
            x509.NameAttribute(NameOID.COMMON_NAME, text),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, valid_for: timedelta
) -> x509.CertificateBuilder:
    now = timezone.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, now + valid_for) - _BEFORE)
        .not_valid_after(now + valid_for)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.unfinished")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)
