//! Sentences with nothing between them, where a page lost its line breaks.
//!
//! `… domestique.Consternant …` is two sentences, `Cinestar.com` is one name; `Des salles videsLe
//! public …` is a heading without a stop and the sentence under it, `TikTok` is one word.

use super::abbreviation;
use super::starter::{Opening, opening};
use crate::text::chars::{
    is_apostrophe, is_bullet, is_capital, is_close_quote, is_dash, is_quote, next, previous,
    run_after, run_before, skip_spaces, word_after, word_before,
};

/// File and domain endings that are also written in capitals.
const EXTENSIONS: &[&str] = &[
    "com", "net", "org", "fr", "eu", "io", "tv", "pdf", "zip", "exe", "mp3", "mp4", "jpg", "png",
    "doc", "txt", "apk", "html", "js", "php", "csv", "avi", "mkv", "iso", "bat",
];

/// Whether a single point with `after` directly behind it ends a sentence.
pub(super) fn point_ends(text: &str, stop: usize, after: usize) -> bool {
    let Some(c) = next(text, after) else {
        return true;
    };
    if c.is_lowercase() || c.is_ascii_digit() {
        return paragraph_ends(text, stop);
    }
    if !is_capital(c) {
        return other_ends(text, after, c);
    }
    let left = word_before(text, stop);
    let right = word_after(text, after);
    let single = right.chars().nth(1).is_none();
    if single && matches!(next(text, after + right.len()), Some('.' | '-')) {
        return right == "M"
            && left.chars().nth(1).is_none_or(char::is_lowercase)
            && left.len() != 1;
    }
    if EXTENSIONS.contains(&right.to_lowercase().as_str()) || is_mailbox(text, after) {
        return false;
    }
    if left.is_empty() {
        return previous(text, stop).is_some_and(|c| c == '"' || closes_text(c));
    }
    if !abbreviation::may_end_before_capital(text, stop, after) {
        return false;
    }
    // `ASP.NET` and `2.0.GHZ` are names; `veut.UNE MESURE` is a heading in capitals.
    let capitals = !single && right.chars().all(|c| !c.is_lowercase());
    !capitals || left.chars().all(char::is_lowercase) || opening(text, after) != Opening::Unknown
}

/// Whether an exclamation, a question or an ellipsis with `after` directly behind it ends a sentence.
pub(super) fn mark_ends(text: &str, after: usize) -> bool {
    next(text, after).is_none_or(|c| is_capital(c) || (c != '(' && other_ends(text, after, c)))
}

/// Whether the dash at `position` ends a heading between dashes, begun at `heading`, over the text
/// under it: `- Une affaire ancienne -Le tribunal …`; with a space behind it only if `sure`.
pub(super) fn ends_dashed_heading(text: &str, heading: usize, position: usize, sure: bool) -> bool {
    let after = position + next(text, position).map_or(0, char::len_utf8);
    if !sure && skip_spaces(text, after) > after {
        return false;
    }
    heading < position
        && next(text, heading).is_some_and(is_dash)
        && previous(text, position).is_some_and(char::is_whitespace)
        && next(text, skip_spaces(text, after)).is_some_and(|c| is_capital(c) || is_quote(c))
}

/// The cases that all stops share: an opening quotation mark, a bullet, a dash, a parenthesis.
fn other_ends(text: &str, after: usize, c: char) -> bool {
    let inner = after + c.len_utf8();
    let begins =
        || next(text, skip_spaces(text, inner)).is_some_and(|c| is_capital(c) || is_quote(c));
    match c {
        '"' | '«' | '“' | '(' | '[' => begins(),
        '#' => next(text, inner).is_some_and(char::is_alphabetic),
        c if is_bullet(c) => true,
        c if is_dash(c) => begins() && skip_spaces(text, inner) > inner,
        _ => false,
    }
}

/// Whether the name at `position` goes on to the `@` of an e-mail address.
fn is_mailbox(text: &str, position: usize) -> bool {
    let name = run_after(text, position, |c| {
        c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
    });
    next(text, position + name.len()) == Some('@')
}

/// Whether the point at `stop`, with a digit or a small letter directly behind it, ends a paragraph:
/// `la journée.310 litres d’eau`, `les deux pays.abc/de/fg`.
pub(super) fn paragraph_ends(text: &str, stop: usize) -> bool {
    let after = stop + 1;
    let left = word_before(text, stop);
    if is_signature(&text[after..]) {
        return !left.is_empty();
    }
    let word = left.chars().nth(3).is_some() && left.chars().skip(1).all(char::is_lowercase);
    let closed =
        left.is_empty() && previous(text, stop).is_some_and(|c| c == '"' || closes_text(c));
    (closed || (word && abbreviation::is_plain(text, stop))) && counts(text, after)
}

/// Whether a number and what it counts stand at `position`: `310 litres`, `1.300 sites`, `40 % des`.
fn counts(text: &str, position: usize) -> bool {
    let figure = run_after(text, position, |c| {
        c.is_ascii_digit() || matches!(c, '.' | ',')
    });
    let unit = position + figure.len();
    let noun = skip_spaces(text, unit);
    !figure.is_empty()
        && next(text, noun).is_some_and(|c| c == '%' || (noun > unit && c.is_lowercase()))
}

/// Whether a text is the signature of an agency's writers and desks: `abc/de/fg`.
pub(in crate::text) fn is_signature(text: &str) -> bool {
    let signature = text.trim_end_matches('/');
    let initials = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    };
    text.len() <= 60 && signature.contains('/') && signature.split('/').all(initials)
}

fn closes_text(c: char) -> bool {
    matches!(c, ')' | ']' | '%' | '€' | '$' | '£' | '+' | '°') || is_close_quote(c)
}

/// What speaks for a lost line break beside the capital itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    None,
    /// What stands to the left is short and begins a paragraph, as a heading does.
    Heading,
    /// What stands to the left is a video's credit, which has no stop.
    Credit,
}

/// Whether a line break was lost before the capital at `position`: `une première victoireLe site`.
///
/// A word that opens sentences, followed by a space, is proof enough; before another capitalised
/// word there must be other evidence.
pub(super) fn breaks_before(text: &str, position: usize, evidence: Evidence) -> bool {
    let left = run_before(text, position, char::is_alphabetic);
    let right = word_after(text, position);
    if !stands_alone(text, position, right) {
        return false;
    }
    let Some(last) = left.chars().next_back() else {
        let proof = opens(text, position) || evidence == Evidence::Credit;
        return evidence != Evidence::None && proof && after_figure(text, position);
    };
    if left.chars().nth(1).is_none() || tagged(text, position - left.len()) {
        return false;
    }
    let opens = right != "Car" && opens(text, position);
    if !last.is_lowercase() {
        // `la RATPLe trafic`: an acronym, then a word with one capital.
        let word = right == "À" || right.chars().nth(1).is_some_and(char::is_lowercase);
        return opens && word && left.chars().all(char::is_uppercase);
    }
    let ordinary = left.chars().nth(2).is_some() && left.chars().all(char::is_lowercase);
    let heading = evidence == Evidence::Heading
        && ordinary
        && right.chars().nth(1).is_some_and(char::is_lowercase);
    opens || heading || evidence == Evidence::Credit
}

fn opens(text: &str, position: usize) -> bool {
    opening(text, position) != Opening::Unknown
}

/// `en 2018Le site`, `(LR)Le site`, `45 %Le site`.
fn after_figure(text: &str, position: usize) -> bool {
    let letters = word_after(text, position).chars().nth(1).is_some();
    letters && previous(text, position).is_some_and(|c| c.is_ascii_digit() || closes_text(c))
}

/// Whether the word is a whole one: a space, a comma or an apostrophe behind it, no further capital
/// in it, save that of a name such as `Jean-Louis`.
fn stands_alone(text: &str, position: usize, word: &str) -> bool {
    word.chars().skip(1).all(|c| !c.is_uppercase())
        && next(text, position + word.len())
            .is_some_and(|c| c.is_whitespace() || is_apostrophe(c) || matches!(c, ',' | '-'))
}

/// Whether a word is a hashtag, a handle or part of an address.
fn tagged(text: &str, word: usize) -> bool {
    previous(text, word).is_some_and(|c| match c {
        '#' | '@' | '/' | '_' => true,
        '.' => next(text, word).is_some_and(char::is_lowercase),
        c => c.is_ascii_digit(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str) -> bool {
        let stop = text.find('|').expect("a mark") - 1;
        point_ends(&text.replace('|', ""), stop, stop + 1)
    }

    #[test]
    fn points_between_sentences() {
        for text in [
            "en 2018.|Le site",
            "son domicile.|Étonnant",
            "de l’ACE.|Selon",
            "(ACE).|Le",
            "veut.|UNE MESURE",
        ] {
            assert!(point(text), "{text}");
        }
    }

    #[test]
    fn points_inside_names() {
        for text in [
            "ASP.|NET",
            "Warez.|Com",
            "U.|S.A",
            "J.|Dupont",
            "M.|Dupont",
            "node.|js",
            "contrat.|PDF joint",
        ] {
            assert!(!point(text), "{text}");
        }
    }

    fn lost(text: &str, evidence: Evidence) -> bool {
        let position = text.find('|').expect("a mark");
        breaks_before(&text.replace('|', ""), position, evidence)
    }

    #[test]
    fn lost_line_breaks() {
        assert!(lost("Une victoire attendue|Les studios", Evidence::None));
        assert!(lost("Un site bloqué|L’ACE gagne", Evidence::None));
        assert!(lost("Le blocage|Netflix salue", Evidence::Heading));
        assert!(!lost("Le blocage|Netflix salue", Evidence::None));
        assert!(lost("Grève à la SNCF|Les trains", Evidence::None));
        assert!(lost("par Ma Chaîne|Dupont a", Evidence::Credit));
        assert!(lost("Bilan de 2018|Le site", Evidence::Heading));
    }

    #[test]
    fn names_with_capitals_inside() {
        for text in [
            "Bla|Bla Car",
            "Tik|Tok a",
            "#Sauvons|Le monde",
            "i|Phone",
            "Dans|LaTête",
            "BlaBla|Car roule",
        ] {
            assert!(!lost(text, Evidence::None), "{text}");
        }
        assert!(!lost("Tik|Tok annonce", Evidence::Heading));
    }
}
