"""The small words by which a phrase is told from a clause, by language.

``dangling`` words cannot end a headline: articles, prepositions, conjunctions, possessives, titles.
``opening`` words end a clause only where the language puts its verb last. ``subordinators`` begin a clause
that is no sentence of its own. ``coordinators`` join two main clauses. ``verbs`` are frequent finite verbs;
where a language has none here, a clause is recognised by its signs only.
"""

# Letters of other alphabets look like Latin ones.
# ruff: noqa: RUF001

from dataclasses import dataclass
from functools import cache


def listed(words: str) -> frozenset[str]:
    """The words of a line as a set."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseWords:
    """The small words of one language, in lower case."""

    dangling: frozenset[str]
    opening: frozenset[str]
    subordinators: frozenset[str]
    coordinators: frozenset[str]
    verbs: frozenset[str]


_TITLES = "dr mr mrs ms prof st mt sr sra srta dott sig mme mlle hr fr herr frau señor señora vs nr"

# Words that may end a sentence, but not a piece that is cut out of one.
LEADING = listed(
    "compared how why what more most some any no just even only quite really so when where until since "
    "before after around these those another first other new big many much ever never always still already "
    "plus moins más menos più meno mais mehr meer daha więcej lebih"
)

_ENGLISH = {
    "dangling": "a an the and or but nor of to in on at by for with from about into onto upon over under "
    "between among through during without within against toward towards across behind beyond beside "
    "besides despite except near like than as if because although though unless while whereas that which "
    "who whom whose my your his its our their very is are was were be am been being has have had do does "
    "did will would can could should may might must shall not i we they he she every each per via until "
    "roughly almost nearly approximately around such i'm you're they're we're it's he's she's there's i've "
    "you've we've they've don't doesn't didn't isn't aren't wasn't weren't can't won't",
    "subordinators": "if because although though unless while whereas whenever wherever when since until "
    "before after once as whether that which who whom whose where",
    "coordinators": "and but or so yet nor because which while although though whereas unless until who "
    "where since if when before after",
    "verbs": "end ends ended is are was were am be isn't aren't wasn't weren't has have had hasn't haven't "
    "hadn't do does did don't doesn't didn't can can't cannot could couldn't will won't would wouldn't "
    "should shouldn't may might must shall it's he's she's that's there's here's what's who's i'm you're "
    "we're they're i've you've we've they've i'll you'll he'll she'll it'll we'll they'll i'd you'd let's "
    "get gets got make makes made take takes took go goes went come comes came see sees saw know knows "
    "knew think thinks thought want wants give gives gave find finds found tell tells told become becomes "
    "became leave leaves left feel feels felt put puts bring brings brought begin begins began keep keeps "
    "kept hold holds held write writes wrote stand stands stood hear hears heard let lets mean means meant "
    "set sets meet meets met run runs ran pay pays paid sit sits sat speak speaks spoke lie lies lay led "
    "read reads grow grows grew lose loses lost fall falls fell send sends sent build builds built "
    "understand understands understood draw draws drew break breaks broke spend spends spent cuts rise "
    "rises rose drive drives drove buy buys bought wear wears wore choose chooses chose eat eats ate drink "
    "drinks drank sleep sleeps slept win wins won teach teaches taught catch catches caught fight fights "
    "fought throw throws threw sell sells sold wake wakes woke say says said need needs try tries ask asks "
    "work works seem seems help helps show shows play plays move moves live lives believe believes happen "
    "happens use uses start starts stop stops turn turns call calls love loves cost costs look looks add "
    "adds open opens walk walks remember remembers consider appear appears create creates change changes "
    "watch watches follow follows learn learns save saves taste tastes mix mixes pour pours grind grinds "
    "heat heats press presses wait waits click clicks share shares subscribe check checks avoid avoids "
    "boost boosts reduce reduces increase increases cause causes kill kills burn burns imagine imagined "
    "notice noticed guess discover discovers enjoy enjoys hate hates finish finishes push pushes pull "
    "pulls pick picks drop drops cover covers fix fixes invest invests realize realizes wonder wonders "
    "claim claims smell smells continue continues allow allows decide decides suggest suggests expect "
    "expects replace replaces repeat repeats return returns travels carry carries visit visits collect "
    "collects connect connects destroy destroys develop develops escape escapes explore explores fills "
    "float floats invent invents join joins jump jumps laugh laughs listen listens miss misses own owns "
    "pass passes raise raises reach reaches remove removes rotate rotates skip skips slow slows snap snaps "
    "solve solves spin spins stay stays stir stirs strike struck talk talks touch touches treat treats "
    "trust trusts warn warns unlock unlocks protect protects improve improves prove proves survive "
    "survives lasts contain contains include includes require requires produce produces explain explains "
    "die dies hit hits beat beats shut shuts swim swims fly flies flew sing sings sang weigh weighs hide "
    "hides hid steal steals stole melt melts freeze freezes froze shrink shrinks shrank sink sinks sank "
    "crack cracks earn earns doubles triples wash washes cook cooks bake bakes train trains lift lifts "
    "hurt hurts matter matters depend depends remains",
}
_GERMAN = {
    "dangling": "der die das den dem des ein eine einen einem einer eines und oder aber denn sondern im ins "
    "am ans beim von vom zu zum zur für über gegen ohne zwischen seit während wegen trotz laut gemäß statt "
    "außerhalb innerhalb hinter neben bis als wie dass weil wenn ob obwohl damit mein meine dein deine "
    "sein seine ihr ihre unser unsere euer sehr etwa rund knapp circa ca jeder jede jedes kein keine "
    "dieser diese dieses ich du er wir mir dir ihm uns euch mich dich sich",
    "opening": "in an auf aus bei mit nach unter um durch vor ist sind war hat haben wird kann darf muss "
    "soll will",
    "subordinators": "dass weil wenn ob obwohl damit während bevor nachdem seitdem sobald solange falls "
    "sodass indem",
    "coordinators": "und oder aber denn sondern doch dass weil wenn ob obwohl damit während bevor nachdem "
    "sodass indem",
    "verbs": "ist sind war waren bin bist seid hat haben hatte hatten habe hast wird werden wurde wurden "
    "kann können konnte konnten muss müssen musste will wollen wollte soll sollen sollte darf dürfen mag "
    "möchte gibt gab geht ging kommt kam macht machen machte sagt sagte nimm nimmt nahm steht stand liegt "
    "lag bleibt blieb zeigt zeigte weiß wissen wusste sieht sah findet fand hält hielt lässt ließ braucht "
    "brauchen brauchte trinkt trinken schläft schlafen isst essen läuft lief hilft half kostet kosten "
    "wiegt bringt brachte beginnt begann heißt fällt fiel mach geh trink iss probier stell leg hör lies "
    "denk schau",
}
_FRENCH = {
    "dangling": "au-dessus au-dessous autour jusqu'à le la les l' un une des du de d' et ou mais donc or ni "
    "car à au aux en dans sur sous par pour avec sans vers chez entre depuis pendant avant après contre "
    "comme que qu' qui dont où quand si parce lorsque puisque quoi mon ma mes ton ta tes son sa ses notre "
    "nos votre vos leur leurs ce cet cette ces très est sont était a ont environ presque chaque ne je tu "
    "il elle on nous vous ils elles se",
    "subordinators": "si s'il s'ils quand lorsque parce puisque comme que qui dont où quoique bien afin pour "
    "avant après pendant dès tandis",
    "coordinators": "et ou mais donc or ni car parce puisque alors quand si lorsque afin tandis",
    "verbs": "est sont était étaient suis es sommes êtes a ont avait avaient ai as avons avez c'est n'est "
    "peut peuvent pouvait peux doit doivent devait dois fait font faisait faut va vont allait vais dit "
    "disent veut veulent voit voient sait savent vient viennent prend prennent met mettent devient "
    "deviennent rend donne donnent trouve trouvent reste restent commence coûte coûtent aide aident marche "
    "montre existe permet suffit boit boivent dort mange bois mets fais prenez faites mettez essayez "
    "évitez arrêtez regardez",
}
_SPANISH = {
    "dangling": "el la los las lo un una unos unas y e o u pero sino ni de del a al en con sin por para "
    "sobre entre hasta desde hacia según contra durante mediante que quien cuyo donde cuando si porque "
    "como aunque mientras mi mis tu tus su sus nuestro nuestra este esta estos estas muy es son era está "
    "están fue ha han no casi cada se",
    "subordinators": "si cuando porque aunque mientras que quien cuyo donde como para después antes",
    "coordinators": "y e o u pero sino porque aunque mientras cuando si que así",
    "verbs": "es son era eran soy eres somos fue fueron está están estaba estaban estoy ha han había he "
    "hemos hay tiene tienen tenía tengo tuvo puede pueden podía puedo debe deben hace hacen hacía hizo va "
    "van iba voy dice dicen dijo quiere quieren ve ven sabe saben viene vienen da dan pone ponen sale "
    "salen llega llegan cuesta cuestan funciona necesita necesitas necesitan ayuda bebe duerme come "
    "empieza deja dejan sirve cambia pesa gana pierde toma haz pon prueba evita mira usa",
}
_ITALIAN = {
    "dangling": "il lo la i gli le l' un uno una un' e ed o ma però né di del dello della dei degli delle a "
    "al allo alla ai agli alle da dal dalla dai in nel nella nei con su sul sulla per tra fra senza verso "
    "che chi cui dove quando se perché come mentre mio mia tuo tua suo sua nostro nostra questo questa "
    "questi molto è sono era ha hanno non quasi circa ogni si",
    "subordinators": "se quando perché che chi cui dove mentre come poiché benché affinché dopo prima",
    "coordinators": "e ed o ma però né perché quindi mentre quando se che così",
    "verbs": "è sono era erano sei siamo fu c'è ha hanno aveva avevano ho hai può possono poteva deve "
    "devono fa fanno faceva fece va vanno dice dicono disse vuole vogliono vede sa sanno viene vengono dà "
    "danno mette resta rimane costa costano funziona serve servono aiuta beve dorme mangia comincia cambia "
    "pesa prova evita guarda usa prendi metti fai",
}
_PORTUGUESE = {
    "dangling": "o a os as um uma uns umas e ou mas nem de do da dos das em no na nos nas com sem por pelo "
    "pela para sobre entre até desde contra durante que quem cujo onde quando se porque como embora "
    "enquanto meu minha teu seu sua nosso nossa este esta esse essa muito é são era está estão foi não "
    "quase cada ao à",
    "subordinators": "se quando porque embora enquanto que quem cujo onde como depois antes",
    "coordinators": "e ou mas nem porque embora enquanto quando se que então",
    "verbs": "é são era eram sou somos foi foram está estão estava estou há tem têm tinha tenho teve pode "
    "podem podia posso deve devem faz fazem fazia fez vai vão ia vou diz dizem disse quer querem vê sabe "
    "sabem vem vêm dá dão põe fica ficam custa custam funciona precisa precisam ajuda bebe dorme come "
    "começa deixa serve muda pesa ganha perde experimente evite use faça tome",
}
_DUTCH = {
    "dangling": "de het een en of maar want van naar met zonder tussen tot sinds tijdens als dat die omdat "
    "terwijl hoewel zodat toen wanneer mijn jouw je zijn haar ons onze hun heel zeer ongeveer bijna elke "
    "elk dit deze ik",
    "opening": "in op aan bij mee voor door over onder tegen uit is was heeft wordt kan",
    "subordinators": "als dat omdat terwijl hoewel zodat toen wanneer voordat nadat zodra zolang tenzij",
    "coordinators": "en of maar want dus omdat terwijl hoewel zodat als wanneer dat voordat nadat zolang",
    "verbs": "is zijn was waren ben bent heeft hebben had hadden heb hebt wordt worden werd werden kan "
    "kunnen kon moet moeten moest wil willen wilde mag gaat gaan ging komt komen kwam maakt maken maakte "
    "zegt zei ziet zag weet wist staat stond ligt blijft geeft gaf vindt vond krijgt houdt laat kost "
    "kosten helpt drinkt slaapt eet begint loopt drink neem doe maak zet probeer kijk",
}
_OTHERS = {
    "pl": {
        "dangling": "i a ale lub albo oraz w we z ze na do od o u przy po pod nad przed za przez dla bez "
        "między jak że który która które gdy jeśli bo ponieważ żeby aby mój moja twój twoja jego jej nasz "
        "ich bardzo jest są był nie około prawie każdy ten ta to",
        "subordinators": "że gdy jeśli bo ponieważ żeby aby kiedy chociaż choć niż który która które",
        "coordinators": "i a ale lub albo więc bo ponieważ że żeby gdy jeśli",
    },
    "tr": {
        "dangling": "ve veya ama fakat ile için gibi kadar çünkü ki bir bu şu o her çok en de da yaklaşık",
        "subordinators": "eğer çünkü",
        "coordinators": "ve veya ama fakat çünkü",
    },
    "sv": {
        "dangling": "en ett den det de och eller men för av på i med till från om under över vid mot utan "
        "mellan som att när medan eftersom innan efter sedan min mitt din sin vår mycket är var har inte "
        "ungefär nästan varje denna",
        "subordinators": "om när medan eftersom att innan efter som fast",
        "coordinators": "och eller men så för eftersom att när om medan",
    },
    "da": {
        "dangling": "en et den det de og eller men for af på i med til fra om under over ved mod uden "
        "mellem som at når mens fordi før efter siden min mit din sin vores meget er var har ikke cirka "
        "næsten hver",
        "subordinators": "hvis når mens fordi at før efter som",
        "coordinators": "og eller men så for fordi at når hvis mens",
    },
    "nb": {
        "dangling": "en et ei den det de og eller men for av på i med til fra om under over ved mot uten "
        "mellom som at når mens fordi før etter siden min mitt din sin vår veldig er var har ikke omtrent "
        "nesten hver",
        "subordinators": "hvis når mens fordi at før etter som",
        "coordinators": "og eller men så for fordi at når hvis mens",
    },
    "ru": {
        "dangling": "и а но или в во на с со к ко у о об от до из за под над при про без для через между "
        "что чтобы если когда потому который которая как не мой моя твой его её наш их очень около почти "
        "каждый",
        "subordinators": "если когда где куда потому что чтобы хотя пока прежде который которая которые "
        "поскольку",
        "coordinators": "и а но или потому поэтому что чтобы если когда хотя",
    },
    "uk": {
        "dangling": "і й та а але або в у на з із до від по за під над при про без для через між що щоб "
        "якщо коли бо який яка як не мій моя твій його її наш їх дуже майже кожен",
        "subordinators": "якщо коли де куди що щоб хоча поки який яка які оскільки",
        "coordinators": "і й та а але або бо тому що щоб якщо коли хоча",
    },
    "ar": {
        "dangling": "من في على إلى عن مع و أو أن إن لكن ثم التي الذي الذين كل هذا هذه ذلك قبل بعد بين حتى "
        "لأن إذا عندما لا لم لن ما قد",
        "subordinators": "إذا عندما لأن حتى قبل بعد التي الذي بينما لو",
        "coordinators": "و أو لكن ثم لأن",
    },
    "hi": {
        "dangling": "और या लेकिन कि का के की में से को पर ने तक लिए एक यह वह ये वे अगर जब क्योंकि बहुत हर जो लगभग",
        "subordinators": "अगर यदि जब क्योंकि जो हालांकि चाहे ताकि",
        "coordinators": "और या लेकिन क्योंकि तो कि",
    },
    "ko": {"dangling": "그리고 하지만 그러나 또는 및 그 이 약", "subordinators": "만약", "coordinators": ""},
    "id": {
        "dangling": "dan atau tapi tetapi di ke dari pada dengan untuk oleh tentang yang bahwa karena jika "
        "kalau ketika saat sebelum setelah seperti sangat sekitar hampir setiap para sebuah seorang tidak",
        "subordinators": "jika kalau ketika karena bahwa sebelum setelah meskipun asalkan yang",
        "coordinators": "dan atau tapi tetapi karena sehingga jadi",
    },
    "vi": {
        "dangling": "và hoặc nhưng của cho với trong trên dưới từ đến để vì nếu khi mà rằng một các những "
        "mỗi rất khoảng gần là không",
        "subordinators": "nếu khi vì mặc mà rằng",
        "coordinators": "và hoặc nhưng vì nên",
    },
    "el": {
        "dangling": "ο η το οι τα του της των τον την τις τους και ή αλλά σε στο στη στην στον στα με από "
        "για χωρίς προς που ότι αν όταν γιατί επειδή να θα δεν πολύ πιο ένας μια ένα κάθε",
        "subordinators": "αν όταν επειδή που ότι ενώ αφού πριν μόλις",
        "coordinators": "και ή αλλά όμως γιατί επειδή",
    },
}
_TABLES = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "nl": _DUTCH,
    **_OTHERS,
    "no": _OTHERS["nb"],
}


@cache
def of(language: str) -> ClauseWords:
    """The small words of a language tag; of English without one; only titles for an unknown language."""
    own = _TABLES.get(language.lower().split("-")[0] or "en", {})
    return ClauseWords(
        dangling=listed(f"{own.get('dangling', '')} {_TITLES}"),
        opening=listed(own.get("opening", "")),
        subordinators=listed(own.get("subordinators", "")),
        coordinators=listed(own.get("coordinators", "")),
        verbs=listed(own.get("verbs", "")),
    )
