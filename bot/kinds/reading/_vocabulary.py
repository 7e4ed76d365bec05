"""The words by which people vote, French and English, without accents and in small letters."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\S+", text))


NUMBERS = {
    word: number
    for number, words in enumerate(
        [
            *("zero", "un une one", "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven"),
            *("huit eight", "neuf nine", "dix ten", "onze eleven", "douze twelve", "treize thirteen"),
            *("quatorze fourteen", "quinze fifteen", "seize sixteen", "dixsept seventeen", "dixhuit eighteen"),
            *("dixneuf nineteen", "vingt twenty"),
        ]
    )
    for word in words.split()
}
"""Whole numbers in words, to 20."""

ORDINALS = {
    word: number
    for number, words in enumerate(
        [
            *("premier premiere first", "deuxieme second seconde", "troisieme third", "quatrieme fourth"),
            *("cinquieme fifth", "sixieme sixth", "septieme seventh", "huitieme eighth", "neuvieme ninth"),
            "dixieme tenth",
        ],
        start=1,
    )
    for word in words.split()
}
"""Places in words, to the tenth."""

LAST = _words("dernier derniere last")

STRONG = _words(
    "vote votes voterai voterais voterai choisis choisirais choix dirais dirai dis prends prendrais opte opterais "
    "mets mettrais mettrai donne donnerais donnerai note reponse option numero penche disons choose pick picked choice "
    "say said go going went voting rate rating give giving score answer number opt"
)
"""Words with which somebody says that what follows is their answer."""

FILLERS = STRONG | _words(
    "je j moi me m mon ma mes pour la le l les ce c est sera serait ca plutot alors bon ben bah euh heu hm hmm hum ok "
    "okay donc et voila bonjour bonsoir salut coucou hello hi hey dear tous toutes tout toute monde everybody everyone "
    "all a i id d ll ve am my would will should with for the it its is s be that would well so um uh then rather "
    "definitely certainly clearly probablement probably surement sans hesiter doute part avis selon moi vais "
    "va ira irai irais suis pense crois think guess believe que qu celle celui ici here rang image ne n y merci "
    "thanks thank you please svp stp vraiment really evidemment absolument carrement franchement honnetement "
    "personnellement personally ma mien mienne mine number n° of course bien sur to me perso idem aussi too also "
    "surtout enfin simplement juste just only simply seulement"
) - {"sur"}
"""Words that may stand around an answer and change nothing."""

NEGATIONS = _words(
    "pas ni sauf jamais aucun aucune rien contre not never neither nor none except without against non no nope nan plus"
)

DENIALS = NEGATIONS - {"plus"} | _words("sans nothing nobody personne nulle no")
"""Words that turn a sentence into its contrary."""

REFUSALS = {
    **dict.fromkeys(("aucun", "aucune"), "aucun"),
    **{word: word for word in ("rien", "none", "neither", "nothing")},
}
"""Words with which a choice begins that refuses all the others, each with the one it counts as."""

REFUSED = _words("them those these ca cela c deux two 2 rien tout")
"""Words that may follow one of them and change nothing."""

VAGUE = _words(
    "peutetre maybe perhaps possibly environ about around roughly presque almost nearly quasi autour vers entre "
    "between moins more less than min max minimum maximum hesite hesitais hesiterais hesitate hesitating torn "
    "unsure peu pres plus ou or from de voire sinon genre au at"
)
"""Words that make a number uncertain."""

HESITATION = _words("hesite hesitais hesiterais hesitate hesitating torn partage partagee")

CORRECTIONS = _words("non no finalement plutot actually rather wait pardon oups oops sorry edit correction enfin nan")

LISTS = _words("et and & puis ainsi")
CONCLUSIONS = _words("donc so")

ALTERNATIVES = _words("ou or voire a to soit")

BECAUSE = _words("parce parceque parcequ pcq car puisque because cause cos since")

REASONS = BECAUSE | _words("comme mais but vu sinon je j moi c i as et and meme si if")
"""Words with which a reason begins, directly after an answer."""

REASONS_WITH = {word: _words("moi me ma mon nous us my now sure que eviter") for word in ("pour", "for")}
"""Words that begin a reason only before one of these."""

CLOSERS = _words(
    "please svp stp merci thanks evidemment definitely clearly clairement franchement absolument points point "
    "pts forcement then du coup bravo voila really vraiment sure"
) | _words("sans hesiter hesitation aucune doute bien sur of course")

STOPS = FILLERS | _words(
    "un une des de du d au aux dans par on an at in by to from this these those il elle ils elles se son sa ses leur "
    "leurs your our their of"
)
"""Words by which no choice is told from another."""

WEAK = _words("pendant during when quand depuis des from since avant before apres after start they")
"""Words that tell a choice apart only together with others."""

SAME = {
    "ouais": "oui",
    "ouep": "oui",
    "ouaip": "oui",
    "yep": "yes",
    "yeah": "yes",
    "yup": "yes",
    "nan": "non",
    "nope": "no",
}
"""Words that are read as another one where that one is in a choice's label."""

PICTURES = _words(
    "image img ecran maquette version visuel photo dessin planche screen picture mockup pic screenshot capture numero "
    "number n"
)
"""What the images of a mockup are called before their number."""
