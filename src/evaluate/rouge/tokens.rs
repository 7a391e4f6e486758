//! What a token is to ROUGE.

use std::collections::HashMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::text::words;

/// Which tokens a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// As Python's `rouge-score` 0.1.2: lower-case, then every run of `[^a-z0-9]` parts tokens.
    ///
    /// An accented letter parts tokens too ("élève" is "l", "ve"). Published French figures use it.
    Ascii,
    /// Lower-case, NFC, then the [words](crate::text::words): runs of letters or digits with marks.
    #[default]
    Unicode,
}

impl Variant {
    /// Its name in tables and files: `rouge-ascii` or `rouge-unicode`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "rouge-ascii",
            Self::Unicode => "rouge-unicode",
        }
    }
}

/// A text's tokens, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens(Vec<String>);

impl Tokens {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each in turn.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// All of one text's, then all of another's: the tokens of both texts with a space between.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }
}

/// The tokens of a text.
pub fn tokenize(text: &str, variant: Variant) -> Tokens {
    let lower = text.to_lowercase();
    Tokens(match variant {
        Variant::Ascii => lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|token| !token.is_empty())
            .map(str::to_owned)
            .collect(),
        Variant::Unicode => {
            // Composition comes last: lower-case letters compose with more marks than capitals do.
            let composed: String = lower.nfc().collect();
            words(&composed).map(str::to_owned).collect()
        }
    })
}

/// Numbers for tokens, the same for the same token.
#[derive(Debug, Default)]
pub(in crate::evaluate) struct Interner<'a> {
    numbers: HashMap<&'a str, u32>,
}

impl<'a> Interner<'a> {
    /// The numbers of a text's tokens, in order, from 0 in order of first appearance.
    pub(in crate::evaluate) fn ids(&mut self, tokens: &'a Tokens) -> Vec<u32> {
        tokens
            .iter()
            .map(|token| {
                let next = self.numbers.len() as u32;
                *self.numbers.entry(token).or_insert(next)
            })
            .collect()
    }

    /// How many different tokens there have been.
    pub(in crate::evaluate) fn len(&self) -> usize {
        self.numbers.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(text: &str, variant: Variant) -> Vec<String> {
        tokenize(text, variant).0
    }

    #[test]
    fn ascii_parts_at_accents() {
        assert_eq!(
            list("L’Élève, 250.000 €", Variant::Ascii),
            ["l", "l", "ve", "250", "000"]
        );
        assert_eq!(list("garçon_ŒUVRE", Variant::Ascii), ["gar", "on", "uvre"]);
        // As Python: the Kelvin sign's lower case is an ASCII letter; a dotted capital leaves one.
        assert_eq!(
            list("\u{212a}elvin İzmir", Variant::Ascii),
            ["kelvin", "i", "zmir"]
        );
    }

    #[test]
    fn unicode_keeps_words_whole() {
        assert_eq!(
            list("L’Élève_ŒUVRE", Variant::Unicode),
            ["l", "élève", "œuvre"]
        );
        assert_eq!(list("E\u{301}TE\u{301}", Variant::Unicode), ["été"]);
    }

    #[test]
    fn a_capital_composes_once_it_is_small() {
        assert_eq!(list("H\u{331}", Variant::Unicode), ["\u{1e96}"]);
    }

    #[test]
    fn numbers_are_shared_between_texts() {
        let (a, b) = (
            tokenize("a b a", Variant::Ascii),
            tokenize("b c", Variant::Ascii),
        );
        let mut interner = Interner::default();
        assert_eq!(interner.ids(&a), [0, 1, 0]);
        assert_eq!(interner.ids(&b), [1, 2]);
        assert_eq!(interner.len(), 3);
    }

    proptest! {
        #[test]
        fn joining_texts_joins_tokens(a in ".{0,30}", b in ".{0,30}") {
            for variant in [Variant::Ascii, Variant::Unicode] {
                let mut both = tokenize(&a, variant);
                both.extend(&tokenize(&b, variant));
                prop_assert_eq!(tokenize(&format!("{a} {b}"), variant), both);
            }
        }

        #[test]
        fn canonically_equal_texts_have_the_same_words(text in "[a-zA-ZàâçéèêëîïôûùüÿñæœÀÉÇ '’-]{0,40}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(list(&text, Variant::Unicode), list(&decomposed, Variant::Unicode));
        }
    }
}
