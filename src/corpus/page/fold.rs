//! Comparing lines without case, accents and punctuation.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case without accents; ligatures are spelled out.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            '’' | 'ʼ' => folded.push('\''),
            _ => folded.push(c),
        }
    }
    folded
}

/// The runs of letters and digits of a line, folded.
pub(super) fn tokens(line: &str) -> Vec<String> {
    let folded = fold(line);
    let runs = folded.split(|c: char| !c.is_alphanumeric());
    runs.filter(|run| !run.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether the line ends as a sentence does, closing quotes and brackets apart.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '»' | '”' | '"' | '’' | '\'' | ')' | ']')
    });
    line.ends_with(['.', '!', '?', '…'])
}

/// Whether `tokens` begin with the words of `phrase`.
pub(super) fn begins(tokens: &[String], phrase: &str) -> bool {
    let mut words = phrase.split(' ');
    let mut tokens = tokens.iter();
    words.all(|word| tokens.next().is_some_and(|token| token == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fold() {
        assert_eq!(fold("L’ŒUVRE Déjà"), "l'oeuvre deja");
        assert_eq!(
            tokens("J’aime (3) · Répondre"),
            ["j", "aime", "3", "repondre"]
        );
        assert!(begins(&tokens("Laisser un commentaire"), "laisser un"));
        assert!(!begins(&tokens("Laisser"), "laisser un"));
        assert!(ends_sentence("« Fini. »") && !ends_sentence("Fini »"));
    }
}
