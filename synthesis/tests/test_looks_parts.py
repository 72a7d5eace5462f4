"""Parts of a whole, in words of every language."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import pytest

from synthesis.choices import Layout
from synthesis.studio.looks import fractions
from synthesis.tests.test_looks import middle


@pytest.mark.parametrize(
    ("language", "text", "figure", "part", "whole"),
    [
        ("en", "A third of the food ends up in the bin.", "A third", 1, 3),
        ("en", "Every third person pays too much.", "Every third", 1, 3),
        ("de", "Jeder Dritte zahlt für ein Handy.", "Jeder Dritte", 1, 3),
        ("de", "Fast jeder Zehnte schläft schlecht.", "Fast jeder Zehnte", 1, 10),
        ("de", "Ein Drittel aller Pflanzen stirbt am Wasser.", "Ein Drittel", 1, 3),
        ("es", "Casi dos tercios de los adultos duermen mal.", "Casi dos tercios", 2, 3),
        ("fr", "Près d'un tiers des Français dort mal.", "Près d'un tiers", 1, 3),
        ("it", "Un terzo del cibo finisce nella spazzatura.", "Un terzo", 1, 3),
        ("pt", "Um terço da comida vai para o lixo.", "Um terço", 1, 3),
        ("nl", "Eén op de drie mensen betaalt te veel.", "Eén op de drie", 1, 3),
        ("pl", "Co trzecia osoba płaci za dużo.", "Co trzecia", 1, 3),
        ("pl", "Siedem na dziesięć osób śpi za krótko.", "Siedem na dziesięć", 7, 10),
        ("pl", "60% dorosłych śpi źle.", "60%", 60, 100),
        ("ru", "Каждый третий платит лишнее.", "Каждый третий", 1, 3),
        ("ru", "Семь из десяти людей не смотрят счёт.", "Семь из десяти", 7, 10),
        ("tr", "İnsanların %80'i fazla ödüyor.", "İnsanların %80'i", 80, 100),
        ("tr", "Türklerin yüzde 60’ı kötü uyuyor.", "Türklerin yüzde 60’ı", 60, 100),
        ("tr", "On kişiden yedisi faturasına bakmıyor.", "On kişiden yedisi", 7, 10),
        ("tr", "10 kişiden 7'si fazla ödüyor.", "10 kişiden 7'si", 7, 10),
        ("tr", "Yemeğin üçte biri çöpe gidiyor.", "Yemeğin üçte biri", 1, 3),
        ("ja", "3人に1人が払いすぎています。", "3人に1人", 1, 3),
        ("ja", "大人の4割が眠れていません。", "大人の4割", 4, 10),
        ("ja", "食べ物の3分の1が捨てられます。", "食べ物の3分の1", 1, 3),
        ("ko", "10명 중 7명이 더 내고 있어요.", "10명 중 7명", 7, 10),
        ("ko", "세 명 중 한 명은 발효에 실패해요.", "세 명 중 한 명", 1, 3),
        ("ko", "성인의 60%가 잠이 부족해요.", "성인의 60%", 60, 100),
        ("ar", "7 من كل 10 أشخاص يدفعون أكثر.", "7 من كل 10", 7, 10),
        ("ar", "ثلث الناس لا يقرؤون الفاتورة.", "ثلث", 1, 3),
        ("ar", "واحد من كل ثلاثة لا ينام جيدا.", "واحد من كل ثلاثة", 1, 3),
        ("hi", "हर तीन में से एक रोटी जल जाती है।", "हर तीन में से एक", 1, 3),
        ("id", "Sepertiga roti berakhir di tempat sampah.", "Sepertiga", 1, 3),
        ("vi", "Một phần ba bánh mì bị bỏ vào thùng rác.", "Một phần ba", 1, 3),
        ("zh", "三分之一的人多付了钱。", "三分之一的人", 1, 3),
        ("zh", "10个人中有7个人发酵失败。", "10个人中有7个人", 7, 10),
    ],
)
def test_a_part_of_a_whole_is_a_share_in_every_language(language, text, figure, part, whole):
    look, spec = middle(text, language=language)

    assert look.layout is Layout.SHARE
    assert spec.figure == figure
    assert [item.amount for item in spec.items] == [part, whole]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Add a third of the flour."),
        ("en", "Every third day, water the plant."),
        ("de", "Jeder dritte Tag ist frei."),
        ("ru", "Каждый третий день поливайте цветы."),
        ("ja", "今だけ3割引です。"),
    ],
)
def test_a_quantity_a_discount_and_a_time_are_no_shares(language, text):
    assert fractions.find(text, language=language) is None


@pytest.mark.parametrize(
    ("language", "text", "headline"),
    [
        ("ja", "10人中7人が発酵で失敗します。", "発酵で失敗します"),
        ("ko", "10명 중 7명이 더 내고 있어요.", "더 내고 있어요"),
        ("tr", "İnsanların %80'i fazla ödüyor.", "Fazla ödüyor"),
        ("zh", "80%的人都睡不好。", "都睡不好"),
        ("en", "A third of the food ends up in the bin.", "Of the food ends up in the bin"),
    ],
)
def test_what_is_said_of_a_share_begins_with_a_word_and_has_its_end(language, text, headline):
    assert middle(text, language=language)[1].headline == headline


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ko", "10명 중 7명이 더 내고 있어요.", "person-standing"),
        ("de", "Jeder Dritte zahlt für ein Handy.", "person-standing"),
        ("de", "Jede fünfte Wohnung steht leer.", "house"),
    ],
)
def test_a_share_is_drawn_in_people_or_in_what_it_is_of(language, text, name):
    assert [thing.name for thing in middle(text, language=language)[1].objects] == [name]
