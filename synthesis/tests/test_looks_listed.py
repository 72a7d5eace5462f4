"""Labelled things that a scene names in a row, and enumerations: rows, timelines, charts and checklists."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Layout
from synthesis.studio import looks
from synthesis.tests.test_looks import content, middle
from synthesis.tests.test_looks_fields import rows

LAYOUTS = {Layout.TIMELINE, Layout.CHART, Layout.RECEIPT, Layout.CHECKLIST, Layout.PATH}


def said(spec):
    """What each row says, in one text."""
    return [" ".join(filter(None, (item.value, item.label))) for item in spec.items]


TIMES = {
    "en": ("Day 1: Fushimi Inari. Day 2: Nara park.", ["Day 1 Fushimi Inari", "Day 2 Nara park"]),
    "de": ("Montag: Brust. Mittwoch: Rücken.", ["Montag Brust", "Mittwoch Rücken"]),
    "es": ("Día 1: Park Güell. Día 2: la playa.", ["Día 1 Park Güell", "Día 2 La playa"]),
    "fr": ("Lundi : dos. Mercredi : jambes.", ["Lundi Dos", "Mercredi Jambes"]),
    "it": ("Ore 7:00 colazione, ore 9:00 lavoro.", ["7:00 Colazione", "9:00 Lavoro"]),
    "pt-BR": ("Segunda: peito; quarta: costas.", ["Segunda Peito", "Quarta Costas"]),
    "nl": ("Maandag: pasta. Dinsdag: soep.", ["Maandag Pasta", "Dinsdag Soep"]),
    "pl": ("Dzień 1: Wawel. Dzień 2: Kazimierz.", ["Dzień 1 Wawel", "Dzień 2 Kazimierz"]),
    "ru": ("В 7:00 зарядка, в 9:00 работа.", ["7:00 Зарядка", "9:00 Работа"]),
    "uk": ("День 1 — Поділ; день 2 — Лавра.", ["День 1 Поділ", "День 2 Лавра"]),
    "bg": ("Ден 1: Рила. Ден 2: Варна.", ["Ден 1 Рила", "Ден 2 Варна"]),
    "cs": ("Pondělí: hrudník. Středa: záda.", ["Pondělí Hrudník", "Středa Záda"]),
    "sk": ("Deň 1: hrad. Deň 2: jazero.", ["Deň 1 Hrad", "Deň 2 Jazero"]),
    "da": ("Kl. 7 morgenmad, kl. 12 frokost.", ["Kl. 7 Morgenmad", "Kl. 12 Frokost"]),
    "no": ("Mandag: skog. Tirsdag: fjord.", ["Mandag Skog", "Tirsdag Fjord"]),
    "sv": ("Vecka 1: så fröna. Vecka 8: skörda.", ["Vecka 1 Så fröna", "Vecka 8 Skörda"]),
    "fi": ("Maanantai: rinta. Perjantai: jalat.", ["Maanantai Rinta", "Perjantai Jalat"]),
    "el": ("Ημέρα 1: Ακρόπολη. Ημέρα 2: Σούνιο.", ["Ημέρα 1 Ακρόπολη", "Ημέρα 2 Σούνιο"]),
    "hu": ("1. nap: Halászbástya. 2. nap: Margitsziget.", ["1. nap Halászbástya", "2. nap Margitsziget"]),
    "ro": ("Luni: piept. Miercuri: spate.", ["Luni Piept", "Miercuri Spate"]),
    "tr": ("1. gün: Ayasofya. 2. gün: Adalar.", ["1. gün Ayasofya", "2. gün Adalar"]),
    "vi": ("Ngày 1: Hồ Gươm. Ngày 2: Hạ Long.", ["Ngày 1 Hồ Gươm", "Ngày 2 Hạ Long"]),
    "id": ("Senin: dada. Rabu: punggung.", ["Senin Dada", "Rabu Punggung"]),
    "ar": ("اليوم ١: الأهرامات. اليوم ٢: المتحف.", ["اليوم ١ الأهرامات", "اليوم ٢ المتحف"]),
    "he": ("יום ראשון: חזה. יום שלישי: גב.", ["יום ראשון חזה", "יום שלישי גב"]),
    "hi": ("दिन 1: हिडिम्बा मंदिर। दिन 2: सोलंग वैली।", ["दिन 1 हिडिम्बा मंदिर", "दिन 2 सोलंग वैली"]),
    "ja": ("1日目：清水寺。2日目：金閣寺。", ["1日目 清水寺", "2日目 金閣寺"]),
    "zh": ("第一天：故宫。第二天：长城。", ["第一天 故宫", "第二天 长城"]),
    "ko": ("월요일: 가슴. 수요일: 등.", ["월요일 가슴", "수요일 등"]),
}


@pytest.mark.parametrize("language", TIMES)
def test_days_and_hours_with_their_events_are_a_timeline(language):
    text, expected = TIMES[language]

    look, spec = middle(text, language=language)

    assert look.layout is Layout.TIMELINE
    assert said(spec) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6 a.m. coffee, 7 a.m. run, 8 a.m. work.", ["6 a.m. Coffee", "7 a.m. Run", "8 a.m. Work"]),
        ("Chest on Monday, back on Friday, legs on Sunday.", ["Monday Chest", "Friday Back", "Sunday Legs"]),
        (
            "Friday evening: Trastevere. Saturday: the Forum.",
            ["Friday evening Trastevere", "Saturday The Forum"],
        ),
        ("Weeks 1 and 2: walk. Weeks 3 and 4: jog.", ["Weeks 1 and 2 Walk", "Weeks 3 and 4 Jog"]),
        (
            "My week: Monday chest, Tuesday back, Friday legs.",
            ["Monday Chest", "Tuesday Back", "Friday Legs"],
        ),
        ("On day one we climb, on day two we rest.", ["Day one Climb", "Day two Rest"]),
        ("Day 1. Fushimi Inari. Day 2. Nara park.", ["Day 1 Fushimi Inari", "Day 2 Nara park"]),
    ],
)
def test_times_are_read_however_they_are_written(text, expected):
    look, spec = middle(text)

    assert look.layout is Layout.TIMELINE
    assert said(spec) == expected


def test_the_minutes_of_an_hour_belong_to_it():
    _, spec = middle("6 h 30 réveil, 7 h douche, 8 h départ.", language="fr")

    assert said(spec) == ["6 h 30 Réveil", "7 h Douche", "8 h Départ"]


def test_days_may_be_joined_by_a_word():
    _, spec = middle("El lunes corremos, el miércoles nadamos y el viernes volvemos.", language="es")

    assert said(spec) == ["Lunes Corremos", "Miércoles Nadamos", "Viernes Volvemos"]


def test_an_arabic_word_keeps_its_first_letter():
    _, spec = middle("خذ الماء والقبعة والخبز وواقي الشمس.", language="ar")

    assert said(spec) == ["الماء", "القبعة", "الخبز", "واقي الشمس"]


def test_prices_with_names_are_read_behind_any_full_stop():
    look, spec = middle("होटल: ₹1500। खाना: ₹800। टैक्सी: ₹2000।", language="hi")

    assert look.layout is Layout.RECEIPT
    assert rows(spec) == [("होटल", "₹1500"), ("खाना", "₹800"), ("टैक्सी", "₹2000")]


def test_more_days_than_a_timeline_holds_are_notes():
    look, spec = middle("Lunes: pecho. Martes: espalda. Jueves: piernas. Sábado: cardio.", language="es")

    assert look.layout is Layout.CHECKLIST
    assert said(spec) == ["Lunes: pecho", "Martes: espalda", "Jueves: piernas", "Sábado: cardio"]


FIGURES = {
    "en": ("Protein: 30 g. Carbs: 40 g. Fat: 10 g.", [30, 40, 10]),
    "de": ("Eiweiß: 25 g, Kohlenhydrate: 60 g, Fett: 12 g.", [25, 60, 12]),
    "fr": ("Coque : 3 minutes. Mollet : 6 minutes. Dur : 10 minutes.", [3, 6, 10]),
    "es": ("Espresso 30 ml, cortado 60 ml y latte 240 ml.", [30, 60, 240]),
    "hi": ("प्रोटीन: ३० ग्राम, कार्ब्स: ४० ग्राम, वसा: १० ग्राम।", [30, 40, 10]),
    "ja": ("新生児：16時間。幼児：12時間。大人：7時間。", [16, 12, 7]),
    "zh": ("蛋白质：30克；碳水：40克；脂肪：10克。", [30, 40, 10]),
    "ar": ("التفاح: 52 سعرة. الموز: 89 سعرة. التمر: 282 سعرة.", [52, 89, 282]),
}


@pytest.mark.parametrize("language", FIGURES)
def test_figures_of_one_unit_are_bars(language):
    text, expected = FIGURES[language]

    look, spec = middle(text, language=language)

    assert look.layout is Layout.CHART
    assert [item.amount for item in spec.items] == expected


def test_figures_in_sentences_with_the_same_verb_are_bars():
    look, spec = middle("Cats sleep 14 hours. Dogs sleep 11 hours. Horses sleep 3 hours.")

    assert look.layout is Layout.CHART
    assert rows(spec) == [("Cats", "14 hours"), ("Dogs", "11 hours"), ("Horses", "3 hours")]


def test_figures_of_several_units_are_rows_of_labels_and_values():
    look, spec = middle("Water: 2 l. Salt: 5 g. Sleep: 8 h.")

    assert look.layout is Layout.RECEIPT
    assert rows(spec) == [("Water", "2 l"), ("Salt", "5 g"), ("Sleep", "8 h")]
    assert spec.figure == ""


NAMED = {
    "en": ("Snake plant: every 3 weeks. Pothos: every 10 days. Fern: every 4 days.", "Pothos: every 10 days"),
    "de": ("Kaktus: alle 3 Wochen. Farn: alle 4 Tage. Orchidee: einmal pro Woche.", "Farn: alle 4 Tage"),
    "pl": ("Kaktus: co 3 tygodnie. Paproć: co 3 dni. Storczyk: co tydzień.", "Paproć: co 3 dni"),
    "hi": ("कैक्टस: हर 3 हफ्ते। फर्न: हर 4 दिन। मनी प्लांट: हर हफ्ते।", "फर्न: हर 4 दिन"),
    "ja": ("サボテン：3週間ごと、ポトス：10日ごと、シダ：4日ごと。", "ポトス：10日ごと"),
    "ar": ("الصبار: كل 3 أسابيع. السرخس: كل 4 أيام. الأوركيد: كل أسبوع.", "السرخس: كل 4 أيام"),
    "uk": ("Кактус — раз на 3 тижні; папороть — раз на 4 дні; орхідея — щотижня.", "Папороть: раз на 4 дні"),
}


@pytest.mark.parametrize("language", NAMED)
def test_each_named_thing_is_shown_with_its_value(language):
    text, second = NAMED[language]

    look, spec = middle(text, language=language)

    assert look.layout in {Layout.RECEIPT, Layout.CHECKLIST}
    found = [f"{item.label}: {item.value}" if item.value else item.label for item in spec.items]
    assert len(found) == 3
    assert found[1].replace("：", ": ") == second.replace("：", ": ")


def test_the_first_of_several_things_is_not_the_headline_of_all():
    text = "Snake plant: every 3 weeks. Pothos: every 10 days. Fern: every 4 days."

    assert middle(text, title="Watering plants")[1].headline == "Watering plants"


def test_an_object_stands_in_the_row_that_names_it():
    _, spec = middle("Breakfast: 2 eggs. Lunch: a burrito. Dinner: fish. Snack: grapes.")

    shown = [item.object.name if item.object else "" for item in spec.items]
    assert shown[0] == "egg"
    assert len(set(filter(None, shown))) == len(list(filter(None, shown)))


def test_a_list_at_the_end_is_more_than_the_request():
    rows_at_end = "Cactus: every 3 weeks. Fern: every 4 days. Orchid: once a week."
    document = content("Water is life.", "Your plants tell you.", rows_at_end)

    assert looks.of_video(content=document).scenes["s2"].layout in {Layout.RECEIPT, Layout.CHECKLIST}


STEPS = {
    "en": ("Step one: cross the ends. Step two: pull through. Step three: tighten.", "Pull through"),
    "cs": ("Nejprve uvařte vodu. Potom přidejte sůl. Nakonec vložte těstoviny.", "Přidejte sůl"),
    "uk": ("Спочатку наріжте овочі. Потім обсмажте їх. Нарешті додайте сіль.", "Обсмажте їх"),
    "fi": ("Ensin keitä vesi. Sitten lisää pasta. Lopuksi valuta.", "Lisää pasta"),
    "ar": ("أولاً اغسل الأرز. ثم انقعه. أخيراً اطبخه.", "انقعه"),
    "vi": ("Bước 1: rửa rau. Bước 2: luộc rau. Bước 3: trộn sốt.", "Luộc rau"),
    "zh": ("第一步：洗米。第二步：加水。第三步：煮二十分钟。", "加水"),
    "ja": ("まず野菜を切ります。次に炒めます。最後に塩を入れます。", "炒めます"),
    "hi": ("चरण १: आटा गूंधें। चरण २: बेलें। चरण ३: सेंकें।", "बेलें"),
}


@pytest.mark.parametrize("language", STEPS)
def test_steps_are_a_path_without_their_numbers(language):
    text, second = STEPS[language]

    look, spec = middle(text, language=language)

    assert look.layout is Layout.PATH
    assert [item.label for item in spec.items][1] == second


TIPS = {
    "en": "Tip #1: drink water. Tip #2: sleep. Tip #3: walk daily.",
    "pt-BR": "Dica 1: beba água. Dica 2: durma. Dica 3: caminhe.",
    "ru": "Совет 1: пейте воду. Совет 2: спите. Совет 3: гуляйте.",
    "ko": "팁 1: 물 마시기. 팁 2: 일찍 자기. 팁 3: 매일 걷기.",
    "hi": "टिप 1: पानी पिएं। टिप 2: सोएं। टिप 3: चलें।",
}


@pytest.mark.parametrize("language", TIPS)
def test_tips_are_notes_without_their_numbers(language):
    look, spec = middle(TIPS[language], language=language)

    assert look.layout is Layout.CHECKLIST
    assert len(spec.items) == 3
    assert not any(letter.isdigit() for item in spec.items for letter in item.label)


ENUMERATED = {
    "en": ("You need flour, eggs, milk and a pinch of salt.", ["Flour", "Eggs", "Milk", "A pinch of salt"]),
    "de": ("Für den Teig brauchst du Mehl, Hefe, Wasser und Salz.", ["Mehl", "Hefe", "Wasser", "Salz"]),
    "es": ("Necesitas harina, huevos y una pizca de sal.", ["Harina", "Huevos", "Una pizca de sal"]),
    "fr": ("Il faut de la farine, du sucre et du beurre.", ["De la farine", "Du sucre", "Du beurre"]),
    "it": ("Ti servono farina, uova e un limone.", ["Farina", "Uova", "Un limone"]),
    "pt-BR": ("Você precisa de farinha, ovos e leite.", ["Farinha", "Ovos", "Leite"]),
    "nl": ("Je hebt bloem, eieren en melk nodig.", ["Bloem", "Eieren", "Melk"]),
    "pl": ("Potrzebujesz mąki, jajek i mleka.", ["Mąki", "Jajek", "Mleka"]),
    "ru": ("Вам нужны мука, яйца и щепотка соли.", ["Мука", "Яйца", "Щепотка соли"]),
    "tr": ("Un, yumurta ve bir tutam tuz lazım.", ["Un", "Yumurta", "Bir tutam tuz"]),
    "hu": ("Liszt, tojás és tej kell hozzá.", ["Liszt", "Tojás", "Tej"]),
    "ar": ("تحتاج إلى دقيق وبيض وحليب.", ["دقيق", "بيض", "حليب"]),
    "hi": ("आपको आटा, अंडे और दूध चाहिए।", ["आटा", "अंडे", "दूध"]),
    "ja": ("小麦粉、卵、塩ひとつまみが必要です。", ["小麦粉", "卵", "塩ひとつまみ"]),
    "zh": ("你需要面粉、鸡蛋和一小撮盐。", ["面粉", "鸡蛋", "一小撮盐"]),
    "ko": ("밀가루, 달걀, 소금이 필요해요.", ["밀가루", "달걀", "소금"]),
    "vi": ("Bạn cần bột mì, trứng và sữa.", ["Bột mì", "Trứng", "Sữa"]),
    "id": ("Kamu butuh tepung, telur dan susu.", ["Tepung", "Telur", "Susu"]),
    "sv": ("Du behöver mjöl, ägg och en nypa salt.", ["Mjöl", "Ägg", "En nypa salt"]),
    "el": ("Χρειάζεσαι αλεύρι, αυγά και γάλα.", ["Αλεύρι", "Αυγά", "Γάλα"]),
}


@pytest.mark.parametrize("language", ENUMERATED)
def test_what_a_sentence_enumerates_is_a_list(language):
    text, expected = ENUMERATED[language]

    look, spec = middle(text, language=language)

    assert look.layout in {Layout.CHECKLIST, Layout.CALLOUTS}
    assert said(spec) == expected


def test_six_short_things_are_all_shown():
    _, spec = middle("Buy roses, tulips, peonies, eucalyptus, ribbon and a vase.")

    assert said(spec) == ["Roses", "Tulips", "Peonies", "Eucalyptus", "Ribbon", "A vase"]


@pytest.mark.parametrize(
    "text",
    [
        "Give it time: good bread takes 24 hours.",
        "You would not use one key for house, car and diary.",
        "Anna: I'm hungry. Ben: Me too. Clara: Let's cook.",
        "Monday is hard. Friday is easy.",
        "It took me 3 years, 2 failed startups and 1 honest friend.",
    ],
)
def test_a_sentence_with_commas_or_colons_is_no_list(text):
    assert middle(text)[0].layout not in LAYOUTS


def test_a_myth_and_its_fact_are_two_sides():
    text = "Myth: carrots fix eyesight. Fact: they help 5% of us."

    assert middle(text)[0].layout not in LAYOUTS


def test_two_things_with_figures_are_no_bad_and_good_side():
    look, spec = middle("Power nap: 20 minutes. Full cycle: 90 minutes.")

    assert look.layout in {Layout.RECEIPT, Layout.CHECKLIST}
    assert not spec.sides
