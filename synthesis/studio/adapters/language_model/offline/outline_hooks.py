"""Openings of an outline: one of each kind, in the title's own words, with blanks for what is unknown."""

from collections.abc import Mapping

from synthesis.choices import HookKind
from synthesis.studio.adapters.language_model.offline.beats import capital, lowered, sentence
from synthesis.studio.adapters.language_model.offline.outline_parts import about
from synthesis.studio.adapters.language_model.offline.promises import Form, Promise, in_words

Hooks = Mapping[HookKind, str]


def of_promise(promise: Promise) -> Hooks:
    """The openings for the title."""
    makers = {
        Form.REASON: _asked if promise.is_inverted else _reason,
        Form.QUESTION: _asked,
        Form.HOW_TO: _how_to,
        Form.LIST: _list,
        Form.STATEMENT: _own if promise.is_personal else _statement,
    }
    return makers.get(promise.form, _own if promise.is_personal else _topic)(promise)


def _reason(promise: Promise) -> Hooks:
    rest = promise.rest
    return {
        HookKind.QUESTION: f"Do you know why {rest}?",
        HookKind.CONTRADICTION: f"{{The reason that most people give}}. That is not why {rest}.",
        HookKind.NUMBER: f"{{One number that proves it, with its source}}. And here is why {rest}.",
        HookKind.STAKES: f"{{What people lose or get wrong because they do not know why {rest}}}.",
        HookKind.STORY: f"{{A place, a day and a person that make viewers ask why {rest}}}.",
    }


def _asked(promise: Promise) -> Hooks:
    question = promise.as_question
    return {
        HookKind.QUESTION: question,
        HookKind.CONTRADICTION: f"{question} {{The answer that everybody gives}}. That is only half of it.",
        HookKind.NUMBER: f"{{One number from the answer, with its source}}. So: {lowered(question)}",
        HookKind.STAKES: f"{{What depends on the answer for your viewers}}. So: {lowered(question)}",
        HookKind.STORY: f"{{A person, a place and a moment}}. And the question is: {lowered(question)}",
    }


def _how_to(promise: Promise) -> Hooks:
    goal = lowered(promise.rest)
    limit = promise.limits[0] if promise.limits else ""
    number = (
        f"{capital(limit)}. {{What can really be done in that time or for that amount, and who measured it}}."
        if limit
        else f"{{One number that shows how many people cannot {goal}, with its source}}."
    )
    return {
        HookKind.QUESTION: f"Can you really {goal}?",
        HookKind.CONTRADICTION: f"{{What everybody tries first}}. That is exactly how you do not {goal}.",
        HookKind.NUMBER: number,
        HookKind.STAKES: f"{{What it costs your viewers each time they do not {goal}}}.",
        HookKind.STORY: f"{{Who it was, when, and what went wrong}}. Then they found out how to {goal}.",
    }


def _list(promise: Promise) -> Hooks:
    count, rest = in_words(promise.count or 3), promise.rest
    return {
        HookKind.QUESTION: f"{capital(count)} {rest}: how many do you know?",
        HookKind.CONTRADICTION: f"{{The one that people would never expect}}. It is one of {count} {rest}.",
        HookKind.NUMBER: f"{capital(count)} {rest}. {{Which of them matters most}}.",
        HookKind.STAKES: f"{{What people miss if they do not know them}}. Here they are: {count} {rest}.",
        HookKind.STORY: f"{{Who needed them, where and when}}. So here they are: {count} {rest}.",
    }


def _statement(promise: Promise) -> Hooks:
    said = sentence(capital(promise.rest))
    return {
        HookKind.QUESTION: f"{{The first question that viewers will have}}? {said}",
        HookKind.CONTRADICTION: f"{{What everybody believed until now}}. {said}",
        HookKind.NUMBER: f"{{One number that shows it, with its source}}. {said}",
        HookKind.STAKES: f"{{What it changes for your viewers}}. {said}",
        HookKind.STORY: f"{{Who saw it, when and where}}. {said}",
    }


def _own(promise: Promise) -> Hooks:
    said = sentence(capital(promise.rest))
    return {
        HookKind.QUESTION: f"{{The question that you asked yourself before it}}? {said}",
        HookKind.CONTRADICTION: f"{said} {{What you were sure would happen}}. It did not.",
        HookKind.NUMBER: f"{said} {{One number from it: how long, how much or how often}}.",
        HookKind.STAKES: f"{said} {{What you could have lost}}.",
        HookKind.STORY: f"{{Where you were when it began, and what you saw}}. {said}",
    }


def _topic(promise: Promise) -> Hooks:
    topic = about(promise)
    return {
        HookKind.QUESTION: f"{{The question about {topic} that people type into a search box}}?",
        HookKind.CONTRADICTION: f"{{What most people believe about {topic}}}. It is not true.",
        HookKind.NUMBER: f"{{One number about {topic}, with its source, in one sentence}}.",
        HookKind.STAKES: f"{{What goes wrong for people who do not know this about {topic}}}.",
        HookKind.STORY: f"{{One moment with {topic}: who, where and when}}.",
    }
