"""The attribution of stock, as renders and recipes keep it."""

from pydantic import BaseModel, ConfigDict


class Credit(BaseModel):
    """Who made a stock file, and where it is from."""

    model_config = ConfigDict(frozen=True)

    provider: str
    id: str
    title: str = ""
    page_url: str = ""
    creator: str = ""
    creator_url: str = ""
    licence: str = ""

    @property
    def words(self) -> str:
        """Such as "Video by Ann Example on Pexels"."""
        kind = "Photo" if self.id.startswith("photo/") else "Video"
        return (
            f"{kind} by {self.creator} on {self.provider}" if self.creator else f"{kind} from {self.provider}"
        )
