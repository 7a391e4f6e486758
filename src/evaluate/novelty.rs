//! How much of a summary is not the article's wording, and how much shorter it is.

use std::collections::HashSet;

use super::rouge::{Interner, Variant, tokenize};
use crate::text::{count_words, words};

/// The shares of a summary's words, pairs and triples of words that the article does not have.
///
/// Each occurrence in the summary counts; an entry is `None` if the summary is too short to have such
/// an n-gram. Words are those of [`Variant::Unicode`], without regard to capitals. A summary taken
/// from an article word for word has no novel words; new pairs arise where parts are joined.
///
/// Source: A. See, P. J. Liu and C. D. Manning, "Get to the point: summarization with
/// pointer-generator networks", ACL 2017, section 6 and figure 6.
///
/// ```
/// use tribune::evaluate::novelty::novel_shares;
///
/// let shares = novel_shares("Le site rouvre.", "Hier, le site a fermé.");
/// assert_eq!(shares, [Some(1.0 / 3.0), Some(1.0 / 2.0), Some(1.0)]);
/// ```
pub fn novel_shares(summary: &str, article: &str) -> [Option<f64>; 3] {
    let (summary, article) = (
        tokenize(summary, Variant::Unicode),
        tokenize(article, Variant::Unicode),
    );
    let mut interner = Interner::default();
    let (article, summary) = (interner.ids(&article), interner.ids(&summary));
    [1, 2, 3].map(|n| {
        let known: HashSet<&[u32]> = article.windows(n).collect();
        let all = summary.windows(n).count();
        let novel = summary
            .windows(n)
            .filter(|ngram| !known.contains(ngram))
            .count();
        (all > 0).then(|| novel as f64 / all as f64)
    })
}

/// The words of a summary that the article does not have, each once, as the summary spells it, in the order
/// of first occurrence. What a word is, and when two are the same, is as for [`novel_shares`].
///
/// ```
/// use tribune::evaluate::novelty::novel_words;
///
/// assert_eq!(novel_words("Le site rouvre en 2031.", "Hier, le site a fermé."), ["rouvre", "en", "2031"]);
/// ```
pub fn novel_words(summary: &str, article: &str) -> Vec<String> {
    let article = tokenize(article, Variant::Unicode);
    let mut known: HashSet<String> = article.iter().map(str::to_owned).collect();
    words(summary)
        .filter(|word| {
            let tokens = tokenize(word, Variant::Unicode);
            tokens.iter().any(|token| known.insert(token.to_owned()))
        })
        .map(str::to_owned)
        .collect()
}

/// How many times as many [words] the article has as the summary.
///
/// `None` if the summary has none.
///
/// Source: M. Grusky, M. Naaman and Y. Artzi, "Newsroom: a dataset of 1.3 million summaries with
/// diverse extractive strategies", NAACL 2018, section 4.
pub fn compression_ratio(summary: &str, article: &str) -> Option<f64> {
    let words = count_words(summary);
    (words > 0).then(|| count_words(article) as f64 / words as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let shares = novel_shares("l'été l'été vient", "L’été finit, l’hiver vient.");
        // Pairs: l été (known), été l, l été (known), été vient.
        assert_eq!(shares, [Some(0.0), Some(0.5), Some(1.0)]);
    }

    #[test]
    fn short_texts_lack_ngrams() {
        assert_eq!(novel_shares("", "Le site."), [None; 3]);
        assert_eq!(novel_shares("Le site", ""), [Some(1.0), Some(1.0), None]);
    }

    #[test]
    fn compression_counts_words() {
        assert_eq!(
            compression_ratio("L'été.", "L'été finit, c'est dit."),
            Some(3.0)
        );
        assert_eq!(compression_ratio("…", "Le site."), None);
    }

    proptest! {
        #[test]
        fn an_opening_is_not_novel(words in proptest::collection::vec("[a-zé]{1,3}", 1..30), cut in 0_usize..30) {
            let summary = words[..cut.min(words.len())].join(" ");
            for share in novel_shares(&summary, &words.join(" ")).into_iter().flatten() {
                prop_assert!(share.abs() < 1e-12);
            }
        }
    }
}
