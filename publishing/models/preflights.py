"""The stored result of a preflight."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from publishing.platforms import Level


class Occasion(StrEnum):
    """Why a preflight ran."""

    COMPOSE = "compose"
    SCHEDULE = "schedule"
    SUBMIT = "submit"
    SEND = "send"


class RuleResult(BaseModel):
    """The result of one rule, with the version of the rule that was applied."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int
    level: Level
    text: str


class PreflightRun(BaseModel):
    """The results of all rules at one time."""

    model_config = ConfigDict(frozen=True)

    ran_at: datetime
    occasion: Occasion
    results: tuple[RuleResult, ...]

    @property
    def blocking(self) -> tuple[RuleResult, ...]:
        """The results that prevented publishing."""
        return tuple(result for result in self.results if result.level is Level.BLOCKED)
