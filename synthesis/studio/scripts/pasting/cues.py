"""The words by which scripts mark what is seen, heard and spoken, in the languages of our users."""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

import re


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


SCENE = (
    r"scenes?|szene|escena|sc[eè]ne|scena|cena|scène|sahne|sc[eé]na|сцена|кадр|مشهد|المشهد|दृश्य|シーン|"
    r"場面|场景|"
    r"場景|镜头|鏡頭|장면|cảnh|adegan|σκηνή|shot|slide|"
    r"plan(?=\s?\d)|toma(?=\s?\d)"
)

# Labels of what the picture shows.
SEEN = _any(
    rf"(?:{SCENE})(?:\s?#?\d{{1,3}})?",
    r"visuals?(?: ideas?| notes?| description)?|video|b-?\s?rolls?|broll|images?|pictures?|photos?|footage|"
    r"stock footage|clips?|camera|camera angle|angle|cut to|on[- ]?screen(?: text)?|text on[- ]?screen|"
    r"text overlay|overlay|super|graphics?|animation|screen|thumbnail|location|background",
    r"bild|visuell|einblendung|kamera|aufnahme|imagen|vídeo|plano|cámara|texto en pantalla|visuel|image|"
    r"caméra|texte à l'écran|immagine|inquadratura|testo a schermo|imagem|câmera|texto na tela|beeld|"
    r"beeldtekst|obraz|ujęcie|görsel|görüntü|видео|картинка|изображение|на экране|الصورة|المرئيات|映像|"
    r"画面|画像|"
    r"テロップ|字幕|画面文字|图像|圖像|화면|영상|자막|hình ảnh|gambar",
)

# Labels of what is heard besides the voice, and of facts about the script.
HEARD = _any(
    r"music|background music|bgm|sfx|sound|sounds|sound effects?|sound fx|pause|beat|duration|length|"
    r"runtime|tone|mood|hashtags?|target audience|platform|transition|aspect ratio",
    r"musik|ton|geräusch|dauer|música|sonido|duración|musique|durée|musica|suono|durata|som|duração|muziek|"
    r"geluid|duur|muzyka|dźwięk|czas trwania|müzik|ses efekti|süre|музыка|звук|длительность|موسيقى|संगीत|"
    r"音楽|効果音|音乐|音樂|音效|음악|효과음",
)

# Labels of who speaks.
SPEAKER = _any(
    r"narrator|narration|narrated|host|co-?host|vo|v\.?\s?o\.?|voice[- ]?overs?|voice|speaker(?:\s?\d{1,2}|"
    r"\s[a-z])?|presenter|announcer|interviewer|guest|anchor|audio|dialogue|spoken|narrator \d|me|person "
    r"\d|man|woman|girl|boy",
    r"sprecher(?:in)?|erzähler(?:in)?|moderator(?:in)?|stimme|off|off-stimme|narrador(?:a)?|locutor(?:a)?|"
    r"presentador(?:a)?|voz(?: en off)?|narrat(?:eur|rice)|voix(?: ?off)?|présentat(?:eur|rice)|"
    r"animat(?:eur|rice)|narrat(?:ore|rice)|voce(?: fuori campo| narrante)?|presentat(?:ore|rice)|"
    r"conduttore|apresentador(?:a)?|locução|verteller|presentator|voice-?over|lektor(?:ka)?|prowadzący|"
    r"narratorka|anlatıcı|sunucu|dış ses|berättare|speaker|värd|fortæller|forteller|рассказчик|диктор|"
    r"ведущий|ведущая|голос(?: за кадром)?|закадровый голос|الراوي|المعلق|المذيع|المقدم|वाचक|कथावाचक|"
    r"सूत्रधार|ナレーター|ナレーション|司会|話者|旁白|解说|解說|主持人|讲述者|내레이션|내레이터|"
    r"나레이션|나레이터|진행자|người dẫn|narasi|pembawa acara|"
    r"αφηγητής",
)

# Names of a column with what is spoken.
LINES = _any(
    r"text|lines?|script|spoken text|voiceover script|words|says|sprechertext|texto|texte|testo|"
    r"台词|セリフ|대사"
)

# Names of the parts of a script.
PART = _any(
    r"hook|the hook|intro|introduction|opening|opener|outro|closing|conclusion|ending|end|cta|"
    r"call[- ]to[- ]action|body|main (?:content|points?|body|part)|setup|set-up|payoff|twist|climax|script|"
    r"full script|voiceover script|beat \d|part \d|section \d|line \d",
    r"einleitung|einstieg|aufhänger|hauptteil|schluss|fazit|gancho|introducción|cuerpo|cierre|conclusión|"
    r"accroche|introduction|développement|chute|aggancio|introduzione|corpo|conclusione|gancho|introdução|"
    r"corpo|conclusão|haak|inleiding|slot|haczyk|wstęp|zakończenie|giriş|gelişme|sonuç|kanca|крючок|"
    r"хук|призыв(?: к действию)?|вступление|заключение|フック|導入|本編|まとめ|開場|"
    r"开场|开头|正文|结尾|結尾|도입|본론|마무리|المقدمة|الخاتمة",
)
SCRIPT = _any(
    r"(?:(?:video|short|reel|tiktok|youtube(?: shorts?)?|voice-?over)\s)*(?:script|transcript)|skript|"
    r"drehbuch|guion|guión|scénario|copione|roteiro|scenario|scenariusz|senaryo|сценарий|台本|脚本|腳本|"
    r"대본"
)

# Names of the parts of an argument. In a script whose parts have names, they stand above what is spoken.
BEAT = _any(
    r"problem|solution|agitat(?:e|ion)|proof|example|result|benefits?|lesson|context|stakes|story|tip|value|"
    r"the (?:problem|solution|proof|result|lesson|story)|lösung|beispiel|solución|problema|solução|"
    r"problème|проблема|решение|sorun|çözüm|rozwiązanie|问题|解决|"
    r"문제|해결|समस्या|समाधान|المشكلة|الحل"
)

# Capitalised labels that belong to the text.
KEPT = _any(
    r"myth|fact|reality|truth|tip|step|note|warning|pros?|cons?|before|after|then|now|problem|solution|"
    r"question|answer|q|a|day|week|rule|reason|number|lesson|example|result|bonus|wrong|right|bad|good|"
    r"don'?t|do|old|new|first|second|third|the .*|mythos|fakt|falsch|richtig|früher|heute|vorher|nachher|"
    r"mito|realidad|mythe|réalité|feit|(?:tip|step|rule|reason|number|day|fact|lesson|mistake|week|"
    r"part)\s.*"
)

# How a line is spoken, and pauses.
MANNER = _any(
    r"(?:(?:a|long|short|brief|dramatic|slight|tiny|big|quick|small|1|2|3|one|two|"
    r"three)[\s-]+)*(?:second[s]?\s)?(?:pause[sd]?|beat|silence|breath|breathe[s]?|"
    r"stop)(?:\s(?:for\s)?\d+(?:\.\d+)?\s?(?:s|sec|seconds?|ms))?(?:\sfor (?:effect|emphasis))?",
    r"laugh(?:s|ing|ter)?|sighs?|chuckl(?:es|ing)|smil(?:es|ing)|gasps?|whisper(?:s|ing)?|shout(?:s|ing)?|"
    r"excited(?:ly)?|seriously|serious|calm(?:ly)?|softly|slowly|fast|quickly|angr(?:y|ily)|sad(?:ly)?|"
    r"happ(?:y|ily)|sarcastic(?:ally)?|clears throat|deadpan|cheerful(?:ly)?|energetic(?:ally)?|nods?|"
    r"winks?|shrugs?|applause|crying|v\.?o\.?|o\.?s\.?|cont'?d|continued|off-?screen|to camera|"
    r"emphasi[sz]e[ds]?|sic|inaudible|(?:(?:upbeat|soft|dramatic|background|intro|outro|epic|tense|"
    r"calm)\s)*music(?:\s.{0,30})?|(?:sfx|sound(?: effects?)?|music|bgm)\s?[:\-].*|sound of .*|whoosh|ding|"
    r"boom|drum ?roll",
    r"(?:kurze|lange)?\s?pause|stille|lacht|seufzt|flüstert|musik|pausa(?: (?:corta|larga|breve|lunga|"
    r"longa))?|silencio|ríe|risas|música|(?:courte|longue)?\s?pause|silence|rires?|rit|musique|silenzio|"
    r"ride|risate|musica|silêncio|risos|pauze|stilte|lacht|muziek|pauza|cisza|śmiech|muzyka|duraklama|es|"
    r"sessizlik|güler|müzik|paus|tystnad|skratt|taukopause|tauko|пауза|тишина|смеётся|смех|музыка|توقف|"
    r"وقفة|صمت|يضحك|موسيقى|विराम|मौन|हंसी|संगीत|間|ポーズ|沈黙|笑|笑い|音楽|停顿|停頓|暂停|暫停|沉默|"
    r"笑声|笑聲|音乐|音樂|잠시|멈춤|일시정지|침묵|"
    r"웃음|음악|tạm dừng|jeda",
)
# A picture or a movement of the camera, in round brackets.
CAMERA = _any(
    r"(?:visuals?|video|b-?rolls?|shots?|images?|footage|on[- ]?screen(?: text)?|text on[- ]?screen|text "
    r"overlay|graphics?|animation|scene(?:\s\d+)?|bild|visuel|imagen|immagine|imagem|beeld|画面|映像|"
    r"화면)\s?[:\uff1a\-\u2013]",
    r"(?:cut|cuts|cutting|fade|fades|zoom|zooms|zooming|pan|pans|panning|switch|jump cut|"
    r"transition)\s(?:to|in|out|on|into)\b",
    r"(?:camera|close[- ]?up|wide shot|b-?roll|aerial|drone shot|montage|slow motion|time-?lapse|split "
    r"screen)\b",
    r"(?:show|shows|showing|insert|shot of|footage of|image of|picture of|clip of|video of|points? at|"
    r"points? to|holds? up)\s",
)
