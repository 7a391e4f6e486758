//! Whether a summary says nothing that does not stand in its article.

/// Whether every token of the summary occurs in the article, in that order.
///
/// A token is a maximal run of letters or digits, or any other single character that is not white
/// space; capitals and accents count. Tokens are met whole: "port" is not in "porte". An empty
/// summary is faithful. Both texts must have gone through the same normalisation, since a typographic
/// apostrophe, say, is another token than a straight one. Where the source has lost the space between
/// two sentences ("… la villeDes bus …"), a summary of the second one has a token that the article
/// lacks: give the article as its sentences joined by a space. Time is linear in both texts.
///
/// ```
/// use tribune::evaluate::faithful;
///
/// let article = "Le site, fermé lundi, comptait 250.000 membres.";
/// assert!(faithful("Le site comptait 250.000 membres.", article));
/// assert!(!faithful("Le site comptait 25 membres.", article));
/// ```
pub fn faithful(summary: &str, article: &str) -> bool {
    first_missing(summary, article).is_none()
}

/// The summary's first token that the article does not have after those before it, if any.
///
/// Where [`faithful`] says no, this is the place to look at.
pub fn first_missing<'a>(summary: &'a str, article: &str) -> Option<&'a str> {
    let mut rest = tokens(article);
    tokens(summary).find(|token| !rest.any(|candidate| candidate == *token))
}

/// The tokens of a text, in order.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = if first.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ARTICLE: &str = "« L’ACE a agi », dit-il. Trois sites, dont RARBG, ont fermé en 2023 !";

    #[test]
    fn tokens_are_runs_and_single_marks() {
        assert_eq!(
            tokens(" L’ACE (3,5\u{a0}%)… ").collect::<Vec<_>>(),
            ["L", "’", "ACE", "(", "3", ",", "5", "%", ")", "…"]
        );
        assert_eq!(tokens(" \n").count(), 0);
    }

    #[test]
    fn parts_may_be_dropped() {
        assert!(faithful(ARTICLE, ARTICLE));
        assert!(faithful(
            "Trois sites ont fermé en 2023.",
            "Trois sites ont fermé en 2023."
        ));
        assert!(faithful("L’ACE a agi. Trois sites ont fermé !", ARTICLE));
        assert!(faithful("", ARTICLE));
        assert!(faithful("", ""));
    }

    #[test]
    fn order_spelling_and_number_of_times_count() {
        assert_eq!(first_missing("RARBG, dont", ARTICLE), Some("dont"));
        assert_eq!(first_missing("trois sites", ARTICLE), Some("trois"));
        assert_eq!(first_missing("site", ARTICLE), Some("site"));
        assert_eq!(first_missing("RARBG RARBG", ARTICLE), Some("RARBG"));
        assert_eq!(first_missing("L'ACE", ARTICLE), Some("'"));
        assert_eq!(first_missing("L’ACE", ""), Some("L"));
    }

    proptest! {
        #[test]
        fn what_is_left_after_dropping_is_faithful(
            words in proptest::collection::vec(("[a-zé]{1,4}|[,.«»’]", any::<bool>()), 0..30)
        ) {
            let article: Vec<_> = words.iter().map(|(word, _)| word.as_str()).collect();
            let kept: Vec<_> =
                words.iter().filter(|(_, keep)| *keep).map(|(word, _)| word.as_str()).collect();
            let (kept, article) = (kept.join(" "), article.join(" "));
            let invented = format!("{kept} zzzzz");
            prop_assert!(faithful(&kept, &article));
            prop_assert_eq!(first_missing(&invented, &article), Some("zzzzz"));
        }
    }
}
