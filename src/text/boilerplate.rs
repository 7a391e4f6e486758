//! What a site adds to its articles: teasers, credits, dates, buttons, notices.
//!
//! Every rule looks at one sentence in small letters, with straight apostrophes and without the
//! signs in front of it.

mod phrases;

use phrases::{BEGINNINGS, LABELS, PHRASES, TEASERS, WHOLE};

use super::chars::{is_apostrophe, is_capital, run_before};
use super::segment::{has_final_stop, is_signature};
use super::words::{count_words, words};

/// A sentence with more words than this is never a site's own.
const MAX_WORDS: usize = 45;

/// The most words of a line that begins like a button.
const BUTTON: usize = 8;

/// What a site adds to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Furniture {
    /// The announcement of another article: all of its line is.
    Teaser,
    /// A credit, a date, a button, a notice.
    Other,
}

/// Whether a sentence is the site's own and not the article's, and of what sort.
pub(super) fn furniture(sentence: &str) -> Option<Furniture> {
    let sentence = sentence.trim();
    let line = fold(sentence);
    let count = count_words(&line);
    if count == 0 {
        return Some(Furniture::Other);
    }
    if count > MAX_WORDS {
        return None;
    }
    let begins = |phrases: &[&str]| phrases.iter().any(|phrase| begins_with(&line, phrase));
    if begins(TEASERS) {
        return Some(Furniture::Teaser);
    }
    let bare = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let other = WHOLE.contains(&bare)
        || begins(BEGINNINGS)
        || PHRASES.iter().any(|phrase| line.contains(phrase))
        || (!has_final_stop(sentence) && is_label(sentence, &line, count));
    other.then_some(Furniture::Other)
}

/// The sorts of furniture that never have a final stop.
fn is_label(sentence: &str, line: &str, count: usize) -> bool {
    LABELS.iter().any(|label| begins_with(line, label))
        || (count <= BUTTON
            && (is_count(line) || is_byline(sentence) || is_date(line) || is_dateline(sentence)))
        || is_glued_credit(sentence)
        || is_caption(sentence)
        || is_signature(sentence)
}

/// Small letters, straight apostrophes, plain spaces; signs in front taken off.
fn fold(sentence: &str) -> String {
    let kept = sentence
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '©' | '('))
        .trim_end();
    let folded = kept
        .chars()
        .take(MAX_WORDS * 12)
        .flat_map(char::to_lowercase);
    folded
        .map(|c| match c {
            c if is_apostrophe(c) => '\'',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// Whether a line begins with a phrase that ends there at a word's end.
fn begins_with(line: &str, phrase: &str) -> bool {
    line.strip_prefix(phrase).is_some_and(|rest| {
        !phrase.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    })
}

/// `12 commentaires`, `3 min de lecture`, `1,2 k partages`.
fn is_count(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let rest = line
        .trim_start_matches(|c: char| c.is_numeric() || matches!(c, ' ' | ',' | '.' | '+' | 'k'));
    let counted = [
        "commentaire",
        "comment",
        "réaction",
        "partage",
        "vue",
        "min de lecture",
        "minutes de lecture",
        "j'aime",
        "like",
    ];
    rest.len() < line.len()
        && counted.iter().any(|noun| {
            rest.strip_prefix(noun)
                .is_some_and(|s| s.is_empty() || s == "s")
        })
}

/// `Par Jeanne Martin`, `Par Jeanne Martin et Paul Petit, envoyé spécial à Nice`.
fn is_byline(sentence: &str) -> bool {
    let Some(names) = sentence
        .strip_prefix("Par ")
        .or_else(|| sentence.strip_prefix("par "))
    else {
        return false;
    };
    let names = names
        .split([',', '|', '-', '–', '—'])
        .next()
        .unwrap_or_default();
    let mut words = names
        .split_whitespace()
        .filter(|word| !matches!(*word, "et" | "avec" | "de" | "la" | "le"));
    words.all(|word| word.starts_with(is_capital))
}

const MONTHS: &[&str] = &[
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A line that is only a date and an hour: `Le 3 mai 2023 à 10h30`, `12/05/2023 - 18:20`.
fn is_date(line: &str) -> bool {
    let days = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "le", "à", "h",
        "min", "er", "et",
    ];
    let mut digits = false;
    let mut month = line.matches('/').count() == 2 || line.matches('-').count() >= 2;
    let only = words(line).all(|word| {
        let number = word.chars().any(char::is_numeric)
            && word.chars().filter(|c| c.is_alphabetic()).count() <= 2;
        digits |= number;
        month |= MONTHS.contains(&word);
        number || days.contains(&word) || MONTHS.contains(&word)
    });
    only && digits && month
}

/// `Paris, le 3 mai 2023`: a place and a date on a line of their own.
fn is_dateline(sentence: &str) -> bool {
    let Some((place, date)) = sentence.split_once(',') else {
        return false;
    };
    place.starts_with(is_capital) && count_words(place) <= 3 && is_date(&fold(date))
}

/// `… un lapin sauvé des eaux (vidéo)par Ma Chaîne`: an embedded video's title and credit.
fn is_glued_credit(sentence: &str) -> bool {
    sentence.match_indices("par ").any(|(at, _)| {
        let left = &sentence[..at];
        let closed = left.ends_with([')', '»', '?', '!', '.'])
            || (left.ends_with('"') && !left.ends_with(" \"") && at > 1);
        let glued = closed || swallows_par(&sentence[..at + 3]);
        let credit = &sentence[at + 4..];
        glued && count_words(credit) <= 5 && !has_final_stop(credit)
    })
}

/// Whether a text ends in a word to which `par` was glued: `un film attendupar`.
pub(super) fn swallows_par(text: &str) -> bool {
    let word = text
        .strip_suffix("par")
        .map(|left| run_before(left, left.len(), char::is_alphabetic));
    word.is_some_and(|word| {
        word.chars().count() >= if word.starts_with(is_capital) { 4 } else { 2 }
    })
}

/// A caption that ends in its credit: `Le siège de l’ACE. © DR`, `Une salle de cinéma / AFP`.
fn is_caption(sentence: &str) -> bool {
    let credited = |sign: &str| {
        sentence
            .rsplit_once(sign)
            .is_some_and(|(_, credit)| count_words(credit) <= 6 && !has_final_stop(credit))
    };
    let agency = [
        "AFP", "Reuters", "REUTERS", "DR", "MaxPPP", "MAXPPP", "SIPA", "Sipa", "AP",
    ];
    let slashed = || {
        sentence
            .rsplit_once(['/', '|', '–', '—'])
            .is_some_and(|(left, credit)| {
                left.ends_with(' ') && agency.contains(&credit.trim().trim_end_matches(')'))
            })
    };
    credited("©") || credited("(Photo ") || credited("(photo ") || credited("Photo :") || slashed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sites_own_sentences() {
        for line in [
            "Lire aussi : Le blocage du site confirmé en appel",
            "► À lire également",
            "Publié le 3 mai 2023 à 10h12",
            "Par Jeanne Martin",
            "Crédit photo : J. Martin",
            "© AFP",
            "© 2023 Le Quotidien. Tous droits réservés.",
            "Partager sur WhatsApp",
            "12 commentaires",
            "Un lapin sauvé des eaux (vidéo)par Ma Chaîne",
            "Le siège de la société, à Lyon. © DR",
            "Paris, le 3 mai 2023",
            "12/05/2023 - 18:20",
            "***",
        ] {
            assert!(furniture(line).is_some(), "{line}");
        }
    }

    #[test]
    fn an_articles_sentences() {
        for line in [
            "Publiée hier, l’étude confirme la baisse du piratage.",
            "Par Toutatis, le site a encore fermé.",
            "Le 3 mai 2023, le site a fermé.",
            "Les cookies sont des petits gâteaux, mais aussi des fichiers.",
            "Selon l’AFP, le site a fermé.",
            "Partager un compte sera bientôt payant.",
            "Suivez bien le raisonnement du juge.",
            "Publié le 3 mai au Journal officiel, le décret entre en vigueur.",
            "Pour aller plus loin, le ministre propose une loi.",
            "En partenariat avec les salles, le festival baisse ses prix.",
            "Le 3 mai 2023.",
        ] {
            assert!(furniture(line).is_none(), "{line}");
        }
    }
}
