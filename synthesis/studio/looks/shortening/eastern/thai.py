"""Thai headlines: whole clauses, cut only before or behind words that join two."""

import re
from collections.abc import Iterator

from synthesis.studio.looks.shortening.eastern.scored import LAST, Scored, headline

# In letters without the marks above and below them: two lines.
_SHORT, _LONGEST, _FEWEST = 24, 34, 7
_WHOLE, _CLAUSE, _PIECE = 10.0, 8.4, 6.8
_LONG, _PER_LETTER, _LATER_CLAUSE, _LOST_FIGURE, _ASKING = 2.4, 0.03, 0.4, 0.9, 2.0
_WAITING, _LED, _LONGEST_OF_ALL = 3.5, 1.0, 44
_POLITE = re.compile(r"(?<![เแโใไ])(?:(?:นะ)?(?:ครับผม|ครับ|คะ|ค่ะ|จ้า|จ้ะ)|นะ|เลยนะ)$")
_LEAD = re.compile(
    r"(?:ขั้นแรก|อันดับแรก|ก่อนอื่น|จากนั้น|ต่อไป|สุดท้าย(?:นี้)?|ข้อแรก|ข้อที่\s?\S{1,6}|ที่จริงแล้ว|จริงๆ\s?แล้ว|ความจริง(?:แล้ว)?คือ|แค่นี้|"
    r"ทำแค่นี้|วันแรก|วันที่(?:สอง|สาม|\s?\d)|คืน(?:แรก|สุดท้าย)|เพราะฉะนั้น|ดังนั้น|แต่|และ|แล้ว(?:ค่อย)?|เพียงเท่านี้|รู้ไหมว่า|รู้หรือไม่ว่า|เชื่อไหมว่า)\s?(?=\S{6})"
)
# Clauses that wait for the next one.
_WAITS = re.compile(
    r"(?:ถ้า|หาก|เมื่อ|เวลา|พอ|ทันทีที่|หลังจาก|หลัง|ก่อนที่|ตอน|วันแรก|วันที่|ครบ|ทุกวัน|ทำแค่|แค่|ตอนนี้|ถึงแม้|แม้|เนื่องจาก|สำหรับ).*|.*(?:คือ|ว่า|เพราะ)$"
)
_WORDS = re.compile(r"(?<!\d)\s(?!\d)")
# A clause ends before these, where letters stand on both sides.
_JOINT = re.compile(
    r"(?<=[\u0e01-\u0e5b]{6})(?=(?:เพราะ(?!ฉะนั้น)|แล้ว(?=[\u0e01-\u0e5b]{5})|เพื่อ(?!น)|แต่(?!ง|ละ)|ซึ่ง|(?:ถึง|จึง)จะ|จนกว่า|โดยไม่|ก่อน(?=[\u0e01-\u0e5b]{4})))"
)
_JOINING = re.compile(r"^(?:เพราะ(?:ว่า)?(?:คุณ|มัน)?|แล้ว(?:ค่อย|ก็)?|แต่(?:ให้)?|ก็)")
# "ปัญหาไม่ได้อยู่ที่การวิ่ง แต่อยู่ที่อาหาร" is "ปัญหาอยู่ที่อาหาร".
_NOT_BUT = re.compile(r"(?P<topic>[^\s]{3,16}?)ไม่(?:ได้|ใช่)[^\s]+\sแต่(?P<but>(?:อยู่|คือ|เป็น|เกิด|เพราะ).+)")
_GOES_ON = re.compile(r"แต่(?!ง|ละ)|แล้ว|และ|เพราะ|ให้|จะ|ก็|แปลว่า|อาจ")
_DENIED = re.compile(r"ไม่|อย่า|ห้าม|เลิก|หยุด|ไร้|พลาด")
_DIGITS = re.compile(r"\d|บาท|ชั่วโมง|นาที|เปอร์เซ็นต์")
_CALLING = re.compile(r"เซฟ|กดติดตาม|กดไลก์|คอมเมนต์|แชร์|บอกฉัน|ฝากติดตาม")


def shortened(texts: list[str], *, otherwise: str = "") -> str:
    """The best headline of several sentences, or the title where none is good. The title may be empty."""
    title = " ".join(otherwise.split())
    title = title if letters(title) <= _LONGEST else ""
    return headline(_rejoined(texts), phrases=_of_sentence, otherwise=title)


def _rejoined(texts: list[str]) -> list[str]:
    """Sentences with the clauses that go on with them: a space may end a sentence or a clause."""
    found: list[str] = []
    for text in texts:
        if found and _GOES_ON.match(text):
            found[-1] += f" {text}"
        else:
            found.append(text)
    return found


def letters(text: str) -> int:
    """The letters that take room in a line: no marks above or below another one."""
    return sum(
        not (each == "\u0e31" or "\u0e34" <= each <= "\u0e3a" or "\u0e47" <= each <= "\u0e4e")
        for each in text
    )


def _of_sentence(text: str) -> Iterator[Scored]:
    text = " ".join(text.split())
    bare = _without_leads(_POLITE.sub("", text).strip())
    called = _ASKING * bool(_CALLING.search(text))
    for each in _phrases(bare):
        lost = _LOST_FIGURE * (bool(_DIGITS.search(bare)) and not _DIGITS.search(each.text))
        yield Scored(each.text, each.worth - lost - called)


def _without_leads(text: str) -> str:
    while (found := _LEAD.match(text)) and found.end() < len(text):
        text = text[found.end() :].strip()
    return text


def _phrases(text: str) -> Iterator[Scored]:
    yield from _valued(text, _WHOLE)
    if _LONGEST < letters(text) <= _LONGEST_OF_ALL:
        yield Scored(text, LAST)
    contrast = _NOT_BUT.fullmatch(text)
    if contrast is not None:
        yield from _valued(contrast["topic"] + contrast["but"], _WHOLE)
    clauses = [part for part in _WORDS.split(text) if part.strip()]
    for place, clause in enumerate(clauses):
        is_waiting = place + 1 < len(clauses) and bool(_WAITS.fullmatch(clause))
        if len(clauses) > 1:
            plain = _JOINING.sub("", clause) if place else clause
            # Without its condition, a clause says too much.
            is_led = place > 0 and clauses[place - 1].startswith(("ถ้า", "หาก"))
            worth = _CLAUSE - _LATER_CLAUSE * place - _WAITING * is_waiting - _LED * is_led
            yield from _valued(plain, worth)
        yield from _pieces(clause, _LATER_CLAUSE * place + _WAITING * is_waiting)


def _pieces(clause: str, less: float) -> Iterator[Scored]:
    """What stands before a joining word, and behind it."""
    for found in _JOINT.finditer(clause):
        before, after = clause[: found.start()], clause[found.start() :]
        is_reason = after.startswith("เพราะ")
        # "Not because …" denies the reason.
        if is_reason and re.search(r"ไม่ได้|ไม่ใช่", before):
            continue
        if not _DENIED.search(after) or _DENIED.search(before):
            yield from _valued(before, _PIECE - less - _LED * after.startswith("ก่อน"))
        if is_reason or after.startswith("แต่"):
            yield from _valued(_JOINING.sub("", after), _PIECE + 0.5 - less)


def _valued(text: str, base: float) -> Iterator[Scored]:
    bare = text.strip(" ,")
    size = letters(bare)
    if _FEWEST <= size <= _LONGEST:
        yield Scored(bare, base - _LONG * (size > _SHORT) + _PER_LETTER * min(size, _SHORT))
