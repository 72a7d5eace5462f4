"""Encrypted columns: AES-256-GCM, bound to table, row and column.

A ciphertext that was moved to another place is refused. Stored as ``<key id>:<base64 of nonce and
ciphertext>``. ``FIELD_ENCRYPTION_KEYS`` lists ``id:64 hexadecimal digits``, newest first: the first key
encrypts, all keys decrypt.
"""

import base64
import binascii
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

_NONCE_BYTES = 12


class SecretUnreadableError(Exception):
    """The ciphertext belongs to another place, or its key is not configured."""


class _Ciphertext(str):
    """A value as stored in the database, as opposed to one that was just assigned."""

    __slots__ = ()


def _keys() -> dict[str, AESGCM]:
    keys: dict[str, AESGCM] = {}
    for entry in settings.FIELD_ENCRYPTION_KEYS:
        name, _, digits = entry.partition(":")
        try:
            keys[name] = AESGCM(bytes.fromhex(digits))
        except ValueError as error:
            raise ImproperlyConfigured(
                "Each of FIELD_ENCRYPTION_KEYS is id:64 hexadecimal digits."
            ) from error
    if not keys:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS is empty: secrets cannot be stored.")
    return keys


def encrypt(text: str, *, place: str) -> str:
    """Encrypt ``text`` with the newest key. It can be decrypted only for the same ``place``."""
    name, key = next(iter(_keys().items()))
    nonce = os.urandom(_NONCE_BYTES)
    return f"{name}:" + base64.b64encode(nonce + key.encrypt(nonce, text.encode(), place.encode())).decode()


def decrypt(stored: str, *, place: str) -> str:
    """Return the text that was encrypted. Raises SecretUnreadableError."""
    name, _, body = stored.partition(":")
    key = _keys().get(name)
    if key is None:
        raise SecretUnreadableError(f"The key {name!r} is not among FIELD_ENCRYPTION_KEYS.")
    try:
        raw = base64.b64decode(body, validate=True)
        return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SecretUnreadableError(f"The secret at {place} cannot be read.") from error


class _Decrypting:
    """Reads the column as text and decrypts on first use."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, _Ciphertext) and value:
            value = decrypt(value, place=self.field.place_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField[str, str]):
    """Text that is encrypted in the database and plain on the object. An empty text stays empty.

    Only ``save`` and ``create`` can write it. ``update`` and lookups by value are refused, since a ciphertext
    is bound to its row.
    """

    descriptor_class = _Decrypting

    def place_of(self, instance: models.Model) -> str:
        """Table, row and column: the place that a ciphertext is bound to."""
        return f"{instance._meta.db_table}:{instance.pk}:{self.column}"

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Mark a value from the database, to distinguish it from an assigned one."""
        return None if value is None else _Ciphertext(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        """Encrypt for the row, whose key is known before the row is written."""
        value: str | None = getattr(model_instance, self.attname)
        return value and _Ciphertext(encrypt(value, place=self.place_of(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        """Refuse plain text before it reaches the database."""
        if value and not isinstance(value, _Ciphertext):
            raise TypeError(f"{self.name} is encrypted: assign it and save the row.")
        return None if value is None else str(value)
