"""The errors of synthesis."""

from collections.abc import Sequence

from billing.errors import PlanLimitError
from foundation.errors import ConflictError, DomainError, InvalidError
from synthesis.content import Blocker


class VideoBusyError(ConflictError):
    """The video has a render in progress."""

    code = "video_busy"

    def __init__(self) -> None:
        super().__init__(
            "This video is rendering. Wait until it is ready, or cancel the render, then edit it."
        )


class VideoArchivedError(ConflictError):
    """The video is archived."""

    code = "video_archived"

    def __init__(self) -> None:
        super().__init__("This video is archived. Restore it first.")


class SceneLockedError(ConflictError):
    """The scene is locked."""

    code = "scene_locked"

    def __init__(self) -> None:
        super().__init__("This scene is locked. Unlock it to change or delete it.")


class SceneNotLockableError(ConflictError):
    """An empty or failed scene cannot be locked."""

    code = "scene_not_lockable"

    def __init__(self, *, status: str) -> None:
        super().__init__(
            "You can't lock an empty or failed scene. Add content or render it first.", status=status
        )


class LanguageNotSpokenError(InvalidError):
    """No voice speaks the language."""

    code = "language_not_spoken"
    title = "No voice for this language"

    def __init__(self, *, language: str, offered: list[str]) -> None:
        detail = f"No voice is available for “{language}”. Choose another language: {', '.join(offered)}."
        super().__init__(detail, errors=[{"field": "language", "code": self.code, "detail": detail}])


class LanguageNotWrittenError(InvalidError):
    """No typeface of captions has the letters of the language."""

    code = "language_not_written"
    title = "No typeface for this language"

    def __init__(self, *, language: str, offered: list[str]) -> None:
        detail = (
            f"No typeface has the letters of “{language}”. Choose another language: {', '.join(offered)}."
        )
        super().__init__(detail, errors=[{"field": "language", "code": self.code, "detail": detail}])


class VoiceGoneError(ConflictError):
    """This installation does not have the voice."""

    code = "voice_gone"
    title = "Voice not available"

    def __init__(self, *, voice: str, language: str) -> None:
        if voice:
            said = f"The voice “{voice}” is not available on this installation. Choose another voice."
        else:
            said = f"This installation has no voice for {language}. Choose another language."
        super().__init__(said, voice=voice, language=language)


class NoWriterError(InvalidError):
    """No writer that is set up writes the language."""

    code = "no_writer"
    title = "No writer for this language"

    def __init__(self, *, language: str) -> None:
        detail = (
            f"This installation cannot write scripts in {language}, because no language model is set up. "
            "Use your own script, or choose English."
        )
        super().__init__(detail, errors=[{"field": "language", "code": self.code, "detail": detail}])


class NoOpeningError(ConflictError):
    """The video has no written script whose hooks could open it."""

    code = "no_opening"

    def __init__(self) -> None:
        super().__init__("This video has no written script to take a hook from. Have one written first.")


class HookNotFoundError(InvalidError):
    """The script offers no hook of that number."""

    code = "hook_not_found"
    title = "No such hook"

    def __init__(self, *, number: int, last: int) -> None:
        detail = (
            f"The script offers the hooks 0 to {last}, and no hook {number}. It may have been written again."
        )
        super().__init__(detail, errors=[{"field": "number", "code": self.code, "detail": detail}])


class TooManyScenesError(InvalidError):
    """The video would have more scenes than allowed."""

    code = "too_many_scenes"

    def __init__(self, *, limit: int) -> None:
        super().__init__(
            f"A video can have at most {limit} scenes. Delete or merge scenes before you add another.",
            limit=limit,
        )


class SceneTextTooLongError(InvalidError):
    """The text is longer than a scene allows."""

    code = "scene_text_too_long"

    def __init__(self, *, field: str, length: int, limit: int) -> None:
        detail = (
            f"The {field} has {length:,} characters. The limit is {limit:,}. Shorten it, or split the scene."
        )
        super().__init__(detail, errors=[{"field": field, "code": "too_long", "detail": detail}])


class SceneFieldError(InvalidError):
    """A field of a scene is invalid."""

    code = "scene_field"

    def __init__(self, *, field: str, detail: str) -> None:
        super().__init__(detail, errors=[{"field": field, "code": "invalid", "detail": detail}])


class PronunciationFieldError(InvalidError):
    """A field of a pronunciation is invalid."""

    code = "pronunciation_field"

    def __init__(self, *, field: str, detail: str) -> None:
        super().__init__(detail, errors=[{"field": field, "code": "invalid", "detail": detail}])


class PronunciationExistsError(ConflictError):
    """The workspace has a pronunciation of this word for the language already."""

    code = "pronunciation_exists"

    def __init__(self, *, written: str) -> None:
        super().__init__(f"You already have a pronunciation of “{written}”. Edit that one.", written=written)


class TooManyPronunciationsError(InvalidError):
    """The workspace has as many pronunciations as allowed."""

    code = "too_many_pronunciations"

    def __init__(self, *, limit: int) -> None:
        super().__init__(
            f"A workspace can have at most {limit} pronunciations. Delete one before you add another.",
            limit=limit,
        )


class ScriptTooLongError(InvalidError):
    """A pasted script is too long for a video."""

    code = "script_too_long"

    def __init__(self, *, length: int, limit: int) -> None:
        detail = (
            f"This script has {length:,} characters. The limit is {limit:,}. "
            "Shorten it, or split it into several videos."
        )
        super().__init__(detail, errors=[{"field": "script", "code": "too_long", "detail": detail}])


class ScriptEmptyError(InvalidError):
    """The script contains nothing that can be spoken."""

    code = "script_empty"

    def __init__(self) -> None:
        detail = "This script has no words to speak. Write a sentence or two."
        super().__init__(detail, errors=[{"field": "script", "code": "empty", "detail": detail}])


class NoFinishedVideoError(ConflictError):
    """The render has no finished file."""

    code = "no_finished_video"

    def __init__(self, *, status: str) -> None:
        super().__init__(
            "This render has no finished video. Its poster can be picked once it succeeded.", status=status
        )


class PosterTimeError(InvalidError):
    """The video has no frame at this moment."""

    code = "poster_time"
    title = "No frame at this moment"

    def __init__(self, *, length_s: float) -> None:
        detail = f"The video is {length_s:.1f} s long. Choose a moment from 0 to {length_s:g} seconds."
        super().__init__(detail, errors=[{"field": "at_s", "code": "out_of_range", "detail": detail}])


class QuoteExpiredError(ConflictError):
    """The quote has expired."""

    code = "quote_expired"

    def __init__(self) -> None:
        super().__init__("This quote has expired. Check the new quote, then press Render again.")


class QuoteOutdatedError(ConflictError):
    """The content changed after the quote was made."""

    code = "quote_outdated"

    def __init__(self) -> None:
        super().__init__("The video changed after this quote. Check the new quote, then press Render again.")


class QuoteBlockedError(ConflictError):
    """The quote lists blockers."""

    code = "quote_blocked"

    def __init__(self, *, reasons: Sequence[Blocker]) -> None:
        super().__init__(
            " ".join(reason.message for reason in reasons),
            reasons=[reason.model_dump() for reason in reasons],
        )


class VideoTooLongError(PlanLimitError):
    """The video is longer than the plan allows."""

    code = "video_too_long"

    def __init__(self, *, duration_s: float, limit: int) -> None:
        super().__init__(
            f"This video is about {round(duration_s)} seconds long. Your plan covers {limit}. "
            "Shorten the script, or upgrade.",
            key="synthesis.longest_video_s",
            limit=limit,
        )


class TooManyRendersError(PlanLimitError):
    """The plan's limit of concurrent renders is reached."""

    code = "too_many_renders"

    def __init__(self, *, limit: int) -> None:
        renders = "render" if limit == 1 else "renders"
        super().__init__(
            f"Your plan covers {limit} {renders} at a time. Wait until one is done, or cancel one.",
            key="synthesis.concurrent_renders",
            limit=limit,
        )


class PaidVideoExhaustedError(PlanLimitError):
    """The plan's seconds of paid video are used up, or it has none."""

    code = "paid_video_exhausted"

    def __init__(self, *, needed: int, left: int, limit: int) -> None:
        if limit:
            said = f"This needs {needed} seconds of paid video. You have {left} of {limit} left this month."
        else:
            said = "Your plan doesn't include paid video services such as Gemini Omni and Veo."
        super().__init__(
            f"{said} Choose another picture for these scenes, or upgrade.",
            key="synthesis.paid_video_seconds",
            limit=limit,
        )


class EngineGoneError(DomainError):
    """No renderer has the quoted engine any longer."""

    code = "engine_gone"

    def __init__(self, *, position: int) -> None:
        super().__init__(
            f"The engine for scene {position} is no longer available. Choose another picture for it."
        )


class RenderFinishedError(ConflictError):
    """The render has ended, so it cannot be canceled."""

    code = "render_finished"

    def __init__(self, *, status: str) -> None:
        super().__init__(f"This render has already {_ENDED[status]}.", status=status)


class RenderNotFailedError(ConflictError):
    """Only a failed or canceled render can be retried."""

    code = "render_not_failed"

    def __init__(self, *, status: str) -> None:
        super().__init__("You can retry only a failed or canceled render.", status=status)


class AssetInUseError(ConflictError):
    """A scene or a finished render uses the file."""

    code = "asset_in_use"

    def __init__(self) -> None:
        super().__init__("This file is used in a video. Remove it from those scenes, then delete it.")


class UploadUnusableError(InvalidError):
    """The uploaded file cannot be used in a scene."""

    code = "upload_unusable"


class RendererHoldsWorkError(ConflictError):
    """The renderer holds unfinished work."""

    code = "node_holds_work"

    def __init__(self, *, name: str, attempts: int) -> None:
        scenes = "1 scene" if attempts == 1 else f"{attempts} scenes"
        super().__init__(
            f"{name} still has {scenes} to render. Drain it, wait until they are done, then remove it.",
            attempts=attempts,
        )


class WebhookRefusedError(DomainError):
    """The webhook has no valid signature, or an old timestamp."""

    status = 401
    code = "webhook_refused"
    title = "Invalid signature"

    def __init__(self) -> None:
        super().__init__("The signature of this webhook is missing or invalid.")


_ENDED = {"succeeded": "finished", "failed": "failed", "canceled": "been canceled"}
