"""Certificates for tests, made by openssl: an authority, and what it signs."""

import subprocess
from pathlib import Path


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)  # noqa: S603, S607 the machine's own openssl


class Authority:
    """A certificate authority in a folder; its certificate is `ca.pem` there."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.certificate = folder / "ca.pem"
        self._folder = folder
        self._key = folder / "ca.key"
        _openssl("req", "-x509", *_new(self._key, "test authority"), "-out", str(self.certificate))

    def sign(self, name: str, *extensions: str) -> tuple[Path, Path]:
        """A new certificate and its key, as files."""
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        signed_by = ("-CA", str(self.certificate), "-CAkey", str(self._key))
        added = [argument for extension in extensions for argument in ("-addext", extension)]
        _openssl("req", "-x509", *_new(key, name), *signed_by, *added, "-out", str(certificate))
        return certificate, key


def _new(key: Path, name: str) -> tuple[str, ...]:
    return ("-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-subj", f"/CN={name}", "-days", "2")
