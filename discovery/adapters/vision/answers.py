"""From the text of any model's answer to what was watched, with its cost."""

from dataclasses import dataclass

from discovery.adapters.vision import reading
from discovery.adapters.vision.base import Subject, Watched
from discovery.adapters.vision.plain_text import visible
from discovery.adapters.vision.prices import Prices
from discovery.adapters.vision.prompt import PROMPT_VERSION, Prompt
from discovery.errors import UnusableFindingsError

# A vendor's own words are stored, so they are bounded.
_LONGEST_NAME = 80
_CUT_OFF = "The answer was cut off, so findings may be missing."


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer as it came. ``stopped_as`` is the vendor's word if it ended early, otherwise empty.

    ``tokens`` are those of input and of output; None if the vendor did not report them.
    """

    text: str
    system: str
    provider: str
    model: str
    tokens: tuple[int, int] | None
    livemode: bool
    stopped_as: str = ""


def watched(
    *, given: Given, subject: Subject, prompt: Prompt, prices: Prices, watched_s: float, note: str = ""
) -> Watched:
    """Read the answer. Raises UnusableFindingsError, with the cost, if it has no usable finding."""
    input_tokens, output_tokens = given.tokens or (0, 0)
    cost_microusd = None
    if given.tokens is not None:
        cost_microusd = prices.cost_microusd(input_tokens=input_tokens, output_tokens=output_tokens)
    found = reading.read(text=given.text, subject=subject, prompt=prompt, watched_s=watched_s)
    if found.fault:
        words = reading.fault_words(reading=found, system=given.system, language=subject.language)
        if given.stopped_as:
            words = f"{given.system} stopped before its findings were complete ({given.stopped_as})."
        raise UnusableFindingsError(
            words,
            system=given.system,
            reason=given.stopped_as or found.fault,
            cost_microusd=cost_microusd,
            tokens=(input_tokens, output_tokens),
        )
    is_incomplete = found.is_cut_off or bool(given.stopped_as)
    return Watched(
        findings=found.findings,
        dropped=found.dropped,
        provider=given.provider,
        model=" ".join(visible(given.model).split())[:_LONGEST_NAME] or given.provider,
        prompt_version=PROMPT_VERSION,
        resolution=subject.resolution,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_microusd=cost_microusd,
        watched_s=watched_s,
        note=" ".join(filter(None, (note, _CUT_OFF if is_incomplete else ""))),
        livemode=given.livemode,
    )
