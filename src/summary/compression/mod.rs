//! Shorter forms of a sentence: parts that a reader of a summary can spare are left out, and what
//! remains is word for word the sentence, in its order.
//!
//! A sentence is cut into [`chunks`] at its punctuation; [`shorter_forms`] says which chunks may go,
//! by the rules in `rules`. Which form serves a summary best is not decided here.

mod lexicon;
mod lists;
mod rules;

use std::ops::Range;

pub(crate) use rules::is_balanced;

use crate::text::count_words;

/// Most forms of one sentence.
const MAX_FORMS: usize = 6;

/// Fewest words that may remain.
const MIN_WORDS: usize = 6;

/// A sentence with some of its chunks left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShorterForm {
    /// For each chunk of the sentence, whether it stays.
    pub kept: Vec<bool>,
    /// What remains.
    pub text: String,
    /// Its words.
    pub words: usize,
}

/// Byte ranges of the parts of `sentence` between its punctuation marks; together they are the
/// sentence. A mark belongs to the chunk before it, an opening bracket or quote to the chunk after
/// it, and a dash between spaces is a chunk of its own.
pub fn chunks(sentence: &str) -> Vec<Range<usize>> {
    let characters: Vec<(usize, char)> = sentence.char_indices().collect();
    let at = |index: usize| characters.get(index).map(|(_, character)| *character);
    let is_space = |index: usize| at(index).is_some_and(char::is_whitespace);
    let is_dash = |index: usize| at(index).is_some_and(|c| matches!(c, '-' | '–' | '—'));
    let mut borders = Vec::new();
    for index in 1..characters.len() {
        let before = characters[index - 1].1;
        let after_mark = matches!(before, ',' | ';' | ':') && is_space(index);
        let opens =
            is_space(index) && at(index + 1).is_some_and(|c| matches!(c, '(' | '«' | '“' | '['));
        let closed = matches!(before, ')' | '»' | '”' | ']');
        let before_dash = is_space(index) && is_dash(index + 1) && is_space(index + 2);
        let after_dash = is_space(index) && is_dash(index - 1) && index >= 2 && is_space(index - 2);
        if after_mark || opens || closed || before_dash || after_dash {
            borders.push(characters[index].0);
        }
    }
    borders.push(sentence.len());
    let mut start = 0;
    borders
        .into_iter()
        .filter(|end| *end > 0)
        .map(|end| std::mem::replace(&mut start, end)..end)
        .collect()
}

/// The shorter forms of `sentence`, cut into `chunks`: each part that can be spared left out alone,
/// two of them together, and all that go together; at most six.
pub fn shorter_forms(sentence: &str, chunks: &[Range<usize>]) -> Vec<ShorterForm> {
    let parts = rules::spare_parts(sentence, chunks);
    let disjoint = |a: &Range<usize>, b: &Range<usize>| a.end <= b.start || b.end <= a.start;
    let mut choices: Vec<Vec<&rules::SparePart>> = parts.iter().map(|part| vec![part]).collect();
    for (index, first) in parts.iter().enumerate() {
        for second in &parts[index + 1..] {
            if disjoint(&first.chunks, &second.chunks) {
                choices.push(vec![first, second]);
            }
        }
    }
    let mut all: Vec<&rules::SparePart> = Vec::new();
    for part in &parts {
        if all
            .iter()
            .all(|other| disjoint(&other.chunks, &part.chunks))
        {
            all.push(part);
        }
    }
    if all.len() > 2 {
        choices.insert(0, all);
    }
    let mut forms: Vec<ShorterForm> = Vec::new();
    for choice in choices {
        let form = without(sentence, chunks, &choice);
        let known = forms.iter().any(|other| other.text == form.text);
        if form.words >= MIN_WORDS && !known && is_balanced(&form.text) {
            forms.push(form);
        }
        if forms.len() == MAX_FORMS {
            break;
        }
    }
    forms
}

fn without(sentence: &str, chunks: &[Range<usize>], parts: &[&rules::SparePart]) -> ShorterForm {
    let mut kept = vec![true; chunks.len()];
    // A comma before a part that goes, goes with it.
    let mut bare = vec![false; chunks.len()];
    for part in parts {
        kept[part.chunks.clone()].fill(false);
        if part.takes_comma_before && part.chunks.start > 0 {
            bare[part.chunks.start - 1] = true;
        }
    }
    let mut text = String::with_capacity(sentence.len());
    for (index, range) in chunks.iter().enumerate() {
        if !kept[index] {
            continue;
        }
        let chunk = &sentence[range.clone()];
        let chunk = if bare[index] {
            chunk
                .trim_end()
                .trim_end_matches([',', ';', ':'])
                .trim_end()
        } else {
            chunk
        };
        text.push_str(chunk);
    }
    if kept.last() == Some(&false) {
        let end = sentence.trim_end();
        let mark = end
            .chars()
            .next_back()
            .filter(|c| matches!(c, '.' | '!' | '?' | '…'));
        text.push(mark.unwrap_or('.'));
    }
    let text = text.trim().to_owned();
    ShorterForm {
        words: count_words(&text),
        kept,
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(sentence: &str) -> Vec<String> {
        shorter_forms(sentence, &chunks(sentence))
            .into_iter()
            .map(|form| form.text)
            .collect()
    }

    #[test]
    fn chunks_are_the_sentence() {
        let sentence = "Selon le maire, la piscine (fermée depuis 2015), qui coûte « très cher », rouvrira - enfin - lundi : oui.";
        let parts: Vec<&str> = chunks(sentence)
            .into_iter()
            .map(|range| &sentence[range])
            .collect();
        assert_eq!(parts.concat(), sentence);
        assert_eq!(
            parts,
            [
                "Selon le maire,",
                " la piscine",
                " (fermée depuis 2015)",
                ",",
                " qui coûte",
                " « très cher »",
                ",",
                " rouvrira",
                " -",
                " enfin",
                " -",
                " lundi :",
                " oui."
            ]
        );
    }

    #[test]
    fn brackets_insertions_and_endings_go() {
        assert_eq!(
            forms("La plateforme (lancée en 2019) a fermé lundi dans tout le pays."),
            ["La plateforme a fermé lundi dans tout le pays."]
        );
        assert_eq!(
            forms("Le directeur, arrivé en mars dernier, a quitté son poste sans explication."),
            ["Le directeur a quitté son poste sans explication."]
        );
        assert_eq!(
            forms("Le tribunal a ordonné le blocage de douze sites, selon une source judiciaire."),
            ["Le tribunal a ordonné le blocage de douze sites."]
        );
        assert_eq!(
            forms("La mesure, a indiqué le ministère, entrera en vigueur dès le mois prochain."),
            ["La mesure entrera en vigueur dès le mois prochain."]
        );
    }

    #[test]
    fn the_subject_the_verb_and_quotations_stay() {
        let sentence = "La mère de Louis, dont le frère, alors âgé de dix ans, a été blessé dans l'incendie, a salué le jugement.";
        let whole =
            |form: &String| form.contains("dont le frère") || !form.contains("a été blessé");
        assert!(forms(sentence).iter().all(whole));
        assert!(forms("Dans la nuit, un homme a tiré sur la façade du commissariat.").is_empty());
        assert!(
            forms(
                "Interrogé par la presse, qui attendait dehors, le ministre a refusé de répondre."
            )
            .iter()
            .all(|form| form.contains("le ministre a refusé"))
        );
        assert!(
            forms(
                "« Nous irons jusqu'au bout de cette procédure », a déclaré le président du groupe."
            )
            .is_empty()
        );
    }
}
