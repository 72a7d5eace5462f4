"""Headlines in other languages than English."""

# Letters and signs of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.studio.headlines import LONGEST, headline_of, is_whole_thought

# Other languages with spaces.
OTHER_LANGUAGES = [
    (
        "de",
        "Die meisten Menschen wissen nicht, dass Honig niemals schlecht wird, wenn man ihn richtig lagert.",
        "Die meisten Menschen wissen nicht",
    ),
    (
        "de",
        "Trink morgens zuerst ein großes Glas Wasser, bevor du irgendetwas anderes zu dir nimmst.",
        "Trink morgens zuerst ein großes Glas Wasser",
    ),
    (
        "de",
        "Hast du dich jemals gefragt, warum Essen im Flugzeug so fade schmeckt?",
        "Warum Essen im Flugzeug so fade schmeckt",
    ),
    ("de", "Das ist der Grund.", "Das ist der Grund"),
    (
        "de",
        "Ein Tag auf der Venus ist länger als ein Jahr. Verrückt, oder?",
        "Ein Tag auf der Venus ist länger als ein Jahr",
    ),
    (
        "fr",
        "La plupart des gens ne savent pas que le miel ne se périme jamais, à condition de bien le "
        "conserver.",
        "Le miel ne se périme jamais",
    ),
    (
        "fr",
        "Vous êtes-vous déjà demandé pourquoi la nourriture est si fade dans les avions ?",
        "Pourquoi la nourriture est si fade dans les avions",
    ),
    (
        "fr",
        "Quand le Titanic a coulé, l'orchestre a continué à jouer jusqu'à la toute fin, selon des "
        "dizaines de survivants.",
        "L'orchestre a continué à jouer jusqu'à la toute fin",
    ),
    ("fr", "C'est tout.", "C'est tout"),
    (
        "es",
        "La mayoría de la gente no sabe que la miel nunca caduca si se guarda bien en un lugar seco.",
        "La miel nunca caduca si se guarda bien en un lugar seco",
    ),
    (
        "es",
        "¿Alguna vez te has preguntado por qué la comida del avión sabe tan mal?",
        "Por qué la comida del avión sabe tan mal",
    ),
    (
        "es",
        "Cuando el Titanic se hundió, la banda siguió tocando hasta el final, según decenas de "
        "supervivientes.",
        "La banda siguió tocando hasta el final",
    ),
    (
        "es",
        "Bebe un vaso grande de agua por la mañana antes de hacer cualquier otra cosa, y notarás la "
        "diferencia.",
        "Bebe un vaso grande de agua por la mañana",
    ),
    ("es", "Nunca guardes tomates en la nevera.", "Nunca guardes tomates en la nevera"),
    (
        "it",
        "La maggior parte delle persone non sa che il miele non scade mai, se conservato nel modo giusto.",
        "Il miele non scade mai, se conservato nel modo giusto",
    ),
    (
        "it",
        "Ti sei mai chiesto perché il cibo in aereo è così insipido?",
        "Ti sei mai chiesto perché il cibo in aereo è così insipido?",
    ),
    (
        "it",
        "Quando il Titanic affondò, l'orchestra continuò a suonare fino alla fine, secondo decine di "
        "sopravvissuti.",
        "L'orchestra continuò a suonare fino alla fine",
    ),
    (
        "it",
        "Bevi un bicchiere d'acqua al mattino prima di fare qualsiasi altra cosa, e sentirai subito "
        "la differenza.",
        "Bevi un bicchiere d'acqua al mattino",
    ),
    (
        "pt",
        "A maioria das pessoas não sabe que o mel nunca estraga, desde que seja guardado do jeito certo.",
        "O mel nunca estraga, desde que seja guardado do jeito certo",
    ),
    (
        "pt",
        "Você já se perguntou por que a comida do avião é tão sem graça?",
        "Por que a comida do avião é tão sem graça",
    ),
    (
        "pt",
        "Beba um copo grande de água de manhã antes de fazer qualquer outra coisa, e você vai notar "
        "a diferença.",
        "Beba um copo grande de água de manhã",
    ),
    (
        "nl",
        "De meeste mensen weten niet dat honing nooit bederft, zolang je hem op de juiste manier bewaart.",
        "De meeste mensen weten niet dat honing nooit bederft",
    ),
    (
        "nl",
        "Drink 's ochtends eerst een groot glas water voordat je iets anders doet, en je merkt het "
        "verschil meteen.",
        "Drink 's ochtends eerst een groot glas water",
    ),
    (
        "nl",
        "Heb je je ooit afgevraagd waarom eten in het vliegtuig zo flauw smaakt?",
        "Waarom eten in het vliegtuig zo flauw smaakt",
    ),
    (
        "pl",
        "Większość ludzi nie wie, że miód nigdy się nie psuje, jeśli jest dobrze przechowywany w "
        "suchym miejscu.",
        "Większość ludzi nie wie, że miód nigdy się nie psuje",
    ),
    (
        "pl",
        "Czy zastanawiałeś się kiedyś, dlaczego jedzenie w samolocie smakuje tak źle?",
        "Dlaczego jedzenie w samolocie smakuje tak źle",
    ),
    (
        "tr",
        "Çoğu insan balın doğru saklandığında asla bozulmadığını bilmiyor, ama arkeologlar bunu kanıtladı.",
        "Arkeologlar bunu kanıtladı",
    ),
    (
        "ru",
        "Большинство людей не знает, что мёд никогда не портится, если хранить его правильно в сухом месте.",
        "Большинство людей не знает, что мёд никогда не портится",
    ),
    (
        "ru",
        "Вы когда-нибудь задумывались, почему еда в самолёте такая безвкусная?",
        "Почему еда в самолёте такая безвкусная",
    ),
    (
        "ru",
        "Выпейте большой стакан воды утром, прежде чем делать что-то ещё, и вы сразу почувствуете разницу.",
        "Выпейте большой стакан воды утром",
    ),
    (
        "ar",
        "معظم الناس لا يعرفون أن العسل لا يفسد أبدا، إذا تم حفظه بالطريقة الصحيحة في مكان جاف وبارد.",
        "معظم الناس لا يعرفون أن العسل لا يفسد أبدا",
    ),
    ("ar", "هل تساءلت يوما لماذا طعام الطائرة بلا طعم؟", "هل تساءلت يوما لماذا طعام الطائرة بلا طعم؟"),
    (
        "ar",
        "اشرب كوبا كبيرا من الماء في الصباح قبل أن تفعل أي شيء آخر، وستلاحظ الفرق فورا في يومك.",
        "اشرب كوبا كبيرا من الماء في الصباح",
    ),
    (
        "hi",
        "ज़्यादातर लोग नहीं जानते कि शहद कभी खराब नहीं होता, अगर उसे सही तरीके से रखा जाए।",
        "ज़्यादातर लोग नहीं जानते कि शहद कभी खराब नहीं होता",
    ),
    (
        "hi",
        "क्या आपने कभी सोचा है कि हवाई जहाज़ का खाना इतना फीका क्यों होता है?",
        "हवाई जहाज़ का खाना इतना फीका क्यों होता है",
    ),
    (
        "hi",
        "सुबह उठते ही सबसे पहले एक बड़ा गिलास पानी पिएं और पूरे दिन फर्क महसूस करें।",
        "सुबह उठते ही सबसे पहले एक बड़ा गिलास पानी पिएं",
    ),
    (
        "ko",
        "대부분의 사람들은 꿀이 제대로 보관하면 절대 상하지 않는다는 것을 모릅니다.",
        "절대 상하지 않는다는 것을 모릅니다",
    ),
    (
        "ko",
        "비행기 음식이 왜 그렇게 맛없는지 생각해 본 적 있나요?",
        "비행기 음식이 왜 그렇게 맛없는지 생각해 본 적 있나요?",
    ),
    (
        "ko",
        "아침에 일어나면 먼저 큰 컵으로 물을 한 잔 마시세요. 하루가 달라집니다.",
        "아침에 일어나면 먼저 큰 컵으로 물을 한 잔 마시세요",
    ),
    (
        "th",
        "คนส่วนใหญ่ไม่รู้ว่าน้ำผึ้งไม่มีวันเสีย ถ้าเก็บไว้อย่างถูกวิธีในที่แห้งและเย็นตลอดทั้งปี",
        "คนส่วนใหญ่ไม่รู้ว่าน้ำผึ้งไม่มีวันเสีย",
    ),
    ("th", "ดื่มน้ำหนึ่งแก้วใหญ่ทุกเช้า", "ดื่มน้ำหนึ่งแก้วใหญ่ทุกเช้า"),
    (
        "id",
        "Kebanyakan orang tidak tahu bahwa madu tidak pernah basi, asalkan disimpan dengan benar di "
        "tempat kering.",
        "Kebanyakan orang tidak tahu bahwa madu tidak pernah basi",
    ),
    (
        "vi",
        "Hầu hết mọi người không biết rằng mật ong không bao giờ hỏng, nếu được bảo quản đúng cách ở "
        "nơi khô ráo.",
        "Hầu hết mọi người không biết rằng mật ong không bao giờ hỏng",
    ),
    (
        "sv",
        "De flesta vet inte att honung aldrig blir dålig, så länge man förvarar den på rätt sätt i "
        "skafferiet.",
        "De flesta vet inte att honung aldrig blir dålig",
    ),
    (
        "el",
        "Οι περισσότεροι δεν ξέρουν ότι το μέλι δεν χαλάει ποτέ, αν φυλάσσεται σωστά σε ξηρό μέρος.",
        "Οι περισσότεροι δεν ξέρουν ότι το μέλι δεν χαλάει ποτέ",
    ),
    ("de", "Eine Boeing 747 wiegt 333.400 kg.", "Eine Boeing 747 wiegt 333.400 kg"),
    (
        "de",
        "Der Beton der Römer wird im Meerwasser mit der Zeit immer härter, weil sich darin neue "
        "Kristalle bilden, die Risse füllen.",
        "Der Beton der Römer wird im Meerwasser",
    ),
    (
        "de",
        "Am 3. Mai kostete das Brot z. B. in Berlin ca. 5 Euro.",
        "Am 3. Mai kostete das Brot z. B. in Berlin ca. 5 Euro",
    ),
    (
        "fr",
        "Le café du matin augmente le cortisol, parce que le corps est déjà réveillé à cette heure, "
        "disent les chercheurs de Lyon.",
        "Le café du matin augmente le cortisol",
    ),
    (
        "fr",
        "Saviez-vous que les Romains mettaient du sel dans leur béton ? C'est vrai.",
        "Les Romains mettaient du sel dans leur béton",
    ),
    (
        "es",
        "El hormigón romano se hace más fuerte con el tiempo porque el agua del mar forma nuevos "
        "cristales dentro de las grietas.",
        "El hormigón romano se hace más fuerte con el tiempo",
    ),
    (
        "it",
        "Se bevi il caffè dopo le sei di sera, il tuo sonno diventa più leggero e più corto di "
        "quanto pensi ogni notte.",
        "Il tuo sonno diventa più leggero e più corto di quanto pensi",
    ),
    (
        "pl",
        "Jeśli pijesz kawę wieczorem, śpisz krócej i gorzej, niż ci się wydaje, bo kofeina działa "
        "ponad sześć godzin.",
        "Śpisz krócej i gorzej, niż ci się wydaje",
    ),
    (
        "tr",
        "Akşam saatlerinde içilen kahve, uykunun derinliğini azaltır ve sabahları daha yorgun "
        "uyanmanıza neden olur.",
        "Akşam saatlerinde içilen kahve, uykunun derinliğini azaltır",
    ),
    (
        "ru",
        "Римский бетон со временем становится только прочнее, потому что морская вода образует в нём "
        "новые кристаллы.",
        "Римский бетон со временем становится только прочнее",
    ),
    (
        "ar",
        "الخرسانة الرومانية تصبح أقوى مع مرور الوقت، لأن مياه البحر تشكل بلورات جديدة داخل الشقوق "
        "الصغيرة فيها.",
        "الخرسانة الرومانية تصبح أقوى مع مرور الوقت",
    ),
    (
        "hi",
        "अगर आप रात को कॉफी पीते हैं तो आपकी नींद हल्की हो जाती है और आप सुबह थके हुए उठते हैं।",
        "अगर आप रात को कॉफी पीते हैं तो आपकी नींद हल्की हो जाती है",
    ),
    (
        "ko",
        "저녁에 커피를 마시면 잠이 얕아지고 다음 날 아침에 훨씬 더 피곤하게 일어나게 됩니다.",
        "다음 날 아침에 훨씬 더 피곤하게 일어나게 됩니다",
    ),
    ("th", "คอนกรีตโรมันแข็งแรงขึ้นเรื่อยๆ เมื่อเวลาผ่านไป", "คอนกรีตโรมันแข็งแรงขึ้นเรื่อยๆ"),
    (
        "nl",
        "Als je 's avonds koffie drinkt, slaap je korter en lichter dan je denkt, en dat merk je de "
        "volgende dag.",
        "Als je 's avonds koffie drinkt, slaap je korter",
    ),
    (
        "pt",
        "Se você bebe café depois das seis, o seu sono fica mais leve e mais curto do que imagina "
        "todas as noites.",
        "O seu sono fica mais leve e mais curto do que imagina todas",
    ),
]


@pytest.mark.parametrize(("language", "text", "headline"), OTHER_LANGUAGES)
def test_a_headline_says_one_thing_of_its_scene(language, text, headline):
    found = headline_of(text=text, language=language)

    assert found == headline
    assert is_whole_thought(found, language=language)
    assert len(found) <= LONGEST


@pytest.mark.parametrize(("language", "text", "headline"), OTHER_LANGUAGES)
def test_a_headline_is_in_the_words_of_its_scene(language, text, headline):
    said = text.casefold().replace(",", "").split()

    assert (
        set(headline.casefold().replace(",", "").rstrip("?!").split())
        <= {part for word in said for part in (word, word.strip('.?!"“”«»;:¿'))}
        or headline.casefold() in text.casefold()
    )
