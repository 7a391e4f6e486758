#!/usr/bin/env python3
"""Writes `tests/fixtures/evaluate/rouge.jsonl`: French pairs with the scores of Python's rouge-score.

    python3 -m venv .venv && .venv/bin/pip install rouge-score==0.1.2
    .venv/bin/python scripts/make_rouge_fixture.py

A line holds `candidate`, `reference`, and for each variant of tokens (`ascii`: that of rouge-score,
without stemming; `unicode`: lower-case, NFC, runs of letters, digits and marks) the precision, recall
and F1 of rouge1, rouge2 and rougeL. The texts were written for this purpose.
"""

import json
import unicodedata
from importlib.metadata import version
from pathlib import Path

from rouge_score.rouge_scorer import RougeScorer

OUT = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "evaluate" / "rouge.jsonl"
TYPES = ["rouge1", "rouge2", "rougeL"]

PAIRS = [
    ("", ""),
    ("", "Le conseil municipal a voté le budget."),
    ("Le conseil municipal a voté le budget.", ""),
    ("… — !", "« ? »"),
    ("Oui.", "Oui."),
    ("Oui.", "Non."),
    ("é", "è"),
    ("à", "A"),
    ("Le maire démissionne.", "Le maire démissionne."),
    ("LE MAIRE DÉMISSIONNE", "le maire démissionne"),
    ("Le De\u0301partement ferme deux colle\u0300ges.", "Le Département ferme deux collèges."),
    ("Le maire de Besançon démissionne.", "La maire de Besancon a démissionné."),
    ("non non non non", "non, c'est non"),
    ("L’été, l’eau manque ; l'hiver, elle déborde.", "L'eau manque l'été et déborde l'hiver."),
    ("250.000 abonnés en 2023, contre 1,5 million en 2019.", "Le site avait 1,5 million d'abonnés en 2019, 250 000 en 2023."),
    ("Porte-à-porte, c'est-à-dire sans rendez-vous.", "Du porte à porte, sans rendez vous, c'est à dire à l'improviste."),
    ("Un œuf de poule coûte 0,32 €.", "L'oeuf coûte 32 centimes."),
    ("Straße, señor, naïveté, cœur, ÿ.", "STRASSE SENOR NAIVETE COEUR Y"),
    ("Le tram\n\ncircule\tà nouveau.", "Le tram circule à nouveau."),
    ("nom_de_fichier.txt a été supprimé", "Le fichier nom de fichier txt a été supprimé"),
    ("Le pont rouvrira lundi. Les travaux ont duré trois mois.", "Les travaux ont duré trois mois. Le pont rouvrira lundi."),
    ("Trois sites de streaming ont fermé après une plainte des studios.", "Une plainte des studios a fait fermer trois sites de streaming, dont le plus ancien."),
    ("La grève continue dans les crèches de la ville, où une section sur deux reste fermée.", "Une section de crèche sur deux est fermée : la grève continue."),
    ("Le festival affiche complet pour la première fois depuis dix ans.", "Pour la première fois depuis dix ans, le festival est complet."),
    ("La rivière est sortie de son lit dans la nuit.", "Aucun rapport avec ce résumé."),
    ("Les pompiers ont maîtrisé l'incendie vers 4 h 30, sans faire de blessé.", "L'incendie, maîtrisé vers quatre heures et demie, n'a fait aucun blessé."),
    ("Le loup a été aperçu deux fois cette semaine près du village, selon l'éleveur, qui a perdu six brebis.", "Un éleveur qui a perdu six brebis dit avoir aperçu le loup deux fois près du village."),
    ("Le musée prête douze tableaux à Gand.", "Douze toiles quittent le musée pour Gand, où elles resteront jusqu'au printemps prochain, avant de revenir dans une salle rénovée dont l'éclairage a été entièrement repensé."),
    ("Le lycée testera la semaine de quatre jours et demi à la rentrée, après un vote serré du conseil d'administration où les parents se sont abstenus, ce que regrette le proviseur, qui espérait leur appui.", "Le lycée passe à quatre jours et demi."),
    ("A a a b b c", "a b c a b c"),
    ("1 2 3 4 5 6 7 8 9 10", "10 9 8 7 6 5 4 3 2 1"),
    ("Emoji 🙂 dans l’article 🙂🙂", "emoji dans l'article"),
    ("Prix : 12 %, soit +3 points (cf. rapport n° 7).", "12 % soit 3 points de plus, rapport no 7"),
    ("« Nous n'avons rien reçu », déplore l'association, « ni lettre ni appel ».", "L'association déplore n'avoir reçu « ni lettre ni appel »."),
    ("Élisabeth, Aïcha, Noël et François iront à Saint-Étienne.", "François et Noël iront à Saint-Étienne avec Aïcha et Élisabeth."),
    ("La fréquentation des bibliothèques a bondi de 18 % depuis la gratuité. Le maire veut l'étendre aux piscines.", "Depuis qu'elles sont gratuites, les bibliothèques sont plus fréquentées (+ 18 %). Les piscines pourraient suivre, dit le maire."),
    ("Selon la préfecture, 1.200 personnes ont défilé ; selon les syndicats, 3.000.", "Entre 1.200 et 3.000 personnes ont défilé, selon les sources."),
    ("La centrale solaire alimentera 4.000 foyers. Elle occupe une ancienne carrière. Les riverains, consultés en 2021, l'ont approuvée.", "Approuvée par les riverains en 2021, la centrale solaire installée dans une ancienne carrière alimentera 4.000 foyers."),
    ("Le train de nuit reliant Paris à Aurillac sera de retour en décembre, avec une voiture-couchette de plus et un service de petit-déjeuner, a annoncé mardi la compagnie. Les billets seront en vente dès octobre. Les usagers demandaient ce retour depuis la suppression de la ligne, il y a vingt ans ; leur collectif salue une victoire, mais s'inquiète des horaires d'arrivée, jugés trop matinaux.", "Supprimé il y a vingt ans, le train de nuit entre Paris et Aurillac revient en décembre. Le collectif des usagers salue une victoire mais juge les horaires d'arrivée trop matinaux."),
    ("tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard tôt tard", "tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard tard tôt tôt tard"),
]


class UnicodeTokenizer:
    """Lower-case, NFC, maximal runs of letters, digits and marks that do not begin with a mark."""

    def tokenize(self, text):
        kinds = {"L", "N", "M"}
        text = unicodedata.normalize("NFC", text.lower())
        spaced = "".join(c if unicodedata.category(c)[0] in kinds else " " for c in text)
        return [word for word in spaced.split() if not unicodedata.category(word[0]).startswith("M")]


def main():
    assert version("rouge-score") == "0.1.2", "the fixture is that of rouge-score 0.1.2"
    scorers = {
        "ascii": RougeScorer(TYPES, use_stemmer=False),
        "unicode": RougeScorer(TYPES, tokenizer=UnicodeTokenizer()),
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with OUT.open("w", encoding="utf-8") as out:
        for candidate, reference in PAIRS:
            row = {"candidate": candidate, "reference": reference}
            for name, scorer in scorers.items():
                scores = scorer.score(reference, candidate)
                row[name] = {kind: [float(x) for x in scores[kind]] for kind in TYPES}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(PAIRS)} pairs in {OUT}")


if __name__ == "__main__":
    main()
