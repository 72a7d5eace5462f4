"""A language without a table: its digits and signs are left to the voice."""

from synthesis.assembly.speech.normalization.language import Language, Words

PLAIN = Language(
    code="",
    words=Words(
        point="",
        other_point="",
        minus="",
        to="",
        number="",
        plus="",
        equals="",
        less="",
        more="",
        times="",
        by="",
        fold="",
        about="",
        and_="",
        at="",
        dot="",
        slash="",
        dash="",
        underscore="",
        hashtag="",
        ratio="",
        out_of="",
    ),
)
