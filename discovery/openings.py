"""Other ways to open a video: by rules, and those that were written with a script of the idea.

There is a rule of each kind, about the idea's topic and without any claim. Rules need neither a key nor a
network. Topics are not inflected: except in English, they stand before a colon.
"""
# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from discovery import proposals
from discovery.models import Idea
from discovery.signals import WrittenHook, hooks_requested

_LONGEST = 300


class Kind(StrEnum):
    """How a hook makes its promise."""

    QUESTION = "question"
    CONTRAST = "contrast"
    NUMBER = "number"
    MISTAKE = "mistake"
    PROMISE = "promise"

    @property
    def label(self) -> str:
        """The kind as a heading."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Opening:
    """A hook that the idea could have. ``key`` names it in forms."""

    kind: Kind
    text: str

    @property
    def key(self) -> str:
        """The value of the button that uses it."""
        return f"hook-{self.kind.value}"

    @property
    def label(self) -> str:
        """Its kind as a heading."""
        return self.kind.label


@dataclass(frozen=True, slots=True)
class WrittenOpening:
    """A hook that ``writer`` wrote with a script. ``label`` is its kind as a heading."""

    number: int
    label: str
    text: str
    writer: str

    @property
    def key(self) -> str:
        """The value of the button that uses it."""
        return f"hook-written-{self.number}"


def alternatives(*, idea: Idea) -> list[Opening]:
    """Return hooks of different kinds in the idea's language, without the one that the idea has.

    Empty for a language without rules. Reads the candidate and the niche.
    """
    language = idea.language.split("-")[0]
    name = proposals.topic_name(idea)
    rules = _ENGLISH if language == "en" and name else _RULES.get(language, {})
    topic = name or idea.title.strip(" .!?。！？؟").strip()
    texts = {kind: rule.format(topic=topic)[:_LONGEST] for kind, rule in rules.items()}
    return [Opening(kind, text[:1].upper() + text[1:]) for kind, text in texts.items() if text != idea.hook]


def kind_of(*, text: str, language: str) -> Kind | None:
    """Return the kind of a hook by the rules that write hooks, else by what any language shows; or None."""
    words = text.strip()
    name = language.split("-")[0]
    for rules in (_ENGLISH if name == "en" else {}, _RULES.get(name, {})):
        for kind, rule in rules.items():
            before, after = rule.split("{topic}")
            is_long_enough = len(words) > len(before) + len(after)
            if is_long_enough and _folded(words, before, after):
                return kind
    first = re.split(r"(?<=[.!?。！？؟।])\s*", words, maxsplit=1)[0]
    if first.endswith(("?", "？", "؟", "?”", "?»")):
        return Kind.QUESTION
    return Kind.NUMBER if re.search(r"\d", first) else None


def _folded(words: str, before: str, after: str) -> bool:
    low = words.casefold()
    return low.startswith(before.casefold()) and low.endswith(after.casefold())


def written(*, idea: Idea) -> list[WrittenOpening]:
    """Return the hooks of the idea's newest script, without the idea's own. Calls no model."""
    answers: list[tuple[Any, Any]] = hooks_requested.send(Idea, idea=idea)
    hooks: list[WrittenHook] = [hook for _, found in answers for hook in found]
    return [
        WrittenOpening(number, hook.kind, hook.text, hook.writer)
        for number, hook in enumerate(hooks, start=1)
        if hook.text != idea.hook and len(hook.text) <= _LONGEST
    ]


_ENGLISH: Mapping[Kind, str] = {
    Kind.QUESTION: "What would you change first about {topic}?",
    Kind.CONTRAST: "What people say about {topic}, and what I say.",
    Kind.NUMBER: "Three things about {topic}, in thirty seconds.",
    Kind.MISTAKE: "One mistake with {topic}, and how to avoid it.",
    Kind.PROMISE: "After this, you know where to start with {topic}.",
}


def _rules(question: str, contrast: str, number: str, mistake: str, promise: str) -> Mapping[Kind, str]:
    return dict(zip(Kind, (question, contrast, number, mistake, promise), strict=True))


_RULES: Mapping[str, Mapping[Kind, str]] = {
    "en": _rules(
        "{topic}: what really makes the difference?",
        "{topic}: what people say, and what I say.",
        "{topic}: three things in thirty seconds.",
        "{topic}: one mistake, and how to avoid it.",
        "{topic}: after this, you know where to start.",
    ),
    "ar": _rules(
        "{topic}: ما الذي يصنع الفرق حقاً؟",
        "{topic}: ما يقوله الناس، وما أقوله أنا.",
        "{topic}: ثلاثة أشياء في ثلاثين ثانية.",
        "{topic}: خطأ واحد، وكيف تتجنّبه.",
        "{topic}: بعد هذا ستعرف من أين تبدأ.",
    ),
    "de": _rules(
        "{topic}: Was macht wirklich den Unterschied?",
        "{topic}: was viele sagen, und was ich sage.",
        "{topic}: drei Dinge in dreißig Sekunden.",
        "{topic}: ein Fehler, und wie du ihn vermeidest.",
        "{topic}: Danach weißt du, womit du anfängst.",
    ),
    "es": _rules(
        "{topic}: ¿qué marca de verdad la diferencia?",
        "{topic}: lo que se dice, y lo que digo yo.",
        "{topic}: tres cosas en treinta segundos.",
        "{topic}: un error y cómo evitarlo.",
        "{topic}: después de esto sabrás por dónde empezar.",
    ),
    "fr": _rules(
        "{topic} : qu’est-ce qui fait vraiment la différence ?",
        "{topic} : ce qu’on en dit, et ce que j’en dis.",
        "{topic} : trois choses en trente secondes.",
        "{topic} : une erreur, et comment l’éviter.",
        "{topic} : après ça, tu sauras par où commencer.",
    ),
    "hi": _rules(
        "{topic}: असली फ़र्क किससे पड़ता है?",
        "{topic}: लोग क्या कहते हैं, और मेरी राय क्या है।",
        "{topic}: तीस सेकंड में तीन बातें।",
        "{topic}: एक गलती, और उससे कैसे बचें।",
        "{topic}: इसके बाद आप जानेंगे कि शुरुआत कहाँ से करें।",
    ),
    "it": _rules(
        "{topic}: che cosa fa davvero la differenza?",
        "{topic}: quello che si dice, e quello che dico io.",
        "{topic}: tre cose in trenta secondi.",
        "{topic}: un errore, e come evitarlo.",
        "{topic}: dopo questo saprai da dove cominciare.",
    ),
    "ja": _rules(
        "{topic}、本当に差がつくのはどこ？",
        "{topic}、よく言われることと、私の考え。",
        "{topic}、30秒で3つだけ。",
        "{topic}、避けたい失敗をひとつ。",
        "{topic}、何から始めればいいかが分かります。",
    ),
    "nl": _rules(
        "{topic}: wat maakt echt het verschil?",
        "{topic}: wat men zegt, en wat ik zeg.",
        "{topic}: drie dingen in dertig seconden.",
        "{topic}: één fout, en hoe je die vermijdt.",
        "{topic}: hierna weet je waar je begint.",
    ),
    "pl": _rules(
        "{topic}: co naprawdę robi różnicę?",
        "{topic}: co się mówi, a co mówię ja.",
        "{topic}: trzy rzeczy w trzydzieści sekund.",
        "{topic}: jeden błąd i jak go uniknąć.",
        "{topic}: po tym będziesz wiedzieć, od czego zacząć.",
    ),
    "pt": _rules(
        "{topic}: o que faz mesmo a diferença?",
        "{topic}: o que se diz, e o que eu digo.",
        "{topic}: três coisas em trinta segundos.",
        "{topic}: um erro, e como evitá-lo.",
        "{topic}: depois disso, você saberá por onde começar.",
    ),
    "sv": _rules(
        "{topic}: vad gör egentligen skillnad?",
        "{topic}: vad folk säger, och vad jag säger.",
        "{topic}: tre saker på trettio sekunder.",
        "{topic}: ett misstag, och hur du undviker det.",
        "{topic}: efter det här vet du var du ska börja.",
    ),
    "tr": _rules(
        "{topic}: farkı gerçekten ne yaratıyor?",
        "{topic}: herkes ne diyor, ben ne diyorum?",
        "{topic}: otuz saniyede üç şey.",
        "{topic}: bir hata ve ondan kaçınmanın yolu.",
        "{topic}: bundan sonra nereden başlayacağını bileceksin.",
    ),
}
