"""Ids that look like YouTube's and can be decoded, so that no table of videos is needed."""

import base64
import functools
import hashlib

_MAGIC = 0x5B0A  # Sixteen bits that distinguish our ids from other eleven-character texts.
_ROUNDS = 4


def channel_id(handle: str) -> str:
    """The public id of the channel with this handle: ``UC`` and 22 letters."""
    digest = hashlib.blake2b(f"channel:{handle}".encode(), digest_size=17).digest()
    return "UC" + base64.urlsafe_b64encode(digest).decode()[:22]


def uploads_playlist_id(of_channel_id: str) -> str:
    """The playlist that holds all of a channel's uploads; YouTube derives it the same way."""
    return "UU" + of_channel_id[2:]


@functools.lru_cache(maxsize=60_000)
def video_id(channel_index: int, slot: int) -> str:
    """Return eleven characters for the ``slot``-th video of the channel at ``channel_index``."""
    packed = _scramble((_MAGIC << 48) | (channel_index << 32) | slot)
    return base64.urlsafe_b64encode(packed.to_bytes(8, "big")).decode().rstrip("=")


def read_video_id(text: str) -> tuple[int, int] | None:
    """Return the channel index and slot encoded in ``video_id``, or None for any other text."""
    if len(text) != 11:
        return None
    try:
        packed = int.from_bytes(base64.b64decode(text + "=", altchars=b"-_", validate=True), "big")
    except ValueError:
        return None
    plain = _unscramble(packed)
    if plain >> 48 != _MAGIC or video_id((plain >> 32) & 0xFFFF, plain & 0xFFFFFFFF) != text:
        return None
    return (plain >> 32) & 0xFFFF, plain & 0xFFFFFFFF


def _mix(half: int, turn: int) -> int:
    digest = hashlib.blake2b(half.to_bytes(4, "big") + bytes([turn]), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def _scramble(value: int) -> int:
    # A Feistel network: neighbouring videos get ids that look unrelated.
    left, right = value >> 32, value & 0xFFFFFFFF
    for turn in range(_ROUNDS):
        left, right = right, left ^ _mix(right, turn)
    return (left << 32) | right


def _unscramble(value: int) -> int:
    left, right = value >> 32, value & 0xFFFFFFFF
    for turn in reversed(range(_ROUNDS)):
        left, right = right ^ _mix(left, turn), left
    return (left << 32) | right
