"""German and Dutch clauses that begin with their verb, as a question or a condition does."""

from synthesis.studio.headlines import clause_words, parts, thoughts
from synthesis.studio.looks.shortening import grammar

SUBJECTS = clause_words.listed("ich du er sie es wir ihr man ik je jij hij ze we u")


def applies(clause: str, *, language: str) -> bool:
    """Whether a clause begins with its verb: "Hat dein Reifen Risse, …". Not for a command."""
    words, known = thoughts.words_of(clause), clause_words.of(language)
    if parts.primary(language) not in ("de", "nl") or len(words) < parts.FEWEST_WORDS:
        return False
    table = grammar.of(language)
    # Dutch "je" may be "your": "Zet je wekker elke dag".
    if words[1] in SUBJECTS - table.objects:
        return words[0] not in SUBJECTS | known.subordinators
    return words[1] in table.beginners and words[0] in known.verbs - table.commands


def would_ask(words: list[str], *, language: str) -> bool:
    """Whether a clause without its first word would be a question: "Dann | ölst du jedes Glied"."""
    is_second = parts.primary(language) in parts.VERB_SECOND
    return is_second and words[2].casefold() in SUBJECTS | grammar.of(language).beginners
