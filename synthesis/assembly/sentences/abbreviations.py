"""Abbreviations and first words of sentences, by language.

A full stop after an abbreviation ends a sentence or not, depending on the kind:

- ``never``: something always follows ("Dr.", "e.g.").
- ``numbered``: a number follows, otherwise it is a word ("No. 5", "No.").
- ``sometimes``: it ends a sentence only if a typical first word of a sentence follows ("in the U.S. They …").
- ``often``: it ends a sentence if a capital letter follows ("and so on, etc. Next …").
"""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """The abbreviations of a language in lower case without their last full stop, and its first words."""

    never: frozenset[str] = field(default_factory=frozenset)
    numbered: frozenset[str] = field(default_factory=frozenset)
    sometimes: frozenset[str] = field(default_factory=frozenset)
    often: frozenset[str] = field(default_factory=frozenset)
    openers: frozenset[str] = field(default_factory=frozenset)
    # Endings of compounds that a number follows ("Goethestr. 5").
    numbered_endings: tuple[str, ...] = ()
    # The language writes an ordinal as a number with a full stop ("3. Mai").
    has_dotted_ordinals: bool = False


# Abbreviations that many languages with Latin letters share.
_SHARED = {
    "never": "dr prof mr mrs ms st vs mt capt gen lt col sgt maj rev hon gov sen pres ing",
    "numbered": "no nr nos vol fig chap ch pp art sec par abs ca approx",
    "sometimes": "jr sr inc ltd co corp bros ph.d m.d b.a m.a u.s u.k u.n e.u d.c u.s.a",
    "often": "etc a.m p.m",
}

_ENGLISH = {
    "never": "messrs mmes e.g i.e eg ie cf al viz esp incl resp dept univ assn supt atty asst adm cpl cmdr "
    "pvt brig a.k.a vs v mx fr approx",
    "numbered": "p para eq ed vers ver jan feb mar apr jun jul aug sep sept oct nov dec",
    "sometimes": "tues thurs hr hrs min mins sec secs yr yrs wk wks lb lbs oz ft kg km cm mph tsp tbsp "
    "govt intl natl hwy blvd ave rd esq",
    "often": "am pm b.c a.d b.c.e c.e",
    "openers": "the this that these those here there it its he his she her they their we our you your i my "
    "a an in on at but and so or if when while because since after before now then once until what why how "
    "who where which whose is are was were do does did don't doesn't didn't can could will would should "
    "let's let no not nobody nothing everyone everything most many some all every each both one two three "
    "for from with as by to it's he's she's they're we're you're i'm i've that's there's here's what's "
    "next today tomorrow yesterday yet still also although though however instead just only even maybe "
    "please stop try take make get go think imagine meet first firstly second secondly third thirdly finally "
    "lastly",
}
_GERMAN = {
    "never": "hr fr frl hrn dipl z.b z.bsp bzw d.h u.a v.a s.o s.u i.d.r i.d vgl sog zzgl inkl exkl evtl "
    "ggf mind bspw geb gest lt ggü o.ä. u.u a.d i.a st str mag med jur phil rer nat dr.-ing o.g d.j m.e "
    "u.z i.e.s",
    "numbered": "s kap bd abb tab ziff jan feb febr mrz apr jun jul aug sept okt nov dez zirka art",
    "sometimes": "std sek min max mio mrd tsd u.s.w e.v o.ä u.ä a.g g.m.b.h n.chr v.chr n.chr chr uhr",
    "often": "usw usf",
    "openers": "der die das ein eine einer ich du er sie es wir ihr man und aber oder denn doch dann danach "
    "jetzt heute morgen hier da dort so wenn weil als nach vor seit mit ohne in im am an auf bei für von "
    "zu was wer wie wo warum wann welche welcher welches kein keine nicht nur auch noch schon jede jeder "
    "jedes alle viele manche diese dieser dieses mein meine dein deine sein seine unser unsere ihre "
    "probier nimm mach stell denk erstens zweitens drittens viertens schließlich",
    "ordinals": "yes",
}
_FRENCH = {
    "never": "m mm mme mmes mlle mlles me mgr pr p.ex env cf c.-à-d càd st ste bd av boul vol éd",
    "numbered": "n p janv févr avr juil sept oct nov déc art chap fig",
    "sometimes": "s.a s.n.c.f j.-c ex tél",
    "often": "",
    "openers": "le la les l'un un une des il elle ils elles on je j'ai tu nous vous ce c'est cette ces cela "
    "ça et mais ou donc or car puis alors ensuite maintenant aujourd'hui ici là si quand parce que qui "
    "quoi comment pourquoi où après avant depuis dans en sur avec sans pour par chez à au aux tout tous "
    "toute chaque aucun rien pas ne même mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs "
    "voici voilà premièrement deuxièmement troisièmement enfin d'abord",
}
_SPANISH = {
    "never": "ee ff jj sr sra srta sres d dña dª dra lic ing arq gral cap tte ud uds vd vds p.ej ej pág. av "
    "avda sto sta fray excmo ilmo hno",
    "numbered": "n.º núm nº pág págs art cap tel ene feb abr ago sept oct nov dic",
    "sometimes": "s.a ee.uu uu a.c d.c s.l admón cía aprox",
    "often": "",
    "openers": "el la los las un una unos unas él ella ellos yo tú nosotros usted esto este esta eso ese "
    "esa y pero o entonces luego después antes ahora hoy aquí allí si cuando porque como que qué quién "
    "cómo por dónde cuándo cuál en con sin para de desde hasta a al no ni nada nadie todo todos cada "
    "muchos algunos mi tu su nuestro es son hay primero segundo tercero finalmente",
}
_ITALIAN = {
    "never": "sig sig.ra sig.na sigg dott dott.ssa prof.ssa avv ing arch geom rag on egr gent p.es es "
    "ecc.mo c.d cfr s ss v.le p.zza",
    "numbered": "n nn pag pagg art cap tel gen feb mar apr mag giu lug ago set ott nov dic",
    "sometimes": "s.p.a s.r.l a.c d.c",
    "often": "ecc",
    "openers": "il lo la i gli le un uno una io tu lui lei noi voi loro questo questa questi quello quella "
    "e ma o però allora poi dopo prima adesso ora oggi qui lì se quando perché come che chi cosa dove in "
    "con senza per di da dal a al non niente nessuno tutto tutti ogni molti alcuni mio mia tuo tua suo sua "
    "nostro è sono c'è ci",
}
_PORTUGUESE = {
    "never": "sr sra srta srs d dra eng exmo exma p.ex av r pça",
    "numbered": "n nº pág págs art cap tel jan fev mar abr mai jun jul ago set out nov dez",
    "sometimes": "s.a ex ltda cia a.c d.c e.u.a aprox",
    "often": "",
    "openers": "o a os as um uma ele ela eles elas eu tu você vocês nós isso isto este esta esse essa e mas "
    "ou então depois antes agora hoje aqui lá se quando porque como que quem onde qual em no na com sem "
    "para por de do da desde até ao não nada ninguém tudo todos cada muitos alguns meu minha seu sua nosso "
    "é são há",
}
_DUTCH = {
    "never": "dhr mevr mw drs ir mr ds bijv bv d.w.z o.a m.a.w t.a.v i.v.m t.o.v a.u.b z.o.z incl excl evt "
    "resp o.l.v m.b.t n.a.v i.p.v t.w st",
    "numbered": "blz p hfst jan feb mrt apr jun jul aug sept okt nov dec",
    "sometimes": "n.v b.v v.chr n.chr min max",
    "often": "enz e.d",
    "openers": "de het een hij zij ze wij we jij je u ik dit dat deze die en maar of dus dan daarna nu "
    "vandaag hier daar er als toen omdat want na voor sinds met zonder in op bij aan van naar wat wie hoe "
    "waar waarom wanneer welke geen niet niets niemand alles iedereen elke veel sommige mijn jouw zijn "
    "haar ons onze hun",
}
_POLISH = {
    "never": "p np tzn tj m.in prof hab inż mgr lek św ul al os pl bł ks płk kpt gen por ppłk mjr red ww tzw",
    "numbered": "nr str s rys tab tel ok r art ust pkt",
    "sometimes": "im godz min sek tys mln mld zł gr w n.e p.n.e sp z.o.o",
    "often": "itd itp",
    "openers": "to ten ta te ci on ona ono oni one ja ty my wy jest są i a ale lub więc potem teraz dziś tu "
    "tam jeśli gdy kiedy bo ponieważ po przed od do w we na z ze bez dla o co kto jak gdzie dlaczego nie "
    "nic nikt wszystko każdy wiele",
    "ordinals": "yes",
}
_NORDIC = {
    "never": "t.ex bl.a d.v.s dvs s.k f.eks f.x inkl exkl hr frk st kl ca o.d pga p.g.a ev evt jf jfr resp "
    "tlf",
    "numbered": "nr s sid kap fig jan feb mar apr jun jul aug sep sept okt nov dec des",
    "sometimes": "a.s f.kr e.kr milj mio",
    "often": "osv m.m m.fl etc",
    "openers": "det den de en ett et jag jeg du han hon hun vi ni i dere man och og men eller så då når när "
    "om som vad hva hvad vem hvem hur hvordan hvor var där der här her efter etter innan før med utan uden "
    "uten på av till til från fra inte ikke ingen ingenting alla alle allt alt varje många mange min din "
    "sin vår",
}
_FINNISH = {
    "never": "esim mm ts ns tri prof toim n",
    "numbered": "s nro klo kpl luku kuva",
    "sometimes": "eaa jaa min t",
    "often": "jne yms ym",
    "openers": "se ne tämä tuo hän he minä sinä me te ja mutta tai jos kun koska nyt sitten täällä siellä "
    "mitä kuka miten miksi missä ei kaikki jokainen moni",
    "ordinals": "yes",
}
_CZECH = {
    "never": "např tj tzv mj p pí sl ing mgr bc mudr judr rndr phdr doc gen plk sv ul nám resp popř cca tzn "
    "napr",
    "numbered": "č str obr tab tel odst s",
    "sometimes": "hod min tis mil mld kč n.l př.n.l s.r.o",
    "often": "atd apod aj",
    "openers": "to ten ta ti on ona ono oni já ty my vy je jsou a ale nebo tak pak teď dnes tady tam jestli "
    "když protože po před od do v ve na s se z bez pro co kdo jak kde proč ne nic nikdo všechno každý čo "
    "kto ako prečo nie",
    "ordinals": "yes",
}
_HUNGARIAN = {
    "never": "pl ún ill kb dr id ifj özv szt gr",
    "numbered": "sz o old évf",
    "sometimes": "kft rt bt i.e i.sz u",
    "often": "stb",
    "openers": "a az ez egy ő ők én te mi ti és de vagy ha mert most aztán itt ott mit ki hogyan hol miért "
    "nem minden sok",
    "ordinals": "yes",
}
_TURKISH = {
    "never": "sn doç yrd uzm örn bkz hz mah cad sok apt alb yzb müh öğr gör bn",
    "numbered": "s sf no tel çev",
    "sometimes": "av a.ş ltd şti m.ö m.s t.c dk sn sa yy",
    "often": "vb vs vd",
    "openers": "bu şu o ben sen biz siz onlar bir ve ama fakat veya sonra şimdi bugün burada orada eğer "
    "çünkü ne kim nasıl nerede neden niye her hiç hiçbir tüm bütün çok bazı",
    "ordinals": "yes",
}
_ROMANIAN = {
    "never": "dl dna d-na d-l dvs prof ing sf str bd ex p.ex",
    "numbered": "nr pag art cap tel",
    "sometimes": "s.a s.r.l î.hr d.hr",
    "often": "etc ș.a",
    "openers": "el ea ei ele eu tu noi voi acest această și dar sau apoi acum azi aici acolo dacă când "
    "pentru ce cine cum unde de nu nimic nimeni toate fiecare o un",
}
_RUSSIAN = {
    "never": "г-н г-жа т.е т.к т.н напр проф акад ул пр пл д кв о св гр т тов см ср пос обл р-н п",
    "numbered": "стр с рис табл гл тел ок № ст",
    "sometimes": "им г гг в вв тыс млн млрд руб коп мин сек ч н.э кг км м",
    "often": "т.д т.п др",
    "openers": "это этот эта эти он она оно они я ты мы вы и а но или потом теперь сейчас сегодня здесь там "
    "если когда потому после до от с без для в на по что кто как где почему не ничего никто все всё каждый "
    "многие то так у за",
}
_UKRAINIAN = {
    "never": "п т.зв тобто ім вул проф акад див напр о св м",
    "numbered": "стор с рис табл розд тел",
    "sometimes": "р рр ст тис млн млрд грн хв год",
    "often": "т.д т.п ін",
    "openers": "це цей ця ці він вона воно вони я ти ми ви і а але або потім тепер зараз сьогодні тут там "
    "якщо коли бо після до від з без для в у на по що хто як де чому не нічого ніхто все кожен",
}
_GREEK = {
    "never": "κ κα κος δρ π.χ δηλ βλ πρβλ αγ καθ",
    "numbered": "σελ αρ κεφ εικ",
    "sometimes": "μ.χ ε.ε μ.μ π.μ η.π.α λ.χ χιλ εκ",
    "often": "κ.λπ κλπ κ.ά",
    "openers": "ο η το οι τα αυτό αυτός αυτή εγώ εσύ εμείς και αλλά ή όμως μετά τώρα σήμερα εδώ εκεί αν "
    "όταν γιατί επειδή τι ποιος πώς πού δεν κάθε όλα όλοι πολλοί στο στη στην για με από σε",
}
_HINDI = {
    "never": "डॉ श्री श्रीमती प्रो पं कु सु मो रु",
    "numbered": "  ई.पू ईसं",
    "sometimes": "ई.पू ई",
    "openers": "",
}
_INDONESIAN = {
    "never": "bpk sdr drs ir hj h ny tn prof kh jl jln a.n mis yth",
    "numbered": "no hlm hal tel",
    "sometimes": "s.d pt cv m",
    "often": "dll dsb dst",
    "openers": "ini itu dia mereka saya aku kami kita kamu anda dan tapi tetapi atau lalu kemudian sekarang "
    "di ke dari jika kalau karena apa siapa bagaimana mengapa tidak semua setiap banyak",
}
_VIETNAMESE = {
    "never": "tp ths ts gs pgs bs ks q p tx vd",
    "numbered": "tr",
    "sometimes": "tcn scn",
    "often": "v.v",
    "openers": "nó họ tôi bạn chúng đó đây và nhưng hoặc rồi sau bây hôm nếu khi vì cái gì ai sao không mọi "
    "nhiều một",
}

_TABLES = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "nl": _DUTCH,
    "pl": _POLISH,
    "sv": _NORDIC,
    "da": {**_NORDIC, "ordinals": "yes"},
    "nb": {**_NORDIC, "ordinals": "yes"},
    "no": {**_NORDIC, "ordinals": "yes"},
    "fi": _FINNISH,
    "cs": _CZECH,
    "sk": _CZECH,
    "hu": _HUNGARIAN,
    "tr": _TURKISH,
    "ro": _ROMANIAN,
    "ru": _RUSSIAN,
    "uk": _UKRAINIAN,
    "el": _GREEK,
    "hi": _HINDI,
    "id": _INDONESIAN,
    "vi": _VIETNAMESE,
}
_ORDINALS_ONLY = frozenset({"hr", "sl", "sr", "et", "lv", "is", "bs", "fo"})


@cache
def of(language: str) -> Abbreviations:
    """The abbreviations of a language tag. Without a tag, those of English."""
    primary = language.lower().split("-")[0] or "en"
    own = _TABLES.get(primary, {})
    # A language's own kind wins: "vs." means "and so on" in Turkish.
    kinds = {kind: frozenset(own.get(kind, "").split()) for kind in _SHARED}
    listed = frozenset().union(*kinds.values())
    shared = {kind: frozenset(words.split()) - listed for kind, words in _SHARED.items()}
    return Abbreviations(
        **{kind: kinds[kind] | shared[kind] for kind in _SHARED},
        openers=frozenset(own.get("openers", "").split()),
        numbered_endings=("str",) if primary == "de" else (),
        has_dotted_ordinals="ordinals" in own or primary in _ORDINALS_ONLY,
    )
