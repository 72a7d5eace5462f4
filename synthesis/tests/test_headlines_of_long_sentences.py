"""Headlines of long sentences and of other languages: a clause, or a piece between two phrases."""

import pytest

from synthesis.studio.headlines import LONGEST, headline_of, is_whole_thought

# A sentence that is too long gives a clause or a phrase of it.
LONG_SENTENCES = [
    (
        "en",
        "Your phone is listening to you, and most people have absolutely no idea how it works behind "
        "the scenes.",
        "Your phone is listening to you",
    ),
    (
        "en",
        "Have you ever wondered why airplane food tastes so bland compared to what you eat on the ground?",
        "Why airplane food tastes so bland compared to what you eat",
    ),
    (
        "en",
        "In 1889, a man named John lost everything he owned in a single night of gambling in Monte Carlo.",
        "In 1889, a man named John lost everything he owned",
    ),
    (
        "en",
        "Scientists at the University of Oxford discovered that octopuses have three hearts and blue blood.",
        "Octopuses have three hearts and blue blood",
    ),
    (
        "en",
        "The first thing you should do when you wake up in the morning is drink a big glass of water "
        "before anything else.",
        "Drink a big glass of water before anything else",
    ),
    (
        "en",
        "Not because it tastes good, but because your body has been without water for eight hours.",
        "Your body has been without water for eight hours",
    ),
    (
        "en",
        "This single habit changed my life more than any book, course, or mentor ever did, and it "
        "only takes five minutes a day.",
        "This single habit changed my life more than any book",
    ),
    (
        "en",
        "And here's the crazy part: nobody noticed it for more than forty years until a student "
        "checked the original numbers.",
        "Nobody noticed it for more than forty years",
    ),
    (
        "en",
        "Without bees, we would lose about one third of all the food that we eat every single day "
        "around the world.",
        "Without bees, we would lose about one third of all the food",
    ),
    (
        "en",
        "Instead of scrolling on your phone for an hour before bed, try reading ten pages of a book "
        "that you actually enjoy.",
        "Try reading ten pages of a book that you actually enjoy",
    ),
    (
        "en",
        "Most of the gold on Earth came from outer space, delivered by asteroids more than four "
        "billion years ago.",
        "Most of the gold on Earth came from outer space",
    ),
    (
        "en",
        "Let me tell you about the man who sold the Eiffel Tower. Twice.",
        "Let me tell you about the man who sold the Eiffel Tower",
    ),
    (
        "en",
        "A day on Venus is longer than a year on Venus. It rotates so slowly that the sun rises only "
        "once every 117 days.",
        "A day on Venus is longer than a year on Venus",
    ),
    (
        "en",
        "Coffee doesn't give you energy; it blocks the receptor that tells your brain that you are tired.",
        "Coffee doesn't give you energy",
    ),
    (
        "en",
        "The Great Wall of China is not visible from space with the naked eye, no matter what your "
        "teacher told you.",
        "The Great Wall of China is not visible from space",
    ),
    (
        "en",
        "You have been tying your shoes wrong your entire life, and this simple trick from a sailor "
        "proves it.",
        "You have been tying your shoes wrong your entire life",
    ),
    (
        "en",
        "Netflix started by mailing DVDs. Blockbuster laughed at them.",
        "Netflix started by mailing DVDs",
    ),
    ("en", "But there is a catch.", "But there is a catch"),
    (
        "en",
        "Imagine waking up tomorrow with no debt, no stress, and enough money in the bank to quit your job.",
        "Imagine waking up tomorrow with no debt",
    ),
    (
        "en",
        "With a budget of only $500 and a borrowed camera, two students from Austin made a film that "
        "earned $28 million.",
        "Two students from Austin made a film that earned $28 million",
    ),
    (
        "en",
        "The average person spends 2 hours and 31 minutes a day on social media, which adds up to "
        "more than five years of life.",
        "The average person spends 2 hours and 31 minutes a day",
    ),
    (
        "en",
        "If you want to get rich, stop trading your time for money. Build something that pays you "
        "while you sleep.",
        "If you want to get rich, stop trading your time for money",
    ),
    ("en", "Why do cats purr? Nobody knows for sure.", "Why do cats purr?"),
    (
        "en",
        "Never store tomatoes in the fridge. The cold destroys their flavor and turns the texture mealy.",
        "Never store tomatoes in the fridge",
    ),
    ("en", "They never found the body.", "They never found the body"),
    (
        "en",
        "When the Titanic sank, the band kept playing until the very end, according to dozens of "
        "survivors who heard the music from their lifeboats.",
        "The band kept playing until the very end",
    ),
    (
        "en",
        "Because of a single typo in a line of code, NASA lost a rocket worth $18.5 million in 1962.",
        "NASA lost a rocket worth $18.5 million in 1962",
    ),
    ("en", "Tip #1: Use the 50/30/20 rule for your money.", "Use the 50/30/20 rule for your money"),
    ("en", "2) Put the knife down.", "Put the knife down"),
    (
        "en",
        "Here are five things that you should never say to your boss during a salary negotiation if "
        "you want to keep your job.",
        "Here are five things that you should never say to your boss",
    ),
    ("en", "Subscribe for more.", "Subscribe for more"),
    (
        "en",
        "What if I told you that everything you know about breakfast is wrong?",
        "Everything you know about breakfast is wrong",
    ),
    (
        "en",
        "The capital of Australia isn't Sydney, it's Canberra, and the reason behind it is a rivalry "
        "that lasted for decades.",
        "The capital of Australia isn't Sydney",
    ),
    (
        "en",
        "I was 19 when I lost my first $10,000 on a single trade, and the lesson that I learned that "
        "day still guides me.",
        "I was 19 when I lost my first $10,000 on a single trade",
    ),
    ("en", "No one tells you this about turning 30.", "No one tells you this about turning 30"),
    ("en", "It's 3 a.m. and you still can't sleep.", "It's 3 a.m. and you still can't sleep"),
    ("en", "The U.S. has more guitars than people. Really.", "The U.S. has more guitars than people"),
    (
        "en",
        "Don't buy a new laptop in 2026 before you have watched this video until the end, because "
        "prices are about to drop.",
        "Don't buy a new laptop in 2026",
    ),
    (
        "en",
        "Ask yourself one question: does this still matter in five years?",
        "Does this still matter in five years?",
    ),
    (
        "en",
        "From ancient Rome to modern New York City, people have always complained about traffic, "
        "noise and the price of rent.",
        "People have always complained about traffic",
    ),
    ("en", "The answer, surprisingly, is yes.", "The answer, surprisingly, is yes"),
    (
        "en",
        "Step 3: Add 2.5 cups of flour, a pinch of salt, and one teaspoon of baking powder, then mix "
        "until it is just combined.",
        "Add 2.5 cups of flour",
    ),
    (
        "en",
        "Every 60 seconds, Amazon ships around 9,000 packages, Google answers 6 million searches and "
        "YouTube streams 700,000 hours.",
        "Every 60 seconds, Amazon ships around 9,000 packages",
    ),
    ("en", "He wasn't a scientist. He wasn't rich. He was a janitor.", "He wasn't a scientist"),
    ("en", "#1 on the list is the Toyota Corolla.", "#1 on the list is the Toyota Corolla"),
    ("en", "C# and Java are cousins.", "C# and Java are cousins"),
    ("en", "Use snake_case for names, never CamelCase.", "Use snake_case for names, never CamelCase"),
    (
        "en",
        '"The only way to do great work is to love what you do," Steve Jobs told the students of '
        "Stanford in 2005.",
        "Steve Jobs told the students of Stanford in 2005",
    ),
    ("en", 'He said: "I will be back."', 'He said: "I will be back."'),
    ("en", "The recipe calls for 200 g of butter.", "The recipe calls for 200 g of butter"),
    ("en", "Nvidia is worth more than $3 trillion.", "Nvidia is worth more than $3 trillion"),
    (
        "en",
        "One in four adults can't name a single branch of government.",
        "One in four adults can't name a single branch of government",
    ),
    (
        "en",
        "Up to 60% of the adult human body is water, and the brain and heart are composed of 73% water.",
        "Up to 60% of the adult human body is water",
    ),
    (
        "en",
        "At the bottom of the Mariana Trench, nearly 11 kilometers below the surface, researchers "
        "found a plastic bag and candy wrappers.",
        "Researchers found a plastic bag and candy wrappers",
    ),
    ("en", "Ever heard of the 2-minute rule?", "Ever heard of the 2-minute rule?"),
    ("en", "Yes, really.", "Yes, really"),
    (
        "en",
        "And that's exactly why you should never microwave a grape in your kitchen unless you want "
        "to see plasma with your own eyes.",
        "Why you should never microwave a grape in your kitchen",
    ),
    (
        "en",
        "Sharks existed before trees, before the rings of Saturn, and before almost everything else "
        "you can think of right now.",
        "Sharks existed before trees",
    ),
    ("en", "Eat your vegetables first, then the protein, and the carbs last.", "Eat your vegetables first"),
    ("en", "Honestly? I have no idea.", "I have no idea"),
    ("en", "Most startups fail in the first 3 years.", "Most startups fail in the first 3 years"),
    (
        "en",
        "My grandmother, who lived to be 103 years old, ate dark chocolate every day, drank red "
        "wine, and never went to a gym.",
        "My grandmother ate dark chocolate every day, drank red wine",
    ),
    (
        "en",
        "A flat that costs £400,000 today is expected to gain value every year until it grows to about £1.6M",
        "A flat that costs £400,000 today is expected to gain value",
    ),
    (
        "en",
        "Dr. Smith explains why the U.S. economy grew so very fast in the last two years, and what "
        "it means for you and me.",
        "Why the U.S. economy grew so very fast in the last two years",
    ),
    (
        "en",
        "If you drink coffee within six hours of going to bed, your sleep will be lighter and "
        "shorter than you think. Try it.",
        "Your sleep will be lighter and shorter than you think",
    ),
    (
        "en",
        "To make a great cup of coffee at home without any expensive equipment, you need three "
        "things that you already own.",
        "You need three things that you already own",
    ),
    (
        "en",
        "Wow! When you finally understand how the Romans built their harbours you will never look at "
        "concrete the same way again.",
        "You will never look at concrete the same way again",
    ),
    (
        "en",
        "In 1999, after a long search through the archives of three different countries, the team "
        "found the missing map.",
        "The team found the missing map",
    ),
    (
        "en",
        "Most people think that drinking eight glasses of water every single day is necessary but "
        "the science says otherwise.",
        "The science says otherwise",
    ),
    (
        "en",
        "He bought the house for $1,299,999.99 and then sold it three weeks later for nearly twice "
        "as much to a stranger from Ohio.",
        "He bought the house for $1,299,999.99",
    ),
]


@pytest.mark.parametrize(("language", "text", "headline"), LONG_SENTENCES)
def test_a_headline_says_one_thing_of_its_scene(language, text, headline):
    found = headline_of(text=text, language=language)

    assert found == headline
    assert is_whole_thought(found, language=language)
    assert len(found) <= LONGEST


@pytest.mark.parametrize(("language", "text", "headline"), LONG_SENTENCES)
def test_a_headline_is_in_the_words_of_its_scene(language, text, headline):
    said = text.casefold().replace(",", "").split()

    assert (
        set(headline.casefold().replace(",", "").rstrip("?!").split())
        <= {part for word in said for part in (word, word.strip('.?!"“”«»;:¿'))}
        or headline.casefold() in text.casefold()
    )
