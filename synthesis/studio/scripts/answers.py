"""Ask the writers for a script: in order, with one correction each, and the offline writer in an outage."""

import logging
import time
from dataclasses import dataclass, replace

from foundation.errors import UpstreamError, UpstreamUnavailableError
from synthesis.assembly import narration
from synthesis.content import Script
from synthesis.errors import NoWriterError
from synthesis.models import Writer
from synthesis.studio import adapters, languages
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.base import LanguageModel, UnusableAnswerError, Written
from synthesis.studio.scripts.shaping import require_english, require_script

logger = logging.getLogger(__name__)

AGAIN = "Try again, or write it yourself."
# A script that differs by more from the requested length is corrected once.
TOLERANCE = 1 / 3
# A scene lasts a little longer than its words.
PAUSE_S = 0.6
# A correction is requested only if the task has time for another answer, and for the other vendor's.
CORRECTION_WITHIN_S = 30.0
_CORRECTION = (
    "\n\nYour previous answer to this request was not used: {reason} Write it again, without this fault, and "
    "return nothing but the JSON document."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A usable script. ``note`` says why it is not what was requested; otherwise it is empty."""

    written: Written
    note: str = ""


def ask(*, assignment: Assignment) -> Answer:
    """The script of the first writer that has a usable answer.

    RefusedError propagates: a prompt that one model refused is not sent to another. Raises NoWriterError, and
    the combined error of all writers.
    """
    # The API keys may have been removed since the script was requested.
    refusal = no_writer(language=assignment.language)
    if refusal is not None:
        raise refusal
    problems: list[UpstreamError] = []
    for model in adapters.language_models():
        try:
            answer = _corrected(model, assignment)
        except UpstreamError as error:
            logger.warning("writer failed", extra={"system": error.system, "code": error.code})
            problems.append(error)
        else:
            return _with_fallback(answer, problems)
    # The offline writer is the fallback during an outage, and writes English only.
    if any(map(_is_outage, problems)) and languages.is_english(assignment.language):
        return _with_fallback(_corrected(adapters.offline_writer(), assignment), problems)
    raise _combined(problems)


def no_writer(*, language: str) -> NoWriterError | None:
    """The error for a language that no writer here can write; None for all other languages."""
    if adapters.writes_english_only() and not languages.is_english(language):
        return NoWriterError(language=languages.name_of(language))
    return None


def _corrected(model: LanguageModel, assignment: Assignment) -> Answer:
    """The writer's answer. An unusable one is requested once more, with the reason.

    A second answer of a wrong length is accepted with a note: it is usable, and it was paid for.
    """
    began = time.monotonic()
    try:
        answer = _answer(model, assignment)
    except UnusableAnswerError as error:
        if time.monotonic() - began > CORRECTION_WITHIN_S:
            raise
        return _answer(model, _with_reason(assignment, error.message))
    is_final = answer.written.writer == Writer.OFFLINE or time.monotonic() - began > CORRECTION_WITHIN_S
    if not answer.note or is_final:
        return answer
    try:
        return _answer(model, _with_reason(assignment, answer.note))
    except UpstreamError as error:
        logger.warning("correction failed", extra={"system": error.system, "code": error.code})
        return answer


def _answer(model: LanguageModel, assignment: Assignment) -> Answer:
    if isinstance(model, adapters.OfflineWriter):
        require_english(facts=assignment.facts)
    written = model.write(assignment=assignment)
    require_script(script=written.script, language=assignment.language, writer=Writer(written.writer))
    return Answer(
        written=written, note="" if written.is_outline else _length_note(written.script, assignment)
    )


def _length_note(script: Script, assignment: Assignment) -> str:
    """The difference from the requested length in a sentence; empty if it is small."""
    lines = [beat.narration for beat in script.scenes if beat.narration.strip()]
    spoken_s = sum(narration.estimate_s(text=line, language=assignment.language) + PAUSE_S for line in lines)
    target_s = assignment.options.target_s
    if abs(spoken_s - target_s) <= TOLERANCE * target_s:
        return ""
    return f"The script takes about {spoken_s:.0f} seconds to say, and {target_s} were requested."


def _with_reason(assignment: Assignment, reason: str) -> Assignment:
    return replace(assignment, instructions=assignment.instructions + _CORRECTION.format(reason=reason))


def _is_outage(problem: UpstreamError) -> bool:
    return isinstance(problem, UpstreamUnavailableError)


def _with_fallback(answer: Answer, problems: list[UpstreamError]) -> Answer:
    """The answer, with the reason why a fallback writer gave it."""
    if not problems:
        return answer
    offline = answer.written.writer == Writer.OFFLINE
    writer = "the offline writer" if offline else Writer(answer.written.writer).label
    note = _fallback_note(problems, writer)
    return replace(answer, note=f"{note} {answer.note}".strip()[:300])


def _fallback_note(problems: list[UpstreamError], writer: str) -> str:
    if all(map(_is_outage, problems)):
        names = " and ".join(problem.system for problem in problems)
        verb = "was" if len(problems) == 1 else "were"
        return f"{names} {verb} not available, so {writer} wrote this draft."
    return f"{' '.join(problem.message for problem in problems)} So {writer} wrote this draft."


def _combined(problems: list[UpstreamError]) -> UpstreamError:
    """Combine the errors of all writers: an outage if all are outages, otherwise a permanent error."""
    if len(problems) == 1:
        return problems[0]
    message, system = " ".join(problem.message for problem in problems), problems[0].system
    if all(map(_is_outage, problems)):
        waits = [getattr(problem, "retry_after_s", None) or 0 for problem in problems]
        return UpstreamUnavailableError(message, system=system, retry_after_s=min(waits) or None)
    return UpstreamError(f"{message} {AGAIN}", system=system)
