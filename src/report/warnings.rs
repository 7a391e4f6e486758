//! The warnings of rows in the language of a report.
//!
//! Rows, and with them the CSV tables and JSON, hold warnings in English, as scripts read them. Reports
//! for people show them in their own language: a warning is known by the words round its values.

use std::borrow::Cow;

use super::language::Language;
use super::texts::fill;

/// A warning as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The sentence.
    pub text: String,
    /// Whether it stayed in English in a report of another language.
    pub foreign: bool,
}

impl Warning {
    /// The warning in a language; English where its sentence is not known.
    pub fn new(language: Language, warning: &str) -> Self {
        match (language, french(warning)) {
            (Language::English, _) => Self {
                text: warning.to_owned(),
                foreign: false,
            },
            (Language::French, Some(text)) => Self {
                text,
                foreign: false,
            },
            (Language::French, None) => Self {
                text: warning.to_owned(),
                foreign: true,
            },
        }
    }
}

/// A warning's text in a language.
pub fn translated(language: Language, warning: &str) -> Cow<'_, str> {
    match language {
        Language::English => Cow::Borrowed(warning),
        Language::French => french(warning).map_or(Cow::Borrowed(warning), Cow::Owned),
    }
}

fn french(warning: &str) -> Option<String> {
    let (english, french) = (Language::English.texts(), Language::French.texts());
    let limits = [
        (english.cut_cells, french.cut_cells),
        (english.cut_rows, french.cut_rows),
        (english.cut_links, french.cut_links),
    ];
    let mut known = SENTENCES.iter().chain(&limits);
    known.find_map(|(english, french)| {
        let values = values(english, warning)?;
        Some(fill(french, &values))
    })
}

/// The values that stand in a sentence in the places of `{}`, if it is made from this pattern.
fn values<'w>(pattern: &str, sentence: &'w str) -> Option<Vec<&'w str>> {
    let mut parts = pattern.split("{}");
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let mut parts = parts.peekable();
    let mut values = Vec::new();
    while let Some(part) = parts.next() {
        let at = match parts.peek() {
            Some(_) => rest.find(part)?,
            None => rest.strip_suffix(part)?.len(),
        };
        values.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(values)
}

/// Sentences in English and in French, with their values in the same order; of two that fit, the first.
const SENTENCES: &[(&str, &str)] = &[
    ("The text is empty.", "Le texte est vide."),
    ("The article has no text.", "L’article n’a pas de texte."),
    (
        "The comment has no text.",
        "Le commentaire n’a pas de texte.",
    ),
    (
        "The comment has no `text`; it has {}.",
        "Le commentaire n’a pas de champ `text`\u{202F}; il a {}.",
    ),
    (
        "Comments towards targets of their own, which the shares count with the others: {}.",
        "Commentaires qui portent sur une cible propre et que les parts comptent avec les autres\u{202F}: {}.",
    ),
    (
        "No article of the inputs has this article_id.",
        "Aucun article des entrées ne porte cet article_id.",
    ),
    (
        "An earlier article has the id `{}`; this is `{}`.",
        "Un article précédent porte l’identifiant `{}`\u{202F}; celui-ci devient `{}`.",
    ),
    (
        "The heading says {} comments, {} were found.",
        "Le titre annonce {} commentaires, {} ont été trouvés.",
    ),
    (
        "The heading says {} comments, {} was found.",
        "Le titre annonce {} commentaires, {} a été trouvé.",
    ),
    (
        "The heading says {} comment, {} were found.",
        "Le titre annonce {} commentaire, {} ont été trouvés.",
    ),
    (
        "{} bytes of this UTF-8 text were not UTF-8 and were read as Windows-1252.",
        "{} octets de ce texte UTF-8 n’étaient pas en UTF-8 et ont été lus comme du Windows-1252.",
    ),
    (
        "1 byte of this UTF-8 text were not UTF-8 and were read as Windows-1252.",
        "1 octet de ce texte UTF-8 n’était pas en UTF-8 et a été lu comme du Windows-1252.",
    ),
    (
        "Half of a surrogate pair was replaced by U+FFFD.",
        "Une moitié de paire de substitution (surrogate) a été remplacée par U+FFFD.",
    ),
    (
        "The row has {} fields where the header has {}.",
        "La ligne a {} champs là où l’en-tête en a {}.",
    ),
    (
        "A quote inside the row was not doubled and was kept as text.",
        "Un guillemet à l’intérieur de la ligne n’était pas doublé et a été gardé comme texte.",
    ),
    (
        "The article has no sentence that could stand in a summary.",
        "L’article n’a aucune phrase qui puisse figurer dans un résumé.",
    ),
    (
        "The text is not French (`{}`): summary and stances are less reliable.",
        "Le texte n’est pas en français (`{}`)\u{202F}: résumé et positions sont moins fiables.",
    ),
    (
        "The summary has {} words where {} were asked for: no sentence is shorter.",
        "Le résumé compte {} mots là où {} étaient demandés\u{202F}: aucune phrase n’est plus courte.",
    ),
    (
        "Only the first {} words of the article were looked at.",
        "Seuls les {} premiers mots de l’article ont été examinés.",
    ),
    (
        "Only the first {} of the article's {} tokens were read.",
        "Seuls les {} premiers des {} jetons de l’article ont été lus.",
    ),
    (
        "Only the first {} of {} tokens of the parts' summaries were read.",
        "Seuls les {} premiers des {} jetons des résumés partiels ont été lus.",
    ),
    (
        "The article has {} tokens, the model reads {} at once: {} parts were summarised, then their summaries.",
        "L’article a {} jetons, le modèle en lit {} à la fois\u{202F}: {} parties ont été résumées, puis leurs résumés.",
    ),
    (
        "Not summarised: the article is longer than the {} tokens that the model reads; use --on-long chunk or \
         --on-long truncate.",
        "Non résumé\u{202F}: l’article dépasse les {} jetons que lit le modèle\u{202F}; utilisez --on-long chunk \
         ou --on-long truncate.",
    ),
    ("The model wrote nothing.", "Le modèle n’a rien écrit."),
    (
        "Not in the article: numbers {}; words {}.",
        "Absents de l’article\u{202F}: nombres {}\u{202F}; mots {}.",
    ),
    (
        "Not in the article: numbers {}.",
        "Absents de l’article\u{202F}: nombres {}.",
    ),
    (
        "Not in the article: words {}.",
        "Absents de l’article\u{202F}: mots {}.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_places() {
        assert_eq!(
            values("{} of {}.", "1 of 2 of 3."),
            Some(vec!["1", "2 of 3"])
        );
        assert_eq!(values("{} of {}.", "1 of 2"), None);
        assert_eq!(values("None.", "None."), Some(Vec::new()));
        assert_eq!(values("None.", "None. At all."), None);
        let heading = "The heading says 7 comments, 1 was found.";
        let told = Warning::new(Language::French, heading);
        assert_eq!(
            (told.text.as_str(), told.foreign),
            ("Le titre annonce 7 commentaires, 1 a été trouvé.", false)
        );
        assert!(Warning::new(Language::French, "Unheard of.").foreign);
        assert_eq!(translated(Language::English, heading), heading);
        let limits = "3 row(s) of the sheet Comments are beyond the 1,048,576 that Excel allows and were \
                      left out of `report.xlsx`; the CSV files hold all of them.";
        assert!(
            translated(Language::French, limits).starts_with("3 ligne(s) de la feuille Comments")
        );
    }

    #[test]
    fn sentences_have_as_many_places_in_both_languages() {
        for (english, french) in SENTENCES {
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(english), places(french), "{english}");
        }
    }
}
