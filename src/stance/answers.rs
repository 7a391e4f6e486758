//! Answers to a target that denies something, as answers to what it denies.
//!
//! "Non, elle coûte trop cher" under "Ne pas fermer la piscine" is against keeping it: under "Fermer la
//! piscine" it reads "Oui, elle coûte trop cher". What a comment says of the thing itself stays.

use std::{borrow::Cow, sync::LazyLock};

use regex::{Captures, Regex};

use super::orientation::capitalised;

/// What an adverb between "je suis" and the side may be.
const ADVERBS: &str = "(?:tout à fait |totalement |entièrement |complètement |plutôt |résolument |absolument |vraiment )?";

/// The end of an answer, or what it is an answer to.
const END: &str = r"(?<end>\s*(?:[.,!;:…\n]|$)|,? (?:à |avec )?(?:cette|ce) (?:proposition|idée|mesure|suppression|abrogation|projet)\b)";

/// Words that answer for the target, and those that answer against it; a pattern finds the first ones.
struct Answers {
    pattern: Regex,
    /// What stands for an answer that begins with one of the words on the left.
    turned: &'static [(&'static str, &'static str)],
}

static ANSWERS: LazyLock<Option<[Answers; 4]>> = LazyLock::new(|| {
    // As the first words: "Oui, ...", "Pas d'accord."
    let opening = format!(
        r"(?i)^(?<before>\s*{ADVERBS})(?<answer>oui|non|surtout pas|pas d['’]accord|pas du tout d['’]accord|d['’]accord|pour|contre|favorable|défavorable|opposée?){END}"
    );
    // "Je suis contre.", "je serais plutôt pour cette mesure"
    let stance = format!(
        r"(?i)(?<before>\bje (?:suis|serais) {ADVERBS})(?<answer>pour|contre|favorable|défavorable|opposée?|d['’]accord){END}"
    );
    // "Très bonne idée, ..."
    let praise = r"(?i)^(?<before>\s*(?:c['’]est |ce serait )?(?:une )?(?:très |vraiment une )?)(?<answer>bonne|excellente|belle|mauvaise)(?<end> (?:idée|proposition|initiative)\b)";
    // "... proposition, je la soutiens"
    let verdict = r"(?i)(?<before>\b(?:proposition|initiative|idée)\b[^.!?\n]{0,30}\bje l(?:a |['’]))(?<answer>soutiens|approuve|défends|rejette|refuse|désapprouve)(?<end>\b)";
    let answers = |pattern: &str, turned| {
        let pattern = Regex::new(pattern).ok()?;
        Some(Answers { pattern, turned })
    };
    Some([
        answers(
            &opening,
            &[
                ("oui", "non"),
                ("non", "oui"),
                ("surtout", "oui"),
                ("pas", "d'accord"),
                ("d'", "pas d'accord"),
                ("d’", "pas d'accord"),
                ("pour", "contre"),
                ("contre", "pour"),
                ("favorable", "opposé"),
                ("", "favorable"),
            ],
        )?,
        answers(
            &stance,
            &[
                ("pour", "contre"),
                ("favorable", "contre"),
                ("d'accord", "contre"),
                ("d’accord", "contre"),
                ("", "pour"),
            ],
        )?,
        answers(praise, &[("mauvaise", "bonne"), ("", "mauvaise")])?,
        answers(
            verdict,
            &[
                ("soutiens", "rejette"),
                ("approuve", "rejette"),
                ("défends", "rejette"),
                ("", "soutiens"),
            ],
        )?,
    ])
});

/// The comment with answers for the target in the place of those against it, and the other way round.
pub(super) fn turned(comment: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(comment);
    for answers in ANSWERS.iter().flatten() {
        let found = answers.pattern.replace_all(&text, |found: &Captures| {
            let answer = found["answer"].to_lowercase();
            let other = answers
                .turned
                .iter()
                .find(|(own, _)| answer.starts_with(own));
            let other = other.map_or("", |(_, other)| other);
            let other = if found["answer"].starts_with(char::is_uppercase) {
                capitalised(other)
            } else {
                other.to_owned()
            };
            format!("{}{other}{}", &found["before"], &found["end"])
        });
        if let Cow::Owned(found) = found {
            text = Cow::Owned(found);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{ANSWERS, turned};

    #[test]
    fn answers_change_sides() {
        assert!(ANSWERS.is_some());
        for (comment, other) in [
            ("Non, elle coûte trop cher.", "Oui, elle coûte trop cher."),
            ("OUI ! Et vite.", "Non ! Et vite."),
            ("Surtout pas, malheureux", "Oui, malheureux"),
            ("Pas d’accord. Et vous ?", "D'accord. Et vous ?"),
            (
                "tout à fait d'accord, il gêne",
                "tout à fait pas d'accord, il gêne",
            ),
            (
                "Très mauvaise idée, je suis contre.",
                "Très bonne idée, je suis pour.",
            ),
            (
                "Le maire parle bien, mais je suis totalement opposée à cette proposition.",
                "Le maire parle bien, mais je suis totalement pour à cette proposition.",
            ),
            (
                "C'est une excellente proposition, je la soutiens.",
                "C'est une mauvaise proposition, je la rejette.",
            ),
            (
                "Totalement opposé à cette proposition.",
                "Totalement favorable à cette proposition.",
            ),
            ("Contre", "Pour"),
        ] {
            assert_eq!(turned(comment), other);
        }
    }

    #[test]
    fn what_is_said_of_the_thing_stays() {
        for comment in [
            "Je suis contre la loi Hadopi, elle ne sert à rien.",
            "Pour une fois, je lis tout.",
            "Non seulement elle coûte cher, mais elle est laide.",
            "Nous votons contre ceux qui ferment.",
            "Une bonne piscine vaut mieux qu'un parking.",
            "",
        ] {
            assert_eq!(turned(comment), comment);
        }
    }
}
