"""Pairs of texts, labelled: edits of one text, and different texts about one topic."""
# ruff: noqa: RUF001 - the texts are in many scripts, whose letters look like Latin ones

# (language, a text, the same text after an edit)
EDITED = (
    (
        "en",
        "Why your espresso tastes sour. Grind finer before you change anything else. Most people change "
        "the beans first, and the grind is the real cause.",
        "Why does your espresso taste sour? Grind finer before changing anything else. Most people change "
        "beans first, but the grind is the real cause.",
    ),
    (
        "en",
        "Three stretches for a stiff neck after a day at the desk. Hold each of them for thirty seconds.",
        "3 stretches for a stiff neck after a long day at the desk! Hold each one for thirty seconds.",
    ),
    (
        "en",
        "My first month of running taught me one thing: slow is fast.",
        "One thing my first month of running taught me: slow is fast",
    ),
    (
        "de",
        "Warum dein Sauerteig nicht aufgeht. Die Küche ist im Winter einfach zu kalt, also stell ihn in "
        "den Ofen mit Licht.",
        "Warum geht dein Sauerteig nicht auf? Im Winter ist die Küche einfach zu kalt: Stell ihn in den "
        "Ofen, nur mit Licht.",
    ),
    (
        "de",
        "Drei Fehler beim Fahrradputzen, die deine Kette ruinieren, und was du stattdessen tun kannst.",
        "Drei Fehler beim Putzen des Fahrrads, die die Kette ruinieren. Das kannst du stattdessen tun.",
    ),
    (
        "es",
        "Por qué tus plantas se ponen amarillas: casi siempre es demasiada agua, no la falta de sol.",
        "¿Por qué se ponen amarillas tus plantas? Casi siempre es demasiada agua y no la falta de sol.",
    ),
    (
        "tr",
        "Evde yoğurt yaparken sütü neden kaynatmalısın? Çünkü proteinler değişir ve yoğurt daha koyu olur.",
        "Evde yoğurt yaparken sütü niye kaynatmalısın: proteinler değişir, yoğurt daha koyu olur.",
    ),
    (
        "ja",
        "エスプレッソが酸っぱい理由。豆を変える前に、まず挽き目を細かくしてみてください。",
        "エスプレッソが酸っぱくなる理由とは?豆を変える前にまず挽き目を細かくしてみて。",
    ),
    (
        "ja",
        "朝の五分でできる肩こり解消ストレッチを三つ紹介します。",
        "朝5分でできる、肩こり解消ストレッチを3つ紹介。",
    ),
    (
        "zh",
        "为什么你的咖啡喝起来发酸?先把研磨度调细一点,再考虑换豆子。",
        "你的咖啡为什么喝起来发酸?换豆子之前,先把研磨度调细一点。",
    ),
    (
        "th",
        "ทำไมกาแฟของคุณถึงเปรี้ยว ลองบดให้ละเอียดขึ้นก่อนเปลี่ยนเมล็ดกาแฟ",
        "ทำไมกาแฟของคุณเปรี้ยว? ลองบดให้ละเอียดขึ้นก่อนจะเปลี่ยนเมล็ด",
    ),
    (
        "ar",
        "لماذا طعم الإسبريسو حامض؟ جرّب طحناً أنعم قبل أن تغيّر الحبوب، فالمشكلة غالباً في الطحن.",
        "لماذا يكون طعم الإسبريسو حامضا؟ جرب طحنا أنعم قبل أن تغير الحبوب. المشكلة غالبا في الطحن.",
    ),
    (
        "hi",
        "आपकी कॉफ़ी खट्टी क्यों लगती है? बीन्स बदलने से पहले उसे थोड़ा और बारीक पीसें।",
        "आपकी कॉफी खट्टी क्यों लगती है? बीन्स बदलने से पहले थोड़ा और बारीक पीसिए।",
    ),
    (
        "ko",
        "에스프레소가 신 이유. 원두를 바꾸기 전에 먼저 더 곱게 갈아 보세요.",
        "에스프레소가 신 이유는? 원두를 바꾸기 전에 더 곱게 갈아보세요.",
    ),
)

# (language, a text, a different text about the same topic)
DIFFERENT = (
    (
        "en",
        "Why your espresso tastes sour. Grind finer before you change anything else. Most people change "
        "the beans first, and the grind is the real cause.",
        "Your espresso machine needs a clean group head. Here is what I do every Sunday evening, and how "
        "long the gasket really lasts.",
    ),
    (
        "en",
        "Why your espresso tastes sour. Grind finer before you change anything else.",
        "Why your espresso tastes bitter. The water is too hot, and nobody looks at the thermometer.",
    ),
    (
        "en",
        "Three stretches for a stiff neck after a day at the desk.",
        "Three desks under two hundred euros that I would buy again.",
    ),
    (
        "en",
        "What makes the difference with pour over? The water.",
        "What do people get wrong about pour over kettles, and which one would I pick today?",
    ),
    (
        "de",
        "Warum dein Sauerteig nicht aufgeht. Die Küche ist im Winter einfach zu kalt.",
        "Sauerteig ohne Waage: So klappt es mit Tassen und etwas Gefühl. Die Konsistenz entscheidet.",
    ),
    (
        "de",
        "Drei Fehler beim Fahrradputzen, die deine Kette ruinieren.",
        "Fahrradkette wechseln in zehn Minuten: Dieses Werkzeug brauchst du wirklich.",
    ),
    (
        "es",
        "Por qué tus plantas se ponen amarillas: casi siempre es demasiada agua.",
        "Las tres plantas que aguantan un piso oscuro, y dónde las pongo yo en casa.",
    ),
    (
        "tr",
        "Evde yoğurt yaparken sütü neden kaynatmalısın?",
        "Yoğurtla yapılan üç hızlı kahvaltı tarifi, ve hangisi daha tok tutuyor.",
    ),
    (
        "ja",
        "エスプレッソが酸っぱい理由。豆を変える前に、まず挽き目を細かくしてみてください。",
        "エスプレッソマシンの掃除は週に一度で十分です。ブラシと水だけでできる方法を見せます。",
    ),
    (
        "ja",
        "朝の五分でできる肩こり解消ストレッチを三つ紹介します。",
        "肩こりの原因は枕かもしれません。高さの選び方を説明します。",
    ),
    (
        "zh",
        "为什么你的咖啡喝起来发酸?先把研磨度调细一点。",
        "三款适合新手的咖啡机,我会买哪一款?看完价格你就知道了。",
    ),
    (
        "th",
        "ทำไมกาแฟของคุณถึงเปรี้ยว ลองบดให้ละเอียดขึ้นก่อนเปลี่ยนเมล็ดกาแฟ",
        "เครื่องชงกาแฟราคาไม่เกินสองพัน ตัวไหนคุ้มที่สุดสำหรับคนเริ่มต้น",
    ),
    (
        "ar",
        "لماذا طعم الإسبريسو حامض؟ جرّب طحناً أنعم قبل أن تغيّر الحبوب.",
        "ثلاث ماكينات إسبريسو رخيصة جرّبتها هذا الشهر، وهذه هي التي سأحتفظ بها.",
    ),
    (
        "hi",
        "आपकी कॉफ़ी खट्टी क्यों लगती है? बीन्स बदलने से पहले उसे थोड़ा और बारीक पीसें।",
        "कॉफ़ी मशीन को हर हफ़्ते कैसे साफ़ करें, और कौन सा ब्रश सबसे अच्छा है।",
    ),
    (
        "ko",
        "에스프레소가 신 이유. 원두를 바꾸기 전에 먼저 더 곱게 갈아 보세요.",
        "에스프레소 머신 청소, 일주일에 한 번이면 충분합니다. 솔과 물만 있으면 됩니다.",
    ),
)

# A script of another video about the same topic as the first idea of DIFFERENT.
SCRIPT = (
    "Your espresso machine is fine. Your water is not. I tested tap water and bottled water side by side "
    "this week. The bottled one won every time, and here is why. Minerals carry the taste. Too many of "
    "them, and the cup turns flat. Too few, and it turns sour. Before you change the beans, change the "
    "water for a day. Most people never try it, and they buy a new grinder first. If you want a simple "
    "start, mix half and half and taste it again. Then write down what you liked, and grind finer only if "
    "it still tastes thin."
)
