//! Words that open French sentences, and so tell a break from a name.

use crate::text::chars::{is_apostrophe, is_capital, next, run_after};

/// Articles that are also part of names: `F. Le Drian`, `M. de La Tour`.
const PARTICLES: &[&str] = &["le", "la", "de", "du", "des", "van", "von", "el", "al"];

/// Elided words, without their apostrophe.
const ELIDED: &[&str] = &[
    "l", "d", "c", "j", "s", "n", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quelqu",
];

/// Function words and the participles with which news sentences like to begin.
const STARTERS: &[&str] = &[
    "le",
    "la",
    "les",
    "un",
    "une",
    "du",
    "de",
    "des",
    "ce",
    "cet",
    "cette",
    "ces",
    "ceux",
    "celle",
    "celui",
    "celles",
    "il",
    "elle",
    "ils",
    "elles",
    "on",
    "nous",
    "vous",
    "je",
    "tu",
    "ça",
    "cela",
    "ceci",
    "mais",
    "or",
    "donc",
    "et",
    "ou",
    "ni",
    "puis",
    "alors",
    "ainsi",
    "aussi",
    "enfin",
    "ensuite",
    "cependant",
    "toutefois",
    "pourtant",
    "néanmoins",
    "dans",
    "en",
    "sur",
    "sous",
    "par",
    "pour",
    "avec",
    "sans",
    "selon",
    "depuis",
    "après",
    "avant",
    "pendant",
    "lors",
    "lorsque",
    "quand",
    "si",
    "comme",
    "parce",
    "que",
    "qui",
    "quel",
    "quelle",
    "quels",
    "quelles",
    "quoi",
    "où",
    "comment",
    "pourquoi",
    "combien",
    "son",
    "sa",
    "ses",
    "leur",
    "leurs",
    "mon",
    "ma",
    "mes",
    "notre",
    "nos",
    "votre",
    "vos",
    "tous",
    "tout",
    "toute",
    "toutes",
    "chaque",
    "plusieurs",
    "certains",
    "certaines",
    "aucun",
    "aucune",
    "à",
    "a",
    "au",
    "aux",
    "face",
    "malgré",
    "grâce",
    "outre",
    "entre",
    "vers",
    "chez",
    "contre",
    "dès",
    "ici",
    "là",
    "voilà",
    "voici",
    "pas",
    "plus",
    "moins",
    "très",
    "trop",
    "bien",
    "déjà",
    "même",
    "autre",
    "autant",
    "afin",
    "car",
    "bref",
    "hier",
    "aujourd",
    "demain",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "invité",
    "invitée",
    "interrogé",
    "interrogée",
    "contacté",
    "contactée",
    "parmi",
    "seul",
    "seule",
    "quant",
    "quelques",
    "beaucoup",
    "peu",
    "difficile",
    "impossible",
    "résultat",
    "y",
    "nul",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "non",
    "oui",
    "ah",
    "oh",
    "bravo",
    "merci",
];

/// How sure it is that a capitalised word opens a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// A word that hardly ever continues a name.
    Sure,
    /// An article that might be part of a name.
    Particle,
    /// Any other word.
    Unknown,
}

/// What the word at `position` is as the first of a sentence.
pub(super) fn opening(text: &str, position: usize) -> Opening {
    let word = run_after(text, position, char::is_alphabetic);
    if !word.starts_with(is_capital) {
        return Opening::Unknown;
    }
    let lower = word.to_lowercase();
    let elided = next(text, position + word.len()).is_some_and(is_apostrophe);
    if elided {
        let known = ELIDED.contains(&lower.as_str()) || lower == "aujourd";
        return if known {
            Opening::Sure
        } else {
            Opening::Unknown
        };
    }
    if PARTICLES.contains(&lower.as_str()) {
        Opening::Particle
    } else if STARTERS.contains(&lower.as_str()) {
        Opening::Sure
    } else {
        Opening::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_open_sentences() {
        assert_eq!(opening("Selon lui", 0), Opening::Sure);
        assert_eq!(opening("L’ACE", 0), Opening::Sure);
        assert_eq!(opening("Le Pen", 0), Opening::Particle);
        assert_eq!(opening("Dupont", 0), Opening::Unknown);
        assert_eq!(opening("selon lui", 0), Opening::Unknown);
        assert_eq!(opening("", 0), Opening::Unknown);
    }
}
