"""Kinds of headlines that are cut in one language only: each stays whole, and says the point."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.content import SceneContent, VideoContent
from synthesis.studio import looks
from synthesis.studio.looks import shortening

TITLE = "The title"


def headline(text, language):
    return shortening.shortened(text, language=language, narration=text, otherwise=TITLE)


def looks_of(language, *texts, title=TITLE, **fields):
    """The specs of a video with these narrations; ``fields`` are those of its first scene."""
    scenes = tuple(
        SceneContent(id=f"s{place}", position=place + 1, narration=text, **(fields if place == 0 else {}))
        for place, text in enumerate(texts)
    )
    document = VideoContent(title=title, language=language, seed=7, scenes=scenes)
    return [looks.spec_for(content=document, scene=scene) for scene in scenes]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ru", "Первое правило: мясо солят в самом конце.", "Мясо солят в самом конце"),
        ("fr", "Le truc que personne ne dit : le froid durcit le pain.", "Le froid durcit le pain"),
        (
            "fr",
            "Première règle : le sel se dissout dans le vinaigre, jamais dans l'huile.",
            "Le sel se dissout dans le vinaigre",
        ),
        ("de", "Was kaum jemand weiß: Tomaten hassen den Kühlschrank.", "Tomaten hassen den Kühlschrank"),
        ("nl", "Wat niemand je vertelt: te veel olie trekt vuil aan.", "Te veel olie trekt vuil aan"),
        (
            "it",
            "Primo passo: fai sciogliere tutto a fuoco basso, senza olio.",
            "Fai sciogliere tutto a fuoco basso",
        ),
        ("pl", "Pierwsza zasada: mięso zalewamy zimną wodą.", "Mięso zalewamy zimną wodą"),
        ("tr", "İlk kural: pilavı en az on dakika dinlendirin.", "Pilavı en az on dakika dinlendirin"),
        ("vi", "Quy tắc của tôi: không bao giờ vay tiền.", "Không bao giờ vay tiền"),
        ("id", "Rahasia yang jarang dibagikan: tambahkan kelapa sangrai.", "Tambahkan kelapa sangrai"),
        ("uk", "Секрет, про який мовчать: окріп замість холодної води.", "Окріп замість холодної води"),
        ("hi", "पहला नियम: दूध हमेशा बाद में डालो।", "दूध हमेशा बाद में डालो"),
        ("ko", "첫 번째 규칙: 김치를 먼저 기름에 볶으세요.", "김치를 먼저 기름에 볶으세요"),
        ("ar", "القاعدة الأولى: لا تغلِ القهوة أبدًا.", "لا تغلِ القهوة أبدًا"),
        ("zh", "第一条规则：每个月工资一到账就先存下百分之二十。", "每个月工资一到账就先存下20%"),
    ],
)
def test_what_is_announced_is_the_headline_and_not_what_announces_it(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("pt", "O primeiro erro que todos cometem: usar água fervendo.", "Erro: usar água fervendo"),
        (
            "fr",
            "La pire erreur en entretien : donner votre chiffre en premier.",
            "Erreur\u00a0: donner votre chiffre en premier",
        ),
        ("de", "Der größte Fehler ist, hungrig einzukaufen.", "Fehler: hungrig einzukaufen"),
        (
            "tr",
            "En büyük hata, ay sonunda kalanı biriktirmeye çalışmak.",
            "Hata: ay sonunda kalanı biriktirmeye çalışmak",
        ),
        ("vi", "Sai lầm phổ biến nhất là nín thở khi tập.", "Sai lầm: nín thở khi tập"),
        (
            "ru",
            "Самая частая ошибка — откладывать то, что осталось.",
            "Ошибка: откладывать то, что осталось",
        ),
        ("en", "The biggest mistake: selling in a crash.", "Mistake: selling in a crash"),
        (
            "ja",
            "一番の失敗は、背の高い家具を窓の前に置くことです。",
            "失敗は背の高い家具を窓の前に置くこと",
        ),
    ],
)
def test_a_mistake_does_not_become_an_advice(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Никогда не заряжайте телефон под подушкой"),
        ("pt", "Nunca guarde o café na geladeira"),
        ("nl", "Ga nooit met honger naar de supermarkt"),
        ("es", "Nunca pagues la reserva sin ver el piso"),
        ("fr", "N'installez jamais deux antivirus à la fois"),
        ("id", "Jangan pilih Rinjani untuk pendakian pertama kamu"),
        ("hi", "भूखे रहने से वज़न नहीं घटता"),
    ],
)
def test_nothing_more_is_denied_than_what_is_said(language, text):
    assert headline(f"{text}.", language) == text


def test_a_condition_of_what_is_denied_is_not_left_out():
    assert headline("Ne signez jamais sans avoir vu le contrôle technique.", "fr") == TITLE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "La chambre doit rester à 19 degrés"),
        ("fr", "Dépoussiérez le ventilateur une fois par an"),
        ("fr", "Courez assez lentement pour pouvoir parler"),
        ("fr", "Ce qui l'a sauvée, c'est la radio"),
        ("it", "L'ultimo caffè va bevuto prima delle due"),
        ("ru", "Результат вы заметите примерно через месяц"),
        ("pl", "Postaw miskę z wodą daleko od jedzenia"),
        ("de", "Beschrifte jede Dose mit dem Datum"),
        ("nl", "Het huismerk komt vaak uit dezelfde fabriek"),
        ("nl", "Kneed het deeg minstens tien minuten"),
        ("de", "Ein Hund muss lernen, allein zu bleiben"),
        ("id", "Matikan aplikasi yang berjalan di latar belakang"),
        ("id", "Suhu kamar ideal adalah 22 derajat"),
        ("vi", "Sữa rửa mặt chỉ cần một lượng bằng hạt đậu"),
        ("tr", "Kredi kartının asgarisini ödemek borcu azaltmaz"),
    ],
)
def test_a_clause_of_seven_short_words_is_not_cut_before_its_last_phrase(language, text):
    assert headline(f"{text}.", language) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Хвалите не за оценки, а за старание"),
        ("uk", "Вчіть фрази, а не окремі слова"),
        ("vi", "Khen nỗ lực, đừng khen thông minh"),
        ("id", "Musuh terbesar bukan dingin, tapi hujan"),
        ("fr", "Arrosez le pied, jamais les feuilles"),
        ("ru", "Первый взнос меньше половины — плохая идея"),
    ],
)
def test_what_is_and_what_is_not_stay_together(language, text):
    assert headline(f"{text}.", language) == text


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("it", "Il pecorino deve essere fine, altrimenti fa i grumi.", "Il pecorino deve essere fine"),
        (
            "id",
            "Jangan masukkan santan kental di awal, nanti pecah.",
            "Jangan masukkan santan kental di awal",
        ),
        ("pt", "Não almoce na Ribeira: é o dobro do preço.", "Não almoce na Ribeira"),
        (
            "de",
            "Nimm einen Korb statt eines Wagens, dann kaufst du weniger.",
            "Nimm einen Korb statt eines Wagens",
        ),
        ("ru", "В двух шагах есть цистерна, где никого нет.", "В двух шагах есть цистерна"),
        ("fr", "S'il fait pipi à l'intérieur, nettoyez sans le gronder.", "Nettoyez sans le gronder"),
        ("vi", "Đi ba ngày chỉ với hai triệu, có được không?", "Đi ba ngày chỉ với hai triệu"),
    ],
)
def test_what_only_follows_from_a_clause_is_not_the_headline(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yaz aylarında klimayı yirmi dört dereceye ayarlayın.", "Klimayı yirmi dört dereceye ayarlayın"),
        (
            "İçinde bir sır var ve hepsi farklı tapınaklardan getirildi.",
            "Hepsi farklı tapınaklardan getirildi",
        ),
        ("Ekspertiz raporuna hiçbir zaman satıcının tanıdığından bakmayın lütfen.", TITLE),
    ],
)
def test_a_turkish_ending_begins_behind_a_phrase(text, said):
    assert headline(text, "tr") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dann ölst du jedes Glied einzeln.", "Dann ölst du jedes Glied einzeln"),
        ("Nimmst du zu viel Wasser, wird der Reis matschig.", "Nimmst du zu viel Wasser?"),
        ("Gießt du jeden Tag, stirbt die Pflanze.", "Gießt du jeden Tag?"),
        ("Der Ofen muss richtig heiß sein: 250 Grad.", "Der Ofen muss richtig heiß sein"),
    ],
)
def test_a_german_step_is_no_question_and_a_condition_is_one(text, said):
    assert headline(text, "de") == said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Вы спите восемь часов и всё равно просыпаетесь разбитым?"),
        ("tr", "Sekiz saat uyuyup yine de yorgun mu uyanıyorsunuz?"),
        ("es", "¿Por qué tu tortilla se rompe al darle la vuelta?"),
    ],
)
def test_a_question_is_asked_whole(language, text):
    assert headline(text, language) == text


@pytest.mark.parametrize(
    ("language", "text", "cut"),
    [
        ("fr", "Vous rêvez quatre à six fois par nuit, mais vous oubliez presque tout.", "quatre"),
        ("ru", "24 августа 79 года гора взорвалась в час дня, и город исчез.", "79 года"),
        ("ru", "При ставке 20 процентов вы отдадите банку три квартиры вместо одной.", "20 процентов вы"),
        ("id", "Mulai hari ini sisihkan dua puluh persen dari semua gaji kamu.", "Puluh persen"),
    ],
)
def test_a_figure_is_not_cut_from_its_range_or_unit(language, text, cut):
    assert not headline(text, language).startswith(cut)
    assert not headline(text, language).endswith(cut)


def test_a_scene_without_a_phrase_shows_its_sentence_rather_than_the_title_again():
    specs = looks_of(
        "vi",
        "Mọi điều bạn cần biết về món này đều nằm trong chiếc nồi cũ của bà ngoại ở quê nhà.",
        "Một viên đường phèn làm nước ngọt mà không cần bột ngọt.",
        title="Bí quyết nấu phở",
    )

    assert [spec.headline for spec in specs].count("Bí quyết nấu phở") == 1
    assert specs[1].headline == "Một viên đường phèn làm nước ngọt mà không cần bột ngọt"


TYPED = "What nobody ever told me before my first job interview"


def test_a_typed_headline_that_the_layouts_hold_is_shown_as_typed():
    assert looks_of("en", "Wear a shirt. Be early.", "Bye.", headline=TYPED)[0].headline == TYPED


def test_typed_words_of_the_narration_are_shown_as_typed():
    said = "Take the bus that climbs up to the castle"
    narration = f"Skip the tram. {said} for the same price."

    assert looks_of("en", narration, "Bye.", headline=said)[0].headline == said


def test_a_typed_headline_of_more_than_sixty_letters_is_shortened():
    typed = f"{TYPED}, and what I would do today if I had to begin again"

    said = looks_of("en", "Wear a shirt. Be early.", "Bye.", headline=typed)[0].headline

    assert 0 < len(said) <= 60


def test_clauses_that_hang_on_each_other_are_no_checklist():
    spec = looks_of("fr", "Le reste, placez-le tous les mois, même quand la bourse baisse.", "Fin.")[0]

    assert spec.items == []
    assert spec.headline == "Placez-le tous les mois"
