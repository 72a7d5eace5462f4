"""Headlines of the long sentences of fact videos."""

import pytest

from synthesis.studio.headlines import LONGEST, headline_of, is_whole_thought

LONG_SENTENCES = [
    (
        "en",
        "The human brain uses around twenty percent of the body's energy even though it makes up "
        "only two percent of its weight.",
        "The human brain uses around twenty percent",
    ),
    (
        "en",
        "After 27 failed businesses, he finally built a company that was sold to Amazon for $1.2 "
        "billion in cash.",
        "He finally built a company that was sold to Amazon",
    ),
    (
        "en",
        "Scientists have just found a way to turn plastic bottles into vanilla flavoring using "
        "nothing but bacteria.",
        "Scientists have just found a way to turn plastic bottles",
    ),
    (
        "en",
        "This tiny village in Norway has no roads, no cars, and a population of exactly eleven people.",
        "This tiny village in Norway has no roads",
    ),
    (
        "en",
        "The best time to plant a tree was twenty years ago, and the second best time is right now.",
        "The best time to plant a tree was twenty years ago",
    ),
    (
        "en",
        "Your morning coffee could be the reason why you feel tired at 3 p.m. every single day of the week.",
        "Why you feel tired at 3 p.m. every single day of the week",
    ),
    (
        "en",
        "What most people don't realize is that the fridge is the worst place to store bread, "
        "potatoes, and tomatoes.",
        "The fridge is the worst place to store bread",
    ),
    (
        "en",
        "Every year, more than 8 million tons of plastic end up in the ocean, and most of it never "
        "comes back.",
        "More than 8 million tons of plastic end up in the ocean",
    ),
    (
        "en",
        "You don't need a gym membership, expensive equipment or a personal trainer to get in the "
        "best shape of your life.",
        "You don't need a gym membership",
    ),
    (
        "en",
        "Once you learn how compound interest works, you'll never look at your savings account in "
        "the same way again.",
        "You'll never look at your savings account",
    ),
    (
        "en",
        "If I had to start over with zero followers and zero dollars, this is exactly what I would "
        "do in the first 30 days.",
        "This is exactly what I would do in the first 30 days",
    ),
    (
        "en",
        "It took NASA nine and a half years to reach Pluto with a spacecraft that travels at 36,373 "
        "miles per hour.",
        "It took NASA nine and a half years to reach Pluto",
    ),
    (
        "en",
        "Whether you like it or not, artificial intelligence is going to change the way that you "
        "work within five years.",
        "Artificial intelligence is going to change the way",
    ),
    (
        "en",
        "My landlord raised the rent by 40% in one month, so I decided to move into a van and travel "
        "through Europe.",
        "My landlord raised the rent by 40% in one month",
    ),
    (
        "en",
        "Chess grandmasters can burn up to 6,000 calories a day during a tournament, which is three "
        "times what an average person burns.",
        "Chess grandmasters can burn up to 6,000 calories a day",
    ),
    (
        "en",
        "Not a single person on the planet knows how many teeth a snail can have, but the answer is "
        "more than 14,000.",
        "The answer is more than 14,000",
    ),
    (
        "en",
        "Mistake number two: you put hot food in the fridge before it has had time to cool down.",
        "Mistake number two: you put hot food in the fridge",
    ),
    (
        "en",
        "There are more possible games of chess than there are atoms in the observable universe.",
        "There are more possible games of chess than there are atoms",
    ),
    (
        "en",
        "Between 1347 and 1351, the Black Death killed at least one third of the entire population "
        "of Europe.",
        "The Black Death killed at least one third",
    ),
    (
        "en",
        "Researchers from MIT asked 2,000 people to give up sugar for 30 days and recorded what "
        "happened to their sleep.",
        "Researchers from MIT asked 2,000 people to give up sugar",
    ),
    (
        "en",
        "The company that invented the digital camera went bankrupt because of the digital camera.",
        "The company that invented the digital camera went bankrupt",
    ),
    (
        "en",
        "I asked ChatGPT to plan my whole life for a week, and honestly, it was the most productive "
        "week I've had in years.",
        "I asked ChatGPT to plan my whole life for a week",
    ),
    (
        "en",
        "Ladies and gentlemen, welcome to the most dangerous road in the world, where one wrong turn "
        "can cost you your life.",
        "Ladies and gentlemen, welcome to the most dangerous road",
    ),
    (
        "en",
        "Stop throwing away your banana peels, because they contain more potassium than the fruit "
        "itself does.",
        "Stop throwing away your banana peels",
    ),
    (
        "en",
        "To understand why the Titanic sank so quickly, you have to look at the 3 million rivets "
        "that held it together.",
        "Why the Titanic sank so quickly",
    ),
    (
        "en",
        "Instead of a to-do list, write a done list at the end of each day.",
        "Write a done list at the end of each day",
    ),
    (
        "en",
        "A group of flamingos is called a flamboyance, and yes, that is the actual scientific word for it.",
        "A group of flamingos is called a flamboyance",
    ),
    (
        "en",
        "Paris in 1889 was the center of the world, and the Eiffel Tower was hated by almost "
        "everyone who lived there.",
        "Paris in 1889 was the center of the world",
    ),
    (
        "en",
        "Before we get into it, make sure that you hit the subscribe button and turn on notifications.",
        "Make sure that you hit the subscribe button",
    ),
    (
        "en",
        "Imagine a city with no cars, where every street is a park and the air smells like flowers "
        "all year round.",
        "Imagine a city with no cars, where every street is a park",
    ),
    (
        "en",
        "Apple's first logo wasn't an apple with a bite, it was a drawing of Isaac Newton sitting "
        "under a tree.",
        "Apple's first logo wasn't an apple with a bite",
    ),
    (
        "en",
        "You've probably heard that we only use 10% of our brain. That's a myth.",
        "You've probably heard that we only use 10% of our brain",
    ),
    (
        "en",
        "Drinking lemon water in the morning doesn't detox your body, burn fat or cure anything at all.",
        "Drinking lemon water in the morning doesn't detox your body",
    ),
    (
        "en",
        "One study of 1,500 couples found that the happiest ones spend at least six hours a week "
        "alone with each other.",
        "The happiest ones spend at least six hours a week alone",
    ),
    (
        "en",
        "Nobody told me that moving to Lisbon would mean paying €1,800 a month for a room without a window.",
        "Moving to Lisbon would mean paying €1,800 a month for a room",
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
