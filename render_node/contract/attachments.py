"""What the file of a drawn scene carries besides its pictures: the objects that a transition may carry on.

The file ends with a ``uuid`` box of ``ATTACHMENT``. It holds the length of an ``Attachment`` as JSON in four
bytes (big endian), the JSON, and the PNG files that it names, one after the other.
"""

import uuid

from pydantic import BaseModel, ConfigDict, Field

ATTACHMENT = uuid.UUID("6b0f7f0e-5d0f-4c2b-9c55-0c1a8d5c3f21")
# When a carried object lands in its scene, in seconds.
LANDS_S = 0.3


class ShownObject(BaseModel):
    """An object as one frame shows it, alone. The sides of its box are even; it may reach out of the frame.

    ``turn`` is in degrees clockwise. ``picture_bytes`` is the length of a grey PNG, 5/2 as high as the
    object: luma (BT.709, limited range), opacity, and the two colours beside each other.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    x: int
    y: int
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    turn: float
    picture_bytes: int = Field(gt=0)


class LeavingObject(ShownObject):
    """An object of the last frame. ``ground_bytes`` is the length of a PNG of that frame without the object.

    It shows the part of the object's box that is inside the frame, without opacity: 3/2 as high.
    """

    ground_bytes: int = Field(gt=0)


class Attachment(BaseModel):
    """The objects of a clip, and the size of its frames: those of its last frame, and the one that lands.

    The PNG files are in this order: picture and ground of each leaving object, then the landing one's.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    width: int
    height: int
    leaving: tuple[LeavingObject, ...] = ()
    landing: ShownObject | None = None
