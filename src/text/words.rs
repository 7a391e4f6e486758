//! Words: the unit in which summaries and limits are counted.

use unicode_normalization::char::is_combining_mark;

/// The words of a text: maximal runs of letters or digits, with the marks that combine with them.
///
/// ```
/// use tribune::text::words;
///
/// assert_eq!(words("L’ACE a 1,5 million d’abonnés.").count(), 8);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word_char(c))
        .map(|run| run.trim_start_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// How many words a text has; see [`words()`].
pub fn count_words(text: &str) -> usize {
    words(text).count()
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || (c >= '\u{300}' && is_combining_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elisions_and_compounds_are_two() {
        assert_eq!(
            words("l’ACE, porte-parole").collect::<Vec<_>>(),
            ["l", "ACE", "porte", "parole"]
        );
    }

    #[test]
    fn marks_stay_with_their_letter() {
        assert_eq!(
            words("e\u{301}te\u{301} 2023").collect::<Vec<_>>(),
            ["e\u{301}te\u{301}", "2023"]
        );
    }

    #[test]
    fn a_mark_alone_is_no_word() {
        assert_eq!(count_words("❤\u{FE0F} \u{301} … — !"), 0);
        assert_eq!(count_words(""), 0);
    }

    #[test]
    fn numbers_split_at_their_marks() {
        assert_eq!(
            words("250.000 et 3,5").collect::<Vec<_>>(),
            ["250", "000", "et", "3", "5"]
        );
    }
}
