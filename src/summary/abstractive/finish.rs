//! From what the model wrote to what the report shows.

use super::Document;
use crate::{
    evaluate::novelty::novel_words,
    text::{self, count_words},
};

/// One line, in the spelling of all texts.
pub(super) fn tidy(text: &str) -> String {
    text::normalise(text).replace('\n', " ").trim().to_owned()
}

/// At most `words` words: whole sentences go from the end. If the first is too long, the first that
/// fits stands alone; without one, the first.
pub(super) fn limit(text: &str, words: usize) -> String {
    if count_words(text) <= words {
        return text.to_owned();
    }
    let sentences: Vec<(&str, usize)> = text::sentences(text)
        .into_iter()
        .map(|sentence| sentence.text(text))
        .map(|sentence| (sentence, count_words(sentence)))
        .collect();
    let mut left = words;
    let kept: Vec<&str> = sentences
        .iter()
        .take_while(|(_, length)| {
            let fits = *length <= left;
            left = left.saturating_sub(*length);
            fits
        })
        .map(|sentence| sentence.0)
        .collect();
    if !kept.is_empty() {
        return kept.join(" ");
    }
    sentences
        .iter()
        .find(|(_, length)| *length > 0 && *length <= words)
        .or(sentences.first())
        .map_or_else(String::new, |sentence| sentence.0.to_owned())
}

/// A warning with the numbers and words that neither the article nor its title contains.
pub(super) fn novelty(summary: &str, document: &Document) -> Option<String> {
    let article = format!("{}\n{}", document.title, document.text);
    let (numbers, words): (Vec<String>, Vec<String>) = novel_words(summary, &article)
        .into_iter()
        .partition(|word| word.chars().any(char::is_numeric));
    let kinds = [("numbers", numbers), ("words", words)];
    let named: Vec<String> = kinds
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(kind, list)| format!("{kind} {}", list.join(", ")))
        .collect();
    (!named.is_empty()).then(|| format!("Not in the article: {}.", named.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_go_from_the_end() {
        let text = "Le site ferme lundi. Ses lecteurs protestent. Il rouvrira.";
        assert_eq!(limit(text, 9), text);
        assert_eq!(
            limit(text, 8),
            "Le site ferme lundi. Ses lecteurs protestent."
        );
        assert_eq!(limit(text, 6), "Le site ferme lundi.");
        assert_eq!(limit(text, 3), "Ses lecteurs protestent.");
        assert_eq!(limit(text, 1), "Le site ferme lundi.");
        assert_eq!(limit("", 5), "");
    }

    #[test]
    fn numbers_and_words_of_the_models_own_are_named() {
        let document = Document::new("Piscine", "La mairie ferme la piscine le 12 mai.");
        assert_eq!(
            novelty("La mairie rouvre la piscine le 13 mai 2031.", &document).as_deref(),
            Some("Not in the article: numbers 13, 2031; words rouvre.")
        );
        assert_eq!(novelty("La Mairie ferme.", &document), None);
    }
}
