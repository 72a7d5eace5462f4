"""Sentences: where a text in any language is cut, and where it is not."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from synthesis.assembly import sentences


def texts(text, language="en"):
    return [sentence.text for sentence in sentences.split(text, language=language)]


# Each case is one text in which " | " marks the boundaries.
DECIMALS = [
    "3.5 million people watched this in a week. | Here is why.",
    "Version 2.0 is out! | Get it.",
    "I paid $4.99 for this. | Worth it.",
    "It grew to £1.6M. | Then it fell.",
    "Use 1,234.56 kg of sand. | Mix it.",
    "Pi is 3.14159. | Nobody needs more.",
    "It costs 1.299,00 euros. | Too much.",
    "Update to v2.4.1 today. | It is faster.",
    "The .NET runtime is free. | Try it.",
    "Add .5 cups of milk. | Stir.",
    "He ran 10.2 seconds. | A record.",
    "IPv4 looks like 192.168.0.1. | IPv6 is longer.",
    "From 1.5 to 2.5 hours. | That is all.",
    "Only 0.1 % survive. | Why?",
    "The price fell 3.2%. | Sales rose.",
    "It scored 4.7/5. | Wow!",
    "Open at 9.30 a.m. | Come early.",
    "That is 2.2x more. | Really.",
    "See section 3.2.1. | It explains this.",
    "We won 4 to 3. | The crowd went wild.",
]
ABBREVIATIONS = [
    "Dr. Smith found the cause. | It was salt.",
    "The U.S. economy grew. | Prices fell.",
    "He left the U.S. | They stayed.",
    "Jones vs. Smith begins today. | Watch it.",
    "J. K. Rowling wrote it. | We read it.",
    "Samuel L. Jackson is here. | He smiles.",
    "J.R.R. Tolkien wrote it. | It is long.",
    "Take fruit, e.g. apples. | They are cheap.",
    "See No. 5 first. | Then No. 6.",
    "No. | It works.",
    "It opens at 5 p.m. | Go early.",
    "She works at Apple Inc. in California. | It is big.",
    "Mr. and Mrs. Bean live on St. James St. in London. | They are happy.",
    "Martin Luther King Jr. spoke. | Everyone listened.",
    "Plan B. | Nobody liked it.",
    "Bring pens, paper, etc. | We start at noon.",
    "Gen. Lee and Col. Hunt met. | They talked.",
    "He has a Ph.D. in physics. | It took years.",
    "On Jan. 5 it snowed. | On Feb. 6 it rained.",
    "Approx. 40 people came. | Few stayed.",
    "I have the paper by Chen et al. here. | It is good.",
    "Washington D.C. is hot. | Paris is not.",
    "It cost $30/mo. with one 12-min. call. | Done.",
    "I love Apple. | iPhone is best.",
]
ADDRESSES = [
    "https://www.example.com is free",
    "Visit https://www.example.com/a.html?b=1. | It is free.",
    "Node.js is fast. | Use it.",
    "Ask at help@example.co.uk. | They answer.",
    "Open settings.json and save it. | Done.",
    "Go to example.com! | It is good.",
    "Vue.js, Next.js and D3.js are libraries. | Learn one.",
    "Is example.org down? | Check it.",
    "The file is report.final.pdf. | Print it.",
    "Type cd.. and press Enter. | You are back.",
    "ASP.NET runs here. | PHP does not.",
    "Write to me@site.io today. | I read everything.",
    "Follow us on x.com/brand. | Like it.",
    "booking.com vs. airbnb.com is a fair fight. | Choose one.",
    "Use python3.11 or newer. | It is faster.",
    "See ftp://files.example.net/x.y for more. | Thanks.",
    "Mail john.doe@mail.com. | He knows.",
    "Try index.html first. | Then about.html.",
    "Our host is www.my-site.com. | It never sleeps.",
    "Search for a.b.c.d in the log. | It is there.",
]
ELLIPSES_AND_QUOTATIONS = [
    "...and then it broke.",
    "Wait... what?",
    "I waited... | Nothing came.",
    "It was… strange.",
    "And then . . . nothing.",
    '"Is it true?" he asked. | It was.',
    '"Stop!" she said. | He stopped.',
    '"Stop!" Tom said. | He stopped.',
    "He said “Stop. Go home.” | We left.",
    "“Never.” | That was all.",
    "(It was hot. Very hot.) | We drank.",
    "Really?! | Yes.",
    "What?? | No!!",
    "He asked “Why?” and left. | Nobody knew.",
    "Great! 🎉 | Next one.",
    "Great!🎉 | Next one.",
    "What? | no way! | this is great. | really.",
    "She called it 'done.' | It was not.",
    "They said (and I agree!) that it works. | Fine.",
    "Yes! | Yes! | Yes!",
]
LISTS = [
    "1. Sleep well. | 2. Eat. | 3. Walk.",
    "1) Sleep well. | 2) Eat.",
    "Step 1. Preheat the oven. | Step 2. Mix.",
    "Rule 3. Never lie.",
    "a. First case. | b. Second case.",
    "It costs 3. | Then we go.",
    "There are 12. | Most are old.",
    "We counted to 10. | Nothing happened.",
    "Take 2. 5 is too many.",
]
OTHER_LANGUAGES = [
    ("de", "Am 3. Mai kam z. B. die Katze. | Sie kostet ca. 5 Euro. | Dann ging sie."),
    ("de", "Das 19. Jahrhundert war lang. | Ludwig XIV. regierte usw. | Das war es."),
    ("de", "Herr Dr. Müller wohnt in der Goethestr. 5. | Er ist nett."),
    ("de", "Eine Boeing 747 wiegt 333.400 kg. | Das ist viel."),
    ("de", "Er sagte: „Komm!“ | Dann ging er."),
    ("fr", "Il dit : « Viens ! » | Puis il part."),
    ("fr", "M. Dupont et Mme. Curie sont là. | Quoi ? | Rien."),
    ("fr", "Il vécut au Ier s. av. J.-C. à Rome. | Il y mourut."),
    ("es", "El Sr. García vive en EE. UU. desde 1999. | ¿Qué hace? | ¡Nada!"),
    ("es", "La Sra. López sí. | Ud. no."),
    ("es", "El Dr. Ruiz, de la Univ. de Sevilla, lo vio. | Es verdad."),
    ("it", "Il Sig. Rossi ha 3,5 anni. | Ecco!"),
    ("pt", "O Sr. Silva mora na Av. Paulista. | Ele gosta."),
    ("nl", "Dhr. Jansen eet bijv. kaas. | Hij is blij."),
    ("pl", "Ul. Długa 3. | To jest np. kot itd. | Potem pies."),
    ("tr", "Sn. Yılmaz 3. katta oturuyor. | O mutlu."),
    ("ru", "В 2020 г. вышел фильм. | Он хорош. | А. С. Пушкин писал."),
    ("uk", "Це м. Київ. | Він великий."),
    ("el", "Τι κάνεις; | Καλά. | Ο κ. Παπάς ήρθε."),
    ("hi", "यह अच्छा है। | डॉ. शर्मा आए। | चलो।"),
    ("bn", "এটা ভালো। | চলো যাই।"),
    ("ar", "هل تعلم؟ | نعم. | هذا رائع!"),
    ("ur", "یہ اچھا ہے۔ | چلو۔"),
    ("hy", "Բարև։ | Ինչպես ես։"),
    ("my", "ကောင်းပါတယ်။ | သွားမယ်။"),
    ("km", "សួស្តី។ | អរគុណ។"),
    ("am", "ሰላም። | እንዴት ነህ።"),
    ("ko", "안녕하세요. | 3.5배입니다. | 정말요?"),
    ("sv", "Det är t.ex. bra. | Han kom."),
    ("cs", "Je 3. května. | To je např. pes."),
    ("vi", "TP. Hồ Chí Minh rất đông. | Tôi thích."),
]
UNSPACED = [
    ("ja", "彼は「行こう。もう遅い」と言った。|次は二倍です！|本当？|はい。"),
    ("ja", "「すごい！」そう思った。|次は2.5倍です。"),
    ("ja", "「行こう。」|彼は走った。"),
    ("ja", "（注意。危険です。）|次へ。"),
    ("ja", "待って……何？|え。"),
    ("zh", "他说：「你好，世界」然后走了。|2024年他回来了。"),
    ("zh", "他说：“你好！”然后走了。|真的吗？|是的。"),
    ("zh", "价格是3.5元。|很便宜！"),
    ("zh", "这是Node.js。|很快。"),
    ("zh", "太好了!|下一个。"),
]


def pieces(text):
    marker = " | " if " | " in text else "|"
    return text.replace(marker, " " if marker == " | " else ""), [part.strip() for part in text.split(marker)]


@pytest.mark.parametrize("case", [*DECIMALS, *ABBREVIATIONS, *ADDRESSES, *ELLIPSES_AND_QUOTATIONS, *LISTS])
def test_english_is_cut_between_sentences_only(case):
    text, expected = pieces(case)

    assert texts(text) == expected


@pytest.mark.parametrize(("language", "case"), OTHER_LANGUAGES + UNSPACED)
def test_each_language_is_cut_by_its_own_signs_and_abbreviations(language, case):
    text, expected = pieces(case)

    assert texts(text, language) == expected


def test_a_bar_in_hindi_is_a_typed_danda():
    assert texts("यह अच्छा है| चलो।", "hi") == ["यह अच्छा है|", "चलो।"]


def test_thai_is_cut_at_a_space_behind_a_longer_run():
    text = "สวัสดีครับวันนี้เราจะมาพูดถึงเรื่องกาแฟ กาแฟเป็นเครื่องดื่มที่คนทั่วโลกชอบ มาดูกัน"

    assert texts(text, "th") == [
        "สวัสดีครับวันนี้เราจะมาพูดถึงเรื่องกาแฟ",
        "กาแฟเป็นเครื่องดื่มที่คนทั่วโลกชอบ มาดูกัน",
    ]


def test_a_line_break_ends_a_sentence():
    assert texts("Turn off the lights\nRead a book") == ["Turn off the lights", "Read a book"]


def test_signs_without_words_join_their_neighbours():
    assert texts("🎉 Hello there. 🎉🎉") == ["🎉 Hello there. 🎉🎉"]
    assert texts("...\n!!!") == ["...", "!!!"]


def test_a_position_finds_its_sentence_in_the_text():
    text = "  Dr. Who is here.  \n\n Really?  Yes. "

    for sentence in sentences.split(text):
        assert text[sentence.position :].startswith(sentence.text)


@hypothesis_settings(max_examples=150, deadline=None)
@given(
    strategies.text(alphabet="aB1 .!?…\n。、「」（)\"'“”é;|:ก।", max_size=200),
    strategies.sampled_from(["", "en", "de", "ja", "th", "hi", "el", "xx"]),
)
def test_only_white_space_is_left_out(text, language):
    found = sentences.split(text, language=language)

    assert "".join("".join(sentence.text for sentence in found).split()) == "".join(text.split())
    ends = [sentence.position + len(sentence.text) for sentence in found]
    starts = [sentence.position for sentence in found]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


@pytest.mark.parametrize(
    ("word", "following", "language", "is_end"),
    [
        ("vs.", "Smith", "en", False),
        ("Dr.", "Smith", "en", False),
        ("U.S.", "economy", "en", False),
        ("U.S.", "They", "en", True),
        ("3.", "Mai", "de", False),
        ("3.", "Then", "en", True),
        ("week.", "Here", "en", True),
        ("week.", "", "en", True),
        ("why?", "", "en", True),
        ("wait…", "what", "en", False),
        ("home.”", "He", "en", True),
        ("true?”", "he", "en", False),
        ("Node.js", "is", "en", False),
        ("B.", "die", "de", False),
        ("了。", "2024", "zh", True),
        ("行こう！」", "と", "ja", False),
        ("です。」", "彼は", "ja", True),
        ("है।", "डॉ.", "hi", True),
        ("डॉ.", "शर्मा", "hi", False),
        ("κάνεις;", "Καλά", "el", True),
        ("done,", "and", "en", False),
        ("done", "and", "en", False),
    ],
)
def test_a_word_ends_a_sentence_or_not(word, following, language, is_end):
    assert sentences.is_end(word, following, language=language) is is_end


def test_a_number_at_the_beginning_is_the_number_of_a_list():
    assert not sentences.is_end("3.", "Then", begins=True)
    assert sentences.is_end("Stop.", "Then", begins=True)


@pytest.mark.parametrize(
    ("language", "text", "sentences_of_it"),
    [
        ("en", "Wait 3 min. after boiling. Done.", ["Wait 3 min. after boiling.", "Done."]),
        ("en", "Add 1 tsp. salt. Serve.", ["Add 1 tsp. salt.", "Serve."]),
        ("en", "At 7 p.m. Sarah calls. Then she left.", ["At 7 p.m. Sarah calls.", "Then she left."]),
        ("en", "It is 5 p.m. You are tired.", ["It is 5 p.m.", "You are tired."]),
        ("en", "Step one. Put it in. Step two. Flip it.", ["Step one. Put it in.", "Step two. Flip it."]),
        (
            "en",
            "He said, 'Stay hungry. Stay foolish.' It worked.",
            ["He said, 'Stay hungry. Stay foolish.'", "It worked."],
        ),
        (
            "en",
            "‘You can’t. Ever,’ she said. ‘Watch me.’ He left.",
            ["‘You can’t. Ever,’ she said.", "‘Watch me.’", "He left."],
        ),
        ("en", "It's the dogs' bowl. It's theirs.", ["It's the dogs' bowl.", "It's theirs."]),
        (
            "en",
            'It began: "There lived a hobbit." He wrote it.',
            ['It began: "There lived a hobbit."', "He wrote it."],
        ),
        ("de", "90 Sek. bei 800 W. Fertig!", ["90 Sek. bei 800 W.", "Fertig!"]),
        ("id", "Taruh di luar, mis. di dapur. Besok.", ["Taruh di luar, mis. di dapur.", "Besok."]),
    ],
)
def test_units_times_and_single_quotation_marks_do_not_end_sentences(language, text, sentences_of_it):
    assert [each.text for each in sentences.split(text, language=language)] == sentences_of_it
