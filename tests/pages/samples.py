"""Flashbacks made by hand: a rich French café, an English one, one of 29 workshops, an empty one, a hostile one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.digest.flashback import (
    CafeHead,
    ClosingWord,
    Counts,
    Coverage,
    Flashback,
    HomeFlashback,
    Homes,
    HomeWord,
    Method,
    NextStep,
    SharedLink,
    Stance,
    Thanks,
    Theme,
    Voice,
    WorkshopFlashback,
)
from bot.domain import ScriptWords, WorkshopWords

METHOD = Method("1.0.0", {"voices": 3})
OPENED, CLOSED = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 8, 19, tzinfo=UTC)


def flashback_of(
    title: str,
    language: str = "fr",
    counts: Counts | None = None,
    workshops: tuple[WorkshopFlashback, ...] = (),
    **parts: Any,
) -> Flashback:
    """A flashback with these parts and nothing else."""
    return Flashback(
        cafe=CafeHead("c1", title, language, OPENED, parts.pop("closed", CLOSED)),
        counts=counts or Counts(),
        workshops=workshops,
        voices=parts.pop("voices", ()),
        closing_words=parts.pop("closing_words", ()),
        links=parts.pop("links", ()),
        thanks=parts.pop("thanks", ()),
        next=parts.pop("next", ()),
        coverage=parts.pop("coverage", Coverage(0, 0, 0, 0)),
        method=METHOD,
        **parts,
    )


def workshop(key: str, title: str, kind: str = "question", **parts: Any) -> WorkshopFlashback:
    """A workshop with these parts and nothing else."""
    result: Mapping[str, Any] | None = parts.pop("result", {})
    return WorkshopFlashback(key, title, kind, parts.pop("counts", Counts(12, 1, 18, 25, 640)), result, **parts)  # type: ignore[arg-type]


NOTE = (
    "Nous ne pensions pas recevoir autant de souvenirs. Merci : la bibliothèque en garde une page, à l’entrée.\n"
    "On se retrouve en mai, pour parler du téléphone des parents."
)

FRENCH_WORDS = ScriptWords(
    title="Le premier téléphone",
    presentation=(
        "Un jour, un enfant demande un téléphone, et toute la maison se met à avoir un avis. Cette semaine, "
        "parlons-en tranquillement : quand, comment, pourquoi, et s’il en faut un."
    ),
    for_whom="Pour les parents, les grands-parents, les ados, et toute personne qui a été enfant.",
    guests=("Solène Kervadec, infirmière puéricultrice", "Marc Aubrun, conducteur de car scolaire"),
    picture_alt="Dessin : une table de cuisine avec une tasse fumante et deux téléphones.",
    workshops={
        "memory": WorkshopWords(
            "Le jour où la question s’est posée", "Racontez-nous un premier téléphone : qui l’a demandé ?"
        ),
        "time": WorkshopWords("Le bon moment", "À quel moment un enfant peut-il avoir un téléphone à lui ?"),
        "rules": WorkshopWords("Les règles qui tiennent", "Quelles règles marchent vraiment, chez vous ou ailleurs ?"),
        "far": WorkshopWords(
            "Jusqu’où regarder", "Donnez un chiffre de 0 à 10.", {}, "Jamais, c’est à lui", "Tout, tout le temps"
        ),
    },
)

_MEMORY = (
    Voice(
        "m1",
        "Vio",
        "Le mien avait huit ans et il a demandé un téléphone pour appeler sa grand-mère sans passer par moi.\n"
        "J’ai dit non. Je crois que j’étais jalouse.",
        14,
        "https://discord.com/channels/1/2/3",
    ),
    Voice(
        "m2", None, "Mon premier téléphone, je l’ai perdu dans le car au bout de deux jours. Le chauffeur l’a gardé.", 9
    ),
    Voice("m3", "Renard bleu", "On l’a acheté le jour où elle a raté le dernier bus. Pas par principe : par peur.", 6),
)

FRENCH = flashback_of(
    "Le premier téléphone",
    counts=Counts(31, 6, 142, 388, 9260),
    voices=(_MEMORY[0], Voice("t1", None, "Le bon moment, c’est quand on a le temps d’en parler.", 11), _MEMORY[2]),
    workshops=(
        workshop(
            "memory",
            "Le jour où la question s’est posée",
            voices=_MEMORY,
            counts=Counts(22, 1, 41, 120, 3100),
            note="C’est ici que la semaine a commencé.",
        ),
        workshop(
            "time",
            "Le bon moment",
            "poll",
            counts=Counts(28, 1, 19, 44, 1200),
            result={
                "options": [
                    {"id": "primary", "label": "Dès l’école primaire", "votes": 2},
                    {"id": "start", "label": "À l’entrée au collège", "votes": 11},
                    {"id": "during", "label": "Pendant le collège", "votes": 6},
                    {
                        "id": "later",
                        "label": "Pas avant le lycée, et encore, seulement si tout le monde est d’accord",
                        "votes": 0,
                    },
                    {"id": "depends", "label": "Ça dépend de l’enfant", "votes": 9},
                ],
                "voters": 28,
            },
            voices=(Voice("t1", None, "Le bon moment, c’est quand on a le temps d’en parler.", 11),),
        ),
        workshop(
            "rules",
            "Les règles qui tiennent",
            "brainstorm",
            counts=Counts(19, 1, 38, 131, 1900),
            result={
                "ideas": [
                    {
                        "posts": ["r1"],
                        "text": "Pas de téléphone à table. Parents compris.",
                        "author": "Vio",
                        "support": 17,
                    },
                    {
                        "posts": ["r2"],
                        "text": "Il dort dans la cuisine, avec les nôtres.",
                        "author": None,
                        "support": 12,
                    },
                    {
                        "posts": ["r3"],
                        "text": "On choisit les règles ensemble et on les relit à Noël.",
                        "author": "Malo",
                        "support": 7,
                    },
                    {"posts": ["r4"], "text": "Une heure par jour, au sablier.", "author": None, "support": 1},
                    {"posts": ["r5"], "text": "Aucune. Ça n’a pas tenu trois jours.", "author": None, "support": 0},
                ]
            },
            voices=(Voice("r1", "Vio", "Pas de téléphone à table. Parents compris.", 17),),
            agreements=(
                Stance("r1", "Vio", "Pas de téléphone à table. Parents compris.", 0.9, 17, 1),
                Stance("r2", None, "Il dort dans la cuisine, avec les nôtres.", 0.8, 12, 2),
            ),
            tensions=(Stance("r6", None, "Je lis ses messages, et il le sait.", 0.5, 8, 9),),
        ),
        workshop(
            "far",
            "Jusqu’où regarder",
            "scale",
            counts=Counts(26, 1, 12, 30, 800),
            result={
                "min": 0,
                "max": 10,
                "values": {"0": 3, "2": 2, "3": 5, "5": 6, "6": 1, "7": 4, "8": 3, "10": 2},
                "median": 5,
                "voters": 26,
            },
            voices=(Voice("f1", "Solène", "Regarder avec lui, oui. Regarder derrière lui, non.", 15),),
        ),
        workshop(
            "out",
            "Avec ou sans, qui reste dehors ?",
            counts=Counts(17, 1, 32, 63, 2260),
            voices=(
                Voice(
                    "o1",
                    None,
                    "Dans le car, ceux qui n’ont rien regardent par la fenêtre. Ce sont eux qui me parlent.",
                    13,
                ),
            ),
            themes=(
                Theme(
                    "groupe, classe",
                    ("groupe", "classe"),
                    ("o2",),
                    6,
                    (Voice("o2", "Malo", "Le groupe de la classe, c’est là que tout se décide.", 4),),
                ),
            ),
        ),
        workshop(
            "last",
            "Votre mot de la fin",
            "closing_word",
            voices=(Voice("c1", "Vio", "Je vais rappeler ma mère.", 5),),
            note="On les a affichés dans la salle, avec votre accord.",
        ),
    ),
    closing_words=(
        ClosingWord("c1", "Vio", "Je vais rappeler ma mère."),
        ClosingWord("c2", None, "Moins seule avec mes doutes."),
        ClosingWord("c3", "Renard bleu", "À Noël, on relit les règles."),
    ),
    links=(
        SharedLink("https://www.cnil.fr/fr/maitriser-mes-donnees", "Protéger les données des enfants", ("m1",)),
        SharedLink(
            "https://example.org/une-adresse/tres-longue/qui-ne-finit-pas?avec=des&parametres=oui", None, ("m2",)
        ),
    ),
    thanks=(Thanks("Solène", "helped"), Thanks("Camille", "reached")),
    next=(NextStep("Un café sur le téléphone des parents", ("o1",)),),
    coverage=Coverage(27, 31, 130, 142, ("r5", "r4")),
    note=NOTE,
)

ENGLISH = flashback_of(
    "What the river taught us",
    "en",
    counts=Counts(5, 2, 9, 12, 410),
    workshops=(
        workshop("w1", "A day by the water", voices=(Voice("p1", None, "We swam. It was cold. We stayed.", 3),)),
        workshop("w2", "Something sealed", "poll", result=None),
    ),
    coverage=Coverage(5, 5, 9, 9),
)

_QUESTIONS = (
    "Faut-il reconnaître le vote blanc ?",
    "Que proposez-vous pour améliorer l’intégration dans notre pays ?",
    "Quelles évolutions souhaitez-vous pour rendre la participation citoyenne plus active ?",
    "Y a-t-il des impôts qu’il faut à vos yeux baisser en priorité ?",
)
MANY = flashback_of(
    "Un grand débat",
    counts=Counts(118, 29, 693, 1204, 61_877),
    closed=datetime(2026, 5, 2, 19, tzinfo=UTC),
    workshops=tuple(
        workshop(
            f"w{n}",
            _QUESTIONS[n % 4],
            counts=Counts(n + 2, 1, (n * 37) % 71 + 4, n * 3, n * 300),
            voices=tuple(
                Voice(
                    f"v{n}-{k}",
                    None if k else f"p{n:03}",
                    f"Voix {n}.{k}. " + "Il faut en parler ensemble, longuement. " * (1 + 9 * (n % 3)),
                    k,
                )
                for k in range(3)
            ),
        )
        for n in range(29)
    ),
    coverage=Coverage(87, 118, 600, 693),
)

EMPTY = flashback_of("Un café sans personne", workshops=(workshop("w1", "La question", counts=Counts(0, 1, 0, 0, 0)),))

ALONE = flashback_of(
    "Seul au café",
    counts=Counts(1, 1, 1, 0, 3),
    workshops=(workshop("w1", "Alors ?", counts=Counts(1, 1, 1, 0, 3), voices=(Voice("p1", None, "Je suis là."),)),),
    voices=(Voice("p1", None, "Je suis là."),),
    coverage=Coverage(1, 1, 1, 1),
)

NASTY = (
    "<script>alert('x')</script> & <b>gras</b>",
    "@everyone @here <@123456> <@&9> <#7> @room",
    "a\u202eegassem\u202c \u2066b\u2069 \u200f",
    "x" * 5000,
    "👩‍👩‍👧‍👦 ❤️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "# titre\n- liste\n1. un\n> cité\n```code```\n| a | b |\n    quatre espaces",
    "\x1b[31mrouge\x1b[0m \x07 \x9b2J",
    '"><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %}',
    "https://evil.example/@everyone?<script>",
)
HOSTILE = flashback_of(
    NASTY[0],
    counts=Counts(9, 9, 9, 9, 9),
    workshops=tuple(
        workshop(
            f"w{n}",
            text,
            "poll" if n % 3 == 1 else "brainstorm",
            result={"options": [{"id": "a", "label": text, "votes": 3}], "voters": 3}
            if n % 3 == 1
            else {"ideas": [{"posts": [f"i{n}"], "text": text, "author": text, "support": 2}]},
            voices=(Voice(f"v{n}", text, text, 1, "javascript:alert(1)"), Voice(f"u{n}", None, text, 1)),
            agreements=(Stance(f"a{n}", text, text, 0.9, 3, 0),),
            tensions=(Stance(f"t{n}", text, text, 0.5, 3, 3),),
            note=text,
            themes=(Theme(text, (text,), (), 2, (Voice(f"h{n}", None, text, 0),)),),
        )
        for n, text in enumerate(NASTY)
    ),
    voices=tuple(Voice(f"b{n}", text, text, 1, "https://ok.example/\"onclick='x'") for n, text in enumerate(NASTY)),
    closing_words=tuple(ClosingWord(f"c{n}", None, text) for n, text in enumerate(NASTY)),
    links=(SharedLink("javascript:alert(1)", NASTY[0], ()), SharedLink(NASTY[8], None, ())),
    thanks=(Thanks(NASTY[1], "helped"),),
    next=(NextStep(NASTY[5], ()),),
    coverage=Coverage(9, 9, 9, 9, ("x",)),
    note="\n\n".join(NASTY),
    homes=Homes(
        tuple(HomeFlashback(text, 5, 6, 7, 8, (HomeWord(text, (5, 0)),)) for text in NASTY),
        tuple(HomeWord(text, (3, 3)) for text in NASTY),
    ),
)

SAMPLES = {"french": FRENCH, "english": ENGLISH, "many": MANY, "empty": EMPTY, "alone": ALONE, "hostile": HOSTILE}
