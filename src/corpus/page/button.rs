//! Lines that hold the buttons and badges of a comment.

use super::fold::tokens;

/// What a line of buttons says about the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Button {
    /// It stands at a comment's end: `Répondre`, `Signaler`.
    Closing,
    /// It may stand anywhere: `Abonné`, `Voir plus`, `En réponse à Jean`.
    Loose,
    /// Only a number, which beside other buttons counts votes.
    Number,
}

const CLOSING: [&str; 46] = [
    "repondre",
    "repondre a ce commentaire",
    "signaler",
    "signaler un abus",
    "signaler ce commentaire",
    "signaler ce message",
    "signaler le commentaire",
    "signaler un contenu",
    "signaler au moderateur",
    "signaler cet avis",
    "j aime",
    "j aime pas",
    "je n aime pas",
    "like",
    "likes",
    "dislike",
    "reply",
    "report",
    "share",
    "partager",
    "partager ce commentaire",
    "citer",
    "quote",
    "modifier",
    "supprimer",
    "editer",
    "edit",
    "delete",
    "alerter",
    "alerter la moderation",
    "alerter un moderateur",
    "alerter le moderateur",
    "recommander",
    "recommande",
    "voter",
    "vote",
    "votes",
    "abus",
    "permalien",
    "lien permanent",
    "permalink",
    "copier le lien",
    "traduire",
    "voir la traduction",
    "je recommande",
    "upvote",
];
const LOOSE: [&str; 47] = [
    "voir les",
    "afficher les",
    "masquer les",
    "voir plus",
    "afficher plus",
    "lire plus",
    "lire la suite",
    "voir la suite",
    "afficher la suite",
    "see more",
    "read more",
    "load more",
    "voir les reponses",
    "voir la reponse",
    "afficher les reponses",
    "afficher la reponse",
    "masquer les reponses",
    "masquer la reponse",
    "reponses",
    "reponse",
    "replies",
    "voir",
    "afficher",
    "masquer",
    "charger plus de commentaires",
    "voir plus de commentaires",
    "plus de commentaires",
    "afficher plus de commentaires",
    "voir les commentaires precedents",
    "commentaires precedents",
    "commentaires suivants",
    "commentaires plus anciens",
    "commentaires plus recents",
    "older comments",
    "newer comments",
    "les plus recents",
    "plus recents",
    "les plus anciens",
    "plus anciens",
    "les plus pertinents",
    "top fan",
    "super fan",
    "abonne",
    "abonnee",
    "membre",
    "moderateur",
    "suivre",
];
/// Phrases after which the rest of the line is a name or a choice.
const OPEN_ENDED: [&str; 7] = [
    "repondre a",
    "en reponse a",
    "reply to",
    "in reply to",
    "trier par",
    "trier les commentaires",
    "sort by",
];
const MAX_TOKENS: usize = 14;

/// What buttons the line holds, if it holds nothing else.
pub(super) fn button(line: &str) -> Option<Button> {
    if line.len() > 160 {
        return None;
    }
    let tokens = tokens(line);
    if tokens.len() > MAX_TOKENS {
        return None;
    }
    let hands = line.contains(['👍', '👎', '❤', '♥', '▲', '▼', '⬆', '⬇']);
    let number = |token: &str| token.bytes().all(|b| b.is_ascii_digit());
    if tokens.is_empty() {
        return (hands && line.chars().all(|c| !c.is_alphanumeric()) && line.contains(['▲', '▼']))
            .then_some(Button::Closing);
    }
    if tokens.iter().all(|token| number(token)) {
        let signs = line.contains(|c: char| !c.is_ascii_digit() && !c.is_whitespace());
        return if hands {
            Some(Button::Closing)
        } else {
            (!signs).then_some(Button::Number)
        };
    }
    let (mut at, mut closing, mut found) = (0, false, false);
    while at < tokens.len() {
        let rest = &tokens[at..];
        if OPEN_ENDED.iter().any(|phrase| starts(rest, phrase)) && rest.len() <= 7 {
            return Some(if closing {
                Button::Closing
            } else {
                Button::Loose
            });
        }
        let longest = |phrases: &[&str]| {
            let matching = phrases.iter().filter(|phrase| starts(rest, phrase));
            matching
                .map(|phrase| phrase.split(' ').count())
                .max()
                .unwrap_or(0)
        };
        let (close, loose) = (longest(&CLOSING), longest(&LOOSE));
        let taken = close.max(loose);
        if taken == 0 {
            let counted = at > 0 && number(&tokens[at - 1]);
            if number(&rest[0]) || is_age(&rest[0], counted) {
                at += 1;
                continue;
            }
            return None;
        }
        closing |= close >= loose;
        found = true;
        at += taken;
    }
    found.then_some(if closing {
        Button::Closing
    } else {
        Button::Loose
    })
}

/// `3h`, or `h` after a number, beside buttons.
fn is_age(token: &str, after_number: bool) -> bool {
    let unit = token.trim_start_matches(|c: char| c.is_ascii_digit());
    let units = ["h", "min", "j", "sem", "an", "ans"];
    units.contains(&unit) && (after_number || unit.len() < token.len())
}

fn starts(tokens: &[String], phrase: &str) -> bool {
    super::fold::begins(tokens, phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons() {
        for line in [
            "Répondre",
            "Signaler",
            "J’aime",
            "J'aime · Répondre · 3 h",
            "Signaler un abus",
            "Répondre Signaler Partager",
            "J’aime (3)",
            "3 J’aime",
            "Répondre | Signaler",
            "👍 3 👎 0",
        ] {
            assert_eq!(button(line), Some(Button::Closing), "{line}");
        }
        for line in [
            "En réponse à Jean_D",
            "Abonné",
            "Voir plus",
            "Afficher les 2 réponses",
            "2 réponses",
            "Trier par : les plus récents",
        ] {
            assert_eq!(button(line), Some(Button::Loose), "{line}");
        }
        assert_eq!(button("12"), Some(Button::Number));
        for line in [
            "+1",
            "Je réponds",
            "Répondre à côté, bravo les politiques de ce beau pays de m",
            "👍",
            "",
            "J’aime bien ce site",
            "Partager c’est bien",
            "Signaler ne sert à rien",
        ] {
            assert_eq!(button(line), None, "{line}");
        }
    }
}
