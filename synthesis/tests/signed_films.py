"""A tiny film, a certificate, and signed films, made once for all tests."""

import functools
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import c2pa
from django.utils import timezone

from synthesis.assembly import credentials, ffmpeg
from synthesis.assembly.claims import rules
from synthesis.assembly.credentials import Manifest, certificates
from synthesis.credentials import SourceType
from synthesis.tests.test_composition import never

RECIPE = "ab" * 32


@functools.cache
def folder():
    return Path(tempfile.mkdtemp(prefix="test-ettametta-films-"))


@functools.cache
def film():
    """The path of a film of half a second."""
    path = folder() / "film.mp4"
    ffmpeg.run(
        [
            *("-f", "lavfi", "-i", "testsrc2=s=90x160:r=30:d=0.5", "-c:v", "libx264", "-pix_fmt", "yuv420p"),
            *("-movflags", "+faststart", str(path)),
        ],
        timeout_s=60,
        should_stop=never,
    )
    return path


@functools.cache
def certificate_paths(name="own"):
    return credentials.keep_development_certificate(folder() / f"certificates-{name}")


@functools.cache
def expired_paths():
    """A certificate of the same root as ``signed("expired")``, which has expired since."""
    paths = certificate_paths("expired")
    signed("expired")
    copy = folder() / "certificates-expired-since"
    shutil.copytree(paths[0].parent, copy)
    (copy / "certificate.pem").unlink()
    return credentials.keep_development_certificate(copy, valid_for=-timedelta(days=2))


def use(settings, paths):
    settings.C2PA_CERTIFICATE_PATH, settings.C2PA_KEY_PATH = map(str, paths)


def sign(
    video,
    *,
    name="own",
    source_type=SourceType.COMPOSITE_TRAINED,
    originals=(),
    time_stamps="",
    workdir=None,
    should_stop=never,
):
    """Sign, by default in a folder of its own, so that nothing is reused."""
    certificate, key = certificate_paths(name)
    return credentials.sign(
        video=video,
        manifest=Manifest(
            source_type=source_type, made_at=timezone.now(), version="1.0", recipe_sha256=RECIPE
        ),
        originals=originals,
        certificate=certificates.load(certificate=certificate, key=key),
        time_stamps=time_stamps,
        workdir=workdir or Path(tempfile.mkdtemp(dir=folder())),
        should_stop=should_stop,
    )


@functools.cache
def signed(name="own", source_type=SourceType.COMPOSITE_TRAINED):
    """The path of the film, signed with the certificate of that name."""
    return sign(film(), name=name, source_type=source_type)


def changed(path, to):
    """A copy with another byte among its frames."""
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    to.write_bytes(content)
    return to


def remuxed(path, to):
    """A copy that another program wrote, without encoding again."""
    ffmpeg.run(["-i", str(path), "-c", "copy", str(to)], timeout_s=60, should_stop=never)
    return to


def signed_sound(to):
    """A sound that its stranger's credentials call AI-made: six seconds."""
    plain = to.with_name(f"plain-{to.name}")
    ffmpeg.run(["-f", "lavfi", "-i", "sine=d=6", str(plain)], timeout_s=60, should_stop=never)
    certificate, key = certificate_paths("stranger")
    loaded = certificates.load(certificate=certificate, key=key)
    with _builder(SourceType.TRAINED) as builder, plain.open("rb") as before, to.open("w+b") as after:
        builder.sign(_signer(loaded), "audio/wav", before, after)
    return to


def _builder(source_type):
    created = {"action": "c2pa.created", "digitalSourceType": source_type.uri}
    assertion = {"label": "c2pa.actions.v2", "data": {"actions": [created]}}
    context = c2pa.Context.from_dict(rules.settings())
    return c2pa.Builder({"assertions": [assertion]}, context=context)


def _signer(loaded):
    return c2pa.Signer.from_callback(loaded.sign, c2pa.C2paSigningAlg.ES256, loaded.text)


def with_credentials_at(address, to):
    """A copy of the film that only names the address of its credentials."""
    certificate, key = certificate_paths()
    loaded = certificates.load(certificate=certificate, key=key)
    with _signer(loaded) as signer, _builder(SourceType.COMPOSITE) as builder:
        builder.set_no_embed()
        builder.set_remote_url(address)
        with film().open("rb") as before, to.open("w+b") as after:
            builder.sign(signer, "video/mp4", before, after)
    return to
