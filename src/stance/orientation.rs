//! Targets that deny something, and what they deny.

use std::borrow::Cow;

use super::{answers, own_words};

/// A target without its outer negation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oriented<'a> {
    /// What is left of the target.
    pub target: Cow<'a, str>,
    /// Whether being for the target means being against what is left of it.
    pub reversed: bool,
}

/// Beginnings after which a target says what it is against. Longer ones come first.
const DENIALS: [&str; 34] = [
    "on ne doit pas ",
    "on ne devrait pas ",
    "il ne faudrait pas ",
    "il ne faut pas ",
    "il ne faut plus ",
    "il ne faut jamais ",
    "mettre un terme à ",
    "mettre fin à ",
    "en finir avec ",
    "s'opposer à ",
    "cesser d'",
    "cesser de ",
    "arrêter d'",
    "arrêter de ",
    "éviter d'",
    "éviter de ",
    "refuser d'",
    "refuser de ",
    "refuser ",
    "renoncer à ",
    "non à ",
    "ne pas ",
    "ne plus ",
    "ne jamais ",
    "pas de ",
    "pas d'",
    "abolir ",
    "abandonner ",
    "abroger ",
    "annuler ",
    "rejeter ",
    "retirer ",
    "supprimer ",
    "contre ",
];

/// What may stand before such a beginning.
const OPENINGS: [&str; 8] = [
    "",
    "il faut ",
    "il faudrait ",
    "faut-il ",
    "faudrait-il ",
    "on doit ",
    "on devrait ",
    "doit-on ",
];

/// A verb that is denied within the target, and the same without the denial.
const WITHIN: [(&str, &str); 8] = [
    (" ne doit pas ", " doit "),
    (" ne doivent pas ", " doivent "),
    (" ne devrait pas ", " devrait "),
    (" ne devraient pas ", " devraient "),
    (" ne doit plus ", " doit "),
    (" ne doivent plus ", " doivent "),
    (" n'a pas à ", " doit "),
    (" n'ont pas à ", " doivent "),
];

impl<'a> Oriented<'a> {
    /// Takes off one negation that is said in so many words: "Ne pas fermer le port" is "Fermer le
    /// port" reversed, as are "Renoncer à fermer le port" and "Faut-il cesser de fermer le port ?".
    /// Other targets stay as they are, also those that are against something by their meaning ("Interdire
    /// la pêche", "Garder le port ouvert").
    pub fn new(target: &'a str) -> Self {
        // Typographic apostrophes are three bytes long, so that places are found in the original.
        let lower = |text: &str| text.replace('\u{2019}', "'").to_lowercase();
        let trimmed = target.trim_start();
        for opening in OPENINGS {
            let Some(rest) = strip(trimmed, opening, lower) else {
                continue;
            };
            let left = DENIALS.iter().find_map(|denial| strip(rest, denial, lower));
            if let Some(left) = left.filter(|left| left.chars().any(char::is_alphanumeric)) {
                return Self {
                    target: Cow::Owned(capitalised(left)),
                    reversed: true,
                };
            }
        }
        let plain = target.replace('\u{2019}', "'");
        let within = WITHIN.iter().find(|(denied, _)| plain.contains(denied));
        match within {
            Some((denied, said)) => Self {
                target: Cow::Owned(plain.replacen(denied, said, 1)),
                reversed: true,
            },
            None => Self::as_it_stands(target),
        }
    }

    /// A comment as one on what is left of the target: in its writer's own words, where answers ("Non, ...") are
    /// answers to the target as it was turned round.
    pub fn comment<'c>(&self, comment: &'c str) -> Cow<'c, str> {
        if !self.reversed {
            return Cow::Borrowed(comment);
        }
        match own_words(comment) {
            Cow::Borrowed(own) => answers::turned(own),
            Cow::Owned(own) => Cow::Owned(answers::turned(&own).into_owned()),
        }
    }

    /// The target with whatever it denies.
    pub fn as_it_stands(target: &'a str) -> Self {
        Self {
            target: Cow::Borrowed(target),
            reversed: false,
        }
    }
}

/// With a capital at its beginning, as targets are mostly written.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).collect()
}

/// The text after `beginning`, which is in lower case with straight apostrophes.
fn strip<'a>(text: &'a str, beginning: &str, lower: impl Fn(&str) -> String) -> Option<&'a str> {
    let length = beginning.chars().count();
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .nth(length)?;
    (lower(&text[..end]) == beginning).then_some(&text[end..])
}

#[cfg(test)]
mod tests {
    use super::Oriented;

    #[test]
    fn what_is_denied_is_found() {
        for (target, left) in [
            ("Ne pas fermer le port", "Fermer le port"),
            (
                "Cesser de lutter contre le piratage",
                "Lutter contre le piratage",
            ),
            ("Arrêter d’aider la presse", "Aider la presse"),
            ("Faut-il supprimer le Sénat ?", "Le Sénat ?"),
            ("S’opposer à la loi Hadopi", "La loi Hadopi"),
            ("NON À LA CORRIDA", "LA CORRIDA"),
            (
                "Les billets d'avion ne doivent pas être taxés",
                "Les billets d'avion doivent être taxés",
            ),
            (
                "L’État n’a pas à faire la police du Net",
                "L'État doit faire la police du Net",
            ),
        ] {
            let oriented = Oriented::new(target);
            assert!(oriented.reversed, "{target}");
            assert_eq!(oriented.target, left);
        }
    }

    #[test]
    fn answers_are_to_what_is_left() {
        let denied = Oriented::new("Ne pas fermer la piscine");
        assert_eq!(
            denied.comment("@marin Non, trop chère !"),
            "Oui, trop chère !"
        );
        assert_eq!(
            denied.comment("Elle est trop chère."),
            "Elle est trop chère."
        );
        let plain = Oriented::new("Fermer la piscine");
        assert_eq!(plain.comment("Non, surtout pas !"), "Non, surtout pas !");
    }

    #[test]
    fn other_targets_stay() {
        for target in [
            "Renforcer la lutte contre le piratage",
            "Interdire la chasse",
            "Contrer la fraude",
            "Pas",
            "Ne pas ",
            "L’école à trois ans",
            "",
        ] {
            let oriented = Oriented::new(target);
            assert!(!oriented.reversed, "{target}");
            assert_eq!(oriented.target, target);
        }
    }
}
