"""Headlines: a whole thought in the words of the scene."""

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from synthesis.studio.headlines import LONGEST, headline_of, is_whole_thought

# Decimals, prices and large numbers stay whole.
DECIMALS = [
    ("en", "Gas now costs $3.49 a gallon. Here is why.", "Gas now costs $3.49 a gallon"),
    (
        "en",
        "The fastest mile took 3:43.13 minutes. That record still stands.",
        "The fastest mile took 3:43.13 minutes",
    ),
    ("en", "Only 0.5% of people can do this. Can you?", "Only 0.5% of people can do this"),
    (
        "en",
        "He turned €100 into €1.5 million in a year. Nobody believed him.",
        "He turned €100 into €1.5 million",
    ),
    (
        "en",
        "About £1.6M was stolen in twelve minutes, and the police found nothing but a single glove "
        "on the floor.",
        "About £1.6M was stolen in twelve minutes",
    ),
    ("en", "Bitcoin fell below $60,000.50 today. Panic followed.", "Bitcoin fell below $60,000.50 today"),
    ("en", "My rent went from $1,200 to $2,350. I moved out.", "My rent went from $1,200 to $2,350"),
    ("en", "Pi is roughly 3.14159. You only need 3.14.", "Pi is roughly 3.14159"),
    (
        "en",
        "Mix 2.5 cups of flour with 1.25 cups of water. Wait an hour.",
        "Mix 2.5 cups of flour with 1.25 cups of water",
    ),
    ("en", "The A380 weighs 1,265,000 pounds. It still flies.", "The A380 weighs 1,265,000 pounds"),
    ("en", "Save 50% in 3 easy steps. Start with your phone bill.", "Save 50% in 3 easy steps"),
    ("en", "It sold for $0.99. Now it is worth $4,500.", "It sold for $0.99"),
    ("en", "Windows 3.11 was free. It changed everything.", "Windows 3.11 was free"),
    ("en", "Version 10.15.7 broke my laptop. I went back.", "Version 10.15.7 broke my laptop"),
    (
        "en",
        "Light travels 299,792.458 kilometers per second. Nothing is faster.",
        "Light travels 299,792.458 kilometers per second",
    ),
    ("en", "The loan had a rate of 4.75%. It rose to 9.2%.", "The loan had a rate of 4.75%"),
    ("en", "3.5 is the passing grade. Most people score 3.4.", "3.5 is the passing grade"),
    (
        "en",
        "It takes 1/4 of a second to blink. You do it 15,000 times a day.",
        "It takes 1/4 of a second to blink",
    ),
    (
        "en",
        "Our sun is 4.6 billion years old. It is halfway through its life.",
        "Our sun is 4.6 billion years old",
    ),
    ("en", "She scored 9.8 out of 10. The crowd cheered.", "She scored 9.8 out of 10"),
    ("en", "$5 can change your morning. Here is how.", "$5 can change your morning"),
    ("en", "The file is only 1.5 MB. Download it.", "The file is only 1.5 MB"),
]
# A full stop of an abbreviation ends no headline.
ABBREVIATIONS = [
    ("en", "Dr. Lee was wrong about sugar. She admits it.", "Dr. Lee was wrong about sugar"),
    ("en", "Mr. Beast gave away a house. Really.", "Mr. Beast gave away a house"),
    ("en", "The U.S. has 50 states. Most people can name 30.", "The U.S. has 50 states"),
    (
        "en",
        "J. K. Rowling was rejected 12 times. Then she sold 500 million books.",
        "J. K. Rowling was rejected 12 times",
    ),
    ("en", "George W. Bush paints portraits. They are good.", "George W. Bush paints portraits"),
    ("en", "Eat fruit, e.g. apples. It helps.", "Eat fruit, e.g. apples"),
    (
        "en",
        "Messi vs. Ronaldo is not even close. Look at the numbers.",
        "Messi vs. Ronaldo is not even close",
    ),
    ("en", "St. Louis has an arch. You can ride to the top.", "St. Louis has an arch"),
    ("en", "Washington D.C. is not a state. It never was.", "Washington D.C. is not a state"),
    ("en", "Use vitamin C. It works.", "Use vitamin C"),
    ("en", "The meeting is at 9 a.m. on Monday. Don't be late.", "The meeting is at 9 a.m. on Monday"),
    ("en", "Prof. Xu tested 400 people. Only 3 passed.", "Prof. Xu tested 400 people"),
    ("en", "Mt. Everest grows 4 mm a year. It never stops.", "Mt. Everest grows 4 mm a year"),
    ("en", "Apple Inc. is older than me. It began in a garage.", "Apple Inc. is older than me"),
    ("en", "No. 5 is the best perfume ever made. No. 4 was terrible.", "No. 5 is the best perfume ever made"),
    ("en", "Sgt. Pepper changed music. Here is how.", "Sgt. Pepper changed music"),
    (
        "en",
        "Martin Luther King Jr. improvised that line. It was not in his notes.",
        "Martin Luther King Jr. improvised that line",
    ),
    ("en", "The movie E.T. cost $10.5 million. It made $800 million.", "The movie E.T. cost $10.5 million"),
    ("en", "Gen. Grant owned one horse. Its name was Cincinnati.", "Gen. Grant owned one horse"),
    (
        "en",
        "The U.K. drinks 100 million cups of tea a day. That is a lot.",
        "The U.K. drinks 100 million cups of tea a day",
    ),
    ("en", "He has a Ph.D. in physics. He works as a barista.", "He has a Ph.D. in physics"),
    ("en", "Jan. 1 is the worst day to start. Pick another.", "Jan. 1 is the worst day to start"),
    ("en", "3.5 million people watched this in a week. Here is why.", "3.5 million people watched this"),
    ("en", "Version 2.0 is out! Get it.", "Version 2.0 is out!"),
    ("en", "I paid $4.99 for this. Worth it.", "I paid $4.99 for this"),
    ("en", "Node.js is fast. Use it.", "Node.js is fast"),
    ("en", "Dr. Smith found the cause. It was salt.", "Dr. Smith found the cause"),
    ("en", "...and then it broke.", "...and then it broke"),
    ("en", "it grows to about £1.6M", "it grows to about £1.6M"),
    ("en", "https://www.example.com is free", "https://www.example.com is free"),
    ("en", "Jones vs. Smith", "Jones vs. Smith"),
    ("en", "Grind finer. It helps.", "Grind finer"),
    ("en", "Wow! This changes everything.", "This changes everything"),
    ("en", "1. Sleep more. Adults need seven hours.", "Sleep more"),
    ("en", "Step 1: Preheat the oven to 200 degrees.", "Preheat the oven to 200 degrees"),
    ("en", "Number one: 4%.", "Number one: 4%"),
    ("en", "Turn it on.", "Turn it on"),
    ("en", "He left the U.S.", "He left the U.S."),
    (
        "en",
        '"Stay hungry, stay foolish," said Steve Jobs.',
        '"Stay hungry, stay foolish," said Steve Jobs',
    ),
    ("en", "Stop.", "Stop"),
]
# Addresses and file names stay whole.
ADDRESSES = [
    ("en", "https://www.example.com is free. Use it.", "https://www.example.com is free"),
    ("en", "Node.js is fast. Use it.", "Node.js is fast"),
    ("en", "Go to example.org and click Start. It takes a minute.", "Go to example.org and click Start"),
    ("en", "booking.com hides the best price. Here is where.", "booking.com hides the best price"),
    ("en", "Vue.js beats React. Fight me.", "Vue.js beats React"),
    ("en", "Write to hello@example.co.uk today. We answer.", "Write to hello@example.co.uk today"),
    ("en", "x.com was called twitter.com. Nobody uses the new name.", "x.com was called twitter.com"),
    (
        "en",
        "Never open invoice.pdf.exe on your computer. It is a virus.",
        "Never open invoice.pdf.exe on your computer",
    ),
    ("en", "Amazon.com sold only books. That was 1995.", "Amazon.com sold only books"),
    (
        "en",
        "Type chrome://flags in your browser. Then search for Reader.",
        "Type chrome://flags in your browser",
    ),
    ("en", "Our app runs on ASP.NET and SQL. It works.", "Our app runs on ASP.NET and SQL"),
    ("en", "The .com bubble burst in 2000. Most companies died.", "The .com bubble burst in 2000"),
    (
        "en",
        "www.archive.org remembers everything. Look up your old blog.",
        "www.archive.org remembers everything",
    ),
    ("en", "Save it as notes.txt first. Then rename it.", "Save it as notes.txt first"),
    ("en", "Is your-site.dev down? Check the logs.", "Is your-site.dev down?"),
    ("en", "D3.js draws any chart. Learn it once.", "D3.js draws any chart"),
    ("en", "Python3.12 is faster than 3.11. Upgrade today.", "Python3.12 is faster than 3.11"),
    (
        "en",
        "Read the docs at docs.example.com/start?a=1. They are short.",
        "Read the docs at docs.example.com/start?a=1",
    ),
    ("en", "Use 1.1.1.1 as your DNS server. It is faster.", "Use 1.1.1.1 as your DNS server"),
    ("en", "Open /etc/hosts and add one line. Done.", "Open /etc/hosts and add one line"),
    (
        "en",
        "https://www.example.com/a/very/long/path/that"
        "/never/ends/and/goes/on/and/on?with=parameters&and=more",
        "www.example.com",
    ),
]


@pytest.mark.parametrize(("language", "text", "headline"), [*DECIMALS, *ABBREVIATIONS, *ADDRESSES])
def test_a_headline_is_the_first_sentence_if_it_fits(language, text, headline):
    assert headline_of(text=text, language=language) == headline


@pytest.mark.parametrize(
    "headline",
    [
        "3.5 million people watched this",
        "Version 2.0 is out!",
        "Dr. Smith found the cause",
        "it grows to about £1.6M",
        "...and then it broke",
        "Jones vs. Smith",
        "Stop",
        "When did Rome fall?",
        "What are you looking for?",
        "Turn it on",
        "Use vitamin C",
        "If you want to get rich, stop trading your time for money",
        "He said: “I will be back.”",
        "Number one: 4%",
        "Three tips for sleep",
        "We invented it in 1999",
        "After the war it grew",
        "C# and Java are cousins",
    ],
)
def test_a_sentence_or_title_is_a_whole_thought(headline):
    assert is_whole_thought(headline, language="en")


@pytest.mark.parametrize(
    "headline",
    [
        "",
        "3",
        "3.5 million",
        "$4.99",
        "about £1",
        "over 50 %",
        "Dr",
        "Dr.",
        "AND",
        "the",
        "See No",
        "Jones vs",
        "The best of the",
        "You need to",
        "It depends on",
        "Coffee, tea and",
        "This is my",
        "If you drink coffee at night",
        "If you drink coffee at night,",
        "Because it works",
        "Before you go to bed",
        "Which brings me to the third point",
        "Next time you go to bed",
        "The answer is simple:",
        "He said “I will",
        "(and that is",
        "…",
        "🎉",
    ],
)
def test_a_fragment_is_no_whole_thought(headline):
    assert not is_whole_thought(headline, language="en")


@pytest.mark.parametrize(
    ("language", "headline", "is_whole"),
    [
        ("de", "Honig wird niemals schlecht", True),
        ("de", "Das ist der Preis für die", False),
        ("de", "Weil es funktioniert", False),
        ("de", "Herr Dr", False),
        ("fr", "Le miel ne se périme jamais", True),
        ("fr", "Le prix de la", False),
        ("es", "La miel nunca caduca", True),
        ("es", "La casa de la", False),
        ("it", "Il miele non scade mai", True),
        ("it", "Il prezzo della", False),
        ("ja", "蜂蜜は腐りません", True),
        ("ja", "朝のコーヒーは", False),
        ("ja", "眠れないので", False),
        ("zh", "蜂蜜永远不会变质", True),
        ("zh", "如果你睡不着", False),
        ("zh", "蜂蜜的", False),
        ("hi", "शहद कभी खराब नहीं होता", True),
        ("hi", "शहद और", False),
        ("ru", "Мёд никогда не портится", True),
        ("ru", "Мёд и", False),
    ],
)
def test_each_language_has_its_own_small_words(language, headline, is_whole):
    assert is_whole_thought(headline, language=language) is is_whole


@pytest.mark.parametrize("text", ["3.", "42", "$5", "And.", "🎉", "..."])
def test_a_text_without_a_thought_has_no_headline(text):
    assert headline_of(text=text, language="en") == ""


def test_a_word_that_is_too_long_is_cut():
    assert len(headline_of(text="a" * 500, language="en")) == LONGEST


def test_without_a_language_english_is_assumed():
    assert headline_of(text="Dr. Smith found the cause. It was salt.") == "Dr. Smith found the cause"


WORDS = [
    *(
        "If",
        "when",
        "the",
        "a",
        "Dr.",
        "U.S.",
        "3.5",
        "million",
        "$4.99",
        "is",
        "built",
        "that",
        "why",
        "know",
        "and",
    ),
    *(
        ",",
        ".",
        "!",
        "?",
        ":",
        " – ",
        "“",
        "”",
        '"',
        "(",
        ")",
        "coffee",
        "Honig",
        "weil",
        "です。",
        "、",
        "蜂蜜は",
        "है",
    ),
]


@hypothesis_settings(max_examples=200, deadline=None)
@given(
    strategies.lists(strategies.sampled_from(WORDS), max_size=30) | strategies.text(max_size=200).map(list),
    strategies.sampled_from(["", "en", "de", "fr", "tr", "hi", "ko", "ja", "th", "xx"]),
)
def test_any_text_has_a_headline_that_fits(words, language):
    found = headline_of(text=" ".join(words), language=language)

    assert len(found) <= LONGEST
    assert found == found.strip()
