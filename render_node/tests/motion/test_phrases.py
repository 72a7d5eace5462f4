"""Lines of Japanese, Chinese and Thai break between phrases."""

import pytest

from render_node.engines.motion import breaking, fonts, lettering


@pytest.mark.parametrize(
    ("language", "text", "parts"),
    [
        ("ja", "お湯の温度は92度がベストです", ["お湯の", "温度は", "92度が", "ベストです"]),
        ("ja", "コミュニケーションを大切に", ["コミュニケーションを", "大切に"]),
        ("ja", "まだ熱湯で淹れていませんか\uff1f", ["まだ", "熱湯で", "淹れていませんか\uff1f"]),
        ("zh", "几个农民打井时发现了兵马俑", ["几个", "农民", "打井时", "发现了", "兵马俑"]),
        ("zh", "不要把鸡蛋放在一个篮子里", ["不要", "把鸡蛋", "放在", "一个", "篮子里"]),
        ("zh-TW", "你每個月能存多少錢\uff1f", ["你每個月", "能存多少錢\uff1f"]),
        ("ja", "フォローしてお待ちください", ["フォローして", "お待ちください"]),
        ("ja", "忘れないようにしてください", ["忘れないように", "して", "ください"]),
        ("zh", "月薪五千的人也能三年存下十万", ["月薪", "五千的人", "也能", "三年", "存下十万"]),
        ("th", "อย่าดื่มกาแฟ", ["อย่า", "ดื่ม", "กาแฟ"]),
    ],
)
def test_words_and_their_particles_stay_together(language, text, parts):
    assert breaking.parts(text, language=language) == parts


@pytest.mark.parametrize("width", [190, 260, 300])
def test_a_polite_ending_that_is_too_wide_breaks_before_its_own_verb(width):
    fitted = lettering.fit(
        "次の旅行で試してみてください",
        font=fonts.SANS,
        width=width,
        height=200,
        largest_px=140,
        smallest_px=24,
        language="ja",
    )

    lines = [
        "".join(each.word.text for each in fitted.words if each.line == line) for line in range(fitted.lines)
    ]
    assert lines[-1] in ("ください", "試してみてください")


def test_a_number_stays_with_its_counter_and_a_comma_ends_a_phrase():
    found = breaking.parts("秦始皇13岁登基\uff0c39岁统一中国", language="zh")

    assert not any(part.endswith(("13", "39")) for part in found)
    assert any(part.endswith("\uff0c") for part in found)


def test_a_long_compound_breaks_beside_its_katakana_if_it_must():
    found = breaking.parts("インスタントラーメン発明記念館", language="ja")

    assert "".join(found) == "インスタントラーメン発明記念館"
    assert "発明記念館" in found


def test_other_scripts_are_left_alone():
    assert breaking.parts("Grind,") == ["Grind,"]
    assert breaking.parts("문어는", language="ko") == ["문어는"]


def test_a_word_in_katakana_is_made_smaller_before_it_is_split():
    fitted = lettering.fit(
        "インスタントラーメン発明記念館",
        font=fonts.JAPANESE,
        width=860,
        height=700,
        largest_px=250,
        smallest_px=44,
        language="ja",
    )

    assert [placed.word.text for placed in fitted.words] == ["インスタントラーメン", "発明記念館"]
