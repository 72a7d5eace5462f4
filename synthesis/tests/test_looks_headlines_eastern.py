"""Headlines on the screen in Japanese, Chinese, Korean, Hindi, Arabic and Thai."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.content import SceneContent, VideoContent
from synthesis.studio import looks
from synthesis.studio.looks import shortening

TITLE = "標題"


def headline(text, language, *, title=TITLE):
    return shortening.shortened(text, language=language, narration=text, otherwise=title)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ja", "起きたらまずコップ一杯の水を飲みます。", "コップ一杯の水を飲む"),
        ("ja", "寝酒は眠りを浅くするので逆効果です。", "寝酒は眠りを浅くするので逆効果"),
        ("ja", "冷蔵庫は壁から5センチ離して置きましょう。", "冷蔵庫は壁から5センチ離して置く"),
        ("ko", "양파와 감자는 절대 같이 보관하지 마세요.", "양파와 감자는 절대 같이 보관하지 마세요"),
        ("ko", "비상금은 세 달 치 생활비를 모아야 합니다.", "비상금은 세 달 치 생활비를 모아야 합니다"),
        ("ko", "생크림 없이도 크림 파스타를 만들 수 있어요.", "생크림 없이도 크림 파스타를 만들 수 있어요"),
        ("hi", "हफ़्ते में दो बार नारियल तेल से मालिश करें।", "नारियल तेल से मालिश करें"),
        ("hi", "बाकी बीस प्रतिशत पहले दिन ही बचत खाते में डाल दें।", "बीस प्रतिशत बचत खाते में डाल दें"),
        ("hi", "सोने से एक घंटा पहले फ़ोन दूसरे कमरे में रख दें।", "फ़ोन दूसरे कमरे में रख दें"),
    ],
)
def test_a_verb_at_the_end_keeps_its_object(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("タンパク質を20グラム取ってください。", "タンパク質を20グラム取る"),
        ("毎朝コーヒー豆を買っています。", "毎朝コーヒー豆を買っている"),
        ("同じ部位を三日間休ませましょう。", "同じ部位を三日間休ませる"),
        ("写真に人が写りません。", "写真に人が写らない"),
        ("本の内容を一行で読んでください。", "本の内容を一行で読む"),
        ("電車を使って子どもと遊んでください。", "電車を使って子どもと遊ぶ"),
        ("荷物は両手で持ってください。", "荷物は両手で持つ"),
        ("収納ボックスは何個買っても損しません。", "収納ボックスは何個買っても損しない"),
        ("毎週部屋を掃除しましょう。", "毎週部屋を掃除する"),
        ("寝る前に部屋の電気を消しましょう。", "寝る前に部屋の電気を消す"),
        ("雨の日の靴は濡れました。", "雨の日の靴は濡れた"),
        ("子どもと一緒に駅へ行きました。", "子どもと一緒に駅へ行った"),
        ("コンセントは抜いておきましょう。", "コンセントは抜く"),
        ("電気代が高い家には、共通点があります。", "電気代が高い家の共通点"),
        ("筋肉は休んでいる間に育つからです。", "筋肉は休んでいる間に育つ"),
        ("コメントで写真を見せてください。", "コメントで写真を見せて"),
    ],
)
def test_a_polite_japanese_ending_becomes_a_plain_one(text, said):
    assert headline(text, "ja") == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ja", "朝、スマホを見る人は集中力を失っています。", "スマホを見る人は集中力を失っている"),
        ("ko", "아기 때 엄마 젖을 먹던 습관이 남은 거예요.", "엄마 젖을 먹던 습관이 남은 거예요"),
        ("hi", "गर्म पानी से सिर धोना आज ही बंद कर दीजिए।", "गर्म पानी से सिर धोना बंद कर दीजिए"),
        ("ar", "ضع النبتة قرب النافذة بعيدًا عن الشمس المباشرة.", "ضع النبتة قرب النافذة"),
        ("ar", "الجذور تحتاج إلى الهواء مثلما تحتاج إلى الماء.", "الجذور تحتاج إلى الهواء"),
        ("ja", "苗は4月下旬から5月に植えるのがベストです。", "苗は4月下旬から5月に植えるのがベスト"),
        ("ko", "우유 한 컵과 치즈 두 장만 있으면 됩니다.", "우유 한 컵과 치즈 두 장만 있으면 됩니다"),
        ("ar", "اجعل حرارة الغرفة بين 18 و20 درجة.", "اجعل حرارة الغرفة بين 18 و20 درجة"),
    ],
)
def test_no_description_range_or_list_is_cut(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ja", "原因は洗剤ではなく、濡れている時間の長さです。", "原因は濡れている時間の長さ"),
        ("zh", "熬夜最可怕的不是困，而是伤肝。", "熬夜最可怕的是伤肝"),
        ("zh", "问题不在词汇量，而在没有开口的习惯。", "问题在没有开口的习惯"),
        ("hi", "गलती आपकी कमाई में नहीं, आपके हिसाब में है।", "गलती कमाई में नहीं, हिसाब में"),
        ("ko", "사진이 어두운 건 카메라 때문이 아니라 역광 때문이에요.", "사진이 어두운 건 역광 때문"),
        ("ar", "المشكلة ليست في القهوة، بل في ضوء هاتفك.", "المشكلة في ضوء هاتفك"),
        ("ar", "السبب ليس قلة الدخل، بل المصاريف الصغيرة.", "السبب: المصاريف الصغيرة"),
        ("th", "ปัญหาไม่ได้อยู่ที่การวิ่ง แต่อยู่ที่อาหาร", "ปัญหาอยู่ที่อาหาร"),
    ],
)
def test_a_contrast_says_what_is_so(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("language", "text", "kept"),
    [
        ("ja", "二つ目の間違いは、水だけで済ませることです。", "間違い"),
        ("ja", "一番やってはいけないのは、暴落した日に売ることです。", "いけない"),
        ("hi", "सबसे बड़ी गलती है गीले बालों में कंघी करना।", "गलती"),
        ("ar", "لا تضف الهيل إلا في آخر دقيقتين.", "إلا"),
        ("zh", "大熊猫基地不要在中午以后再去，因为熊猫都在睡觉。", "不"),
        ("th", "อย่าเก็บเงินที่เหลือ แต่ให้ใช้เงินที่เหลือจากการเก็บ", "อย่า"),
    ],
)
def test_a_mistake_does_not_become_an_advice(language, text, kept):
    assert kept in headline(text, language, title="")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("ja", "コーヒーは起きてから90分後に飲みましょう。", "コーヒーは90分後に飲む"),
        ("ja", "二週間に一度掃除するだけで、電気代は約5％下がります。", "電気代は約5％下がる"),
        ("zh", "锂电池最喜欢百分之二十到八十之间的电量。", "锂电池最喜欢20%到80%之间的电量"),
        ("ar", "فنجان قهوة يوميًا يكلفك أكثر من ألفي ريال في السنة.", "أكثر من ألفي ريال في السنة"),
        ("ar", "أفضل كباب في المدينة ثمنه أقل من عشرة دولارات.", "أقل من عشرة دولارات"),
        ("hi", "आमेर किले का टिकट सिर्फ़ सौ रुपये का है।", "आमेर किले का टिकट सिर्फ़ सौ रुपये का"),
        ("th", "ขอใบเสนอราคาอย่างน้อยสามเจ้า", "ขอใบเสนอราคาอย่างน้อยสามเจ้า"),
        ("ar", "أطعمها مرة واحدة في اليوم فقط.", "أطعمها مرة واحدة في اليوم فقط"),
        ("zh", "每天喂一次，两分钟内吃完就够了。", "每天喂一次，两分钟内吃完"),
        ("th", "วันแรกเช่ามอเตอร์ไซค์วันละ 200 บาท", "เช่ามอเตอร์ไซค์วันละ 200 บาท"),
    ],
)
def test_a_figure_keeps_its_unit_and_what_it_is_of(language, text, said):
    assert headline(text, language) == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh", "发工资当天，先把百分之二十转到另一张卡。", "先把百分之二十转到另一张卡"),
        ("zh", "月薪五千的人，也能三年存下十万。", "月薪五千的人也能三年存下十万"),
        ("zh", "坚持六个月，你会发现账户完全不一样。", "坚持六个月，账户完全不一样"),
        ("zh", "边充电边打游戏，温度会超过四十度。", "边充电边打游戏，温度会超过40度"),
        ("hi", "पहला नियम: दूध हमेशा बाद में डालो।", "दूध हमेशा बाद में डालो"),
        ("ko", "첫 번째 규칙: 김치를 먼저 기름에 볶으세요.", "김치를 먼저 기름에 볶으세요"),
        ("ar", "القاعدة الأولى: لا تغلِ القهوة أبدًا.", "لا تغلِ القهوة أبدًا"),
        ("zh", "第一条规则：工资到账先存一半。", "工资到账先存一半"),
        ("ja", "一つ目のコツ：卵は常温に戻す。", "卵は常温に戻す"),
        ("zh-TW", "堅持六個月，你會發現帳戶完全不一樣。", "堅持六個月，帳戶完全不一樣"),
        ("zh-TW", "你知道嗎？章魚有三顆心臟。", "章魚有三顆心臟"),
        ("ko", "우유는 맨 안쪽 아래 칸에 넣어야 사흘 더 갑니다.", "우유는 맨 안쪽 아래 칸에 넣어야"),
        ("ko", "남은 밥은 뜨거울 때 바로 얼리는 게 좋아요.", "남은 밥은 뜨거울 때 바로 얼리기"),
        ("ja", "毎日筋トレをしている人ほど、伸びません。", "毎日筋トレをしている人ほど伸びない"),
        ("th", "ผัดกะเพราไม่หอมเพราะคุณใส่ใบกะเพราเร็วเกินไป", "ใส่ใบกะเพราเร็วเกินไป"),
        ("th", "ทำแค่นี้ ค่าไฟลดลงได้ถึง 500 บาทต่อเดือน", "ค่าไฟลดลงได้ถึง 500 บาทต่อเดือน"),
    ],
)
def test_the_main_clause_is_said_with_what_it_needs(language, text, said):
    assert headline(text, language) == said


def test_a_long_question_leaves_the_headline_to_the_title():
    asked = "क्या आप सिर्फ़ पाँच हज़ार रुपये लेकर अकेले दिल्ली से मनाली बस में जा सकते हैं?"
    title = "दिल्ली से मनाली सिर्फ 5000 रुपये में"

    assert headline(asked, "hi", title=title) == title


@pytest.mark.parametrize(
    "text", ["見てください。", "てください。", "です。", "ます", "ไม่", "안 돼요", "मत", "لا"]
)
def test_a_text_of_one_word_stays_as_it_is(text):
    language = {"ไ": "th", "안": "ko", "म": "hi", "ل": "ar"}.get(text[0], "ja")

    assert headline(text, language, title="") == text.rstrip("。")


def test_a_short_headline_of_a_person_keeps_its_ending():
    said = shortening.shortened("水を飲みます", language="ja", narration="起きたらコップ一杯の水を飲みます。")

    assert said == "水を飲みます"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("同じ部位は48時間休ませましょう。", "同じ部位は休ませる"),
        ("布団に入る1時間前にスマホを充電器に置きましょう。", "スマホを充電器に置く"),
    ],
)
def test_the_label_of_a_japanese_figure_says_what_to_do(text, said):
    scenes = tuple(
        SceneContent(id=f"s{place}", position=place + 1, narration=narration)
        for place, narration in enumerate(["犬が好きです。", text, "また明日。", "さようなら。"])
    )
    document = VideoContent(title="題名", language="ja", seed=7, scenes=scenes)

    assert looks.spec_for(content=document, scene=scenes[1]).headline == said


def test_the_card_at_the_end_shows_the_request_and_no_description_of_a_picture():
    scenes = tuple(
        SceneContent(id=f"s{place}", position=place + 1, narration=narration, visual_prompt="a quiet street")
        for place, narration in enumerate(
            ["犬が好きです。", "猫も好きです。", "ぜひ明日から試してみてください。"]
        )
    )
    document = VideoContent(title="題名", language="ja", seed=7, scenes=scenes)

    spec = looks.spec_for(content=document, scene=scenes[2])

    assert (spec.layout, spec.headline) == ("outro", "ぜひ明日から試してみて")
