//! Abbreviations, initials and labels: points that do not stop.

use super::starter::{Opening, opening};
use crate::text::chars::{
    is_apostrophe, is_capital, next, previous, run_before, word_after, word_before,
};

/// What follows an abbreviation, and so whether it may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A title or a word that always takes a complement: `M.`, `cf.`, `art.`; never the end.
    Bound,
    /// Takes a number, else is an ordinary word: `3 sept. 2023`, `art. L. 12`, but `ils étaient sept.`
    Numeric,
    /// May be the last word: `etc.`, `Inc.`; the end before a capital.
    Closing,
    /// May be the last word or go on as a name: `Warner Bros.`, `U.S.A.`
    Name,
}

/// Whether the single point at `stop` may end a sentence when a capital stands at `after`.
pub(super) fn may_end_before_capital(text: &str, stop: usize, after: usize) -> bool {
    match kind(text, stop) {
        None | Some(Kind::Closing) => true,
        Some(Kind::Numeric) => !is_reference(text, after),
        Some(Kind::Bound) => false,
        Some(Kind::Name) => match opening(text, after) {
            Opening::Sure => true,
            Opening::Particle => takes_article(text, stop),
            Opening::Unknown => false,
        },
    }
}

/// Whether the single point at `stop` may end a sentence when a digit follows.
pub(super) fn may_end_before_digit(text: &str, stop: usize) -> bool {
    matches!(kind(text, stop), None | Some(Kind::Closing))
}

/// Whether the word before the point is no abbreviation at all.
pub(super) fn is_plain(text: &str, stop: usize) -> bool {
    kind(text, stop).is_none()
}

/// Whether what stands before the point is the label of a list item: `1.`, `12.`, `a.`, `IV.`
/// at the sentence's start or after a colon or semicolon.
pub(super) fn is_label(text: &str, sentence: usize, stop: usize) -> bool {
    let word = word_before(text, stop);
    let number = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let letter = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let roman = word.len() <= 5 && word.bytes().all(|b| b"IVX".contains(&b));
    if word.is_empty() || !(number || letter || roman) {
        return false;
    }
    let start = stop - word.len();
    start == sentence || (number && text[..start].trim_end().ends_with([':', ';', '(']))
}

/// Whether what follows is a number in letters: `II`, `L. 335-2`, `R12`.
fn is_reference(text: &str, after: usize) -> bool {
    let word = word_after(text, after);
    if next(text, after + word.len()).is_some_and(is_apostrophe) {
        return false;
    }
    let single = word.chars().nth(1).is_none() && next(text, after + word.len()) == Some('.');
    let roman = word.bytes().all(|b| b"IVXLC".contains(&b));
    single || roman || word.bytes().any(|b| b.is_ascii_digit())
}

/// The kind of the abbreviation that ends at `stop`, if it is one.
fn kind(text: &str, stop: usize) -> Option<Kind> {
    let token = run_before(text, stop, |c| {
        c.is_alphanumeric() || matches!(c, '.' | '-' | '‑')
    });
    let token = without_glued_word(token);
    if token.is_empty() {
        return None;
    }
    if is_initials(token) {
        return initials(text, stop, token);
    }
    known(token, text[..stop - token.len()].trim_end())
}

/// The abbreviation in `établis.MM`, where a sentence ended with nothing behind it.
fn without_glued_word(token: &str) -> &str {
    match token.split_once('.') {
        Some((word, rest)) if word.chars().nth(3).is_some() => rest,
        _ => token,
    }
}

/// Single letters with points or hyphens between them: `F`, `J.-P`, `U.S.A`.
fn is_initials(token: &str) -> bool {
    let mut letters = 0;
    let single = token
        .split(['.', '-', '‑'])
        .filter(|part| !part.is_empty())
        .all(|part| {
            letters += 1;
            let mut chars = part.chars();
            chars.next().is_some_and(is_capital) && chars.next().is_none()
        });
    single && letters > 0
}

fn initials(text: &str, stop: usize, token: &str) -> Option<Kind> {
    let left = text[..stop - token.len()].trim_end();
    match token {
        "M" => Some(Kind::Bound),
        "J.-C"
            if ["av.", "apr.", "ap.", "avant", "après"]
                .iter()
                .any(|era| left.ends_with(era)) =>
        {
            Some(Kind::Closing)
        }
        // `Il y en A.` and `VAS-Y.` in capitals are words.
        "Y" | "A" | "À" if previous(left, left.len()).is_some_and(char::is_uppercase) => None,
        _ => Some(Kind::Name),
    }
}

/// Whether an article after initials begins a sentence: after an acronym of three letters or more,
/// or after a letter that names a thing (`le plan B. Le ministre …`).
fn takes_article(text: &str, stop: usize) -> bool {
    let token = run_before(text, stop, |c| c.is_alphanumeric() || c == '.');
    if !is_initials(token) {
        return true;
    }
    let left = text[..stop - token.len()].trim_end();
    let noun = word_before(left, left.len()).to_lowercase();
    token.split('.').filter(|part| !part.is_empty()).count() >= 3
        || [
            "plan",
            "vitamine",
            "catégorie",
            "groupe",
            "hépatite",
            "classe",
            "série",
            "type",
            "annexe",
            "zone",
            "ligue",
        ]
        .contains(&noun.as_str())
}

fn known(token: &str, left: &str) -> Option<Kind> {
    let word = token.to_lowercase();
    let capital = token.starts_with(is_capital);
    let kind = match word.as_str() {
        "mm" | "mme" | "mmes" | "mlle" | "mlles" | "mgr" | "dr" | "drs" | "pr" | "prs" | "mr"
        | "mrs" | "ms" | "st" | "ste" | "me" | "prof" | "gal" | "col" | "cdt" | "cne" | "lt"
        | "sgt" | "gén"
            if capital =>
        {
            Kind::Bound
        }
        "cf" | "pp" | "chap" | "éd" | "édit" | "tél" | "env" | "réf" | "trad" | "av" | "apr"
        | "vs" | "dép" | "arr" | "approx" | "p.ex" | "c.-à-d" | "c.à.d" | "càd" | "i.e" | "e.g"
        | "n°" | "bull" | "cass" | "civ" | "crim" | "alin" | "boul" | "resp" => Kind::Bound,
        "bd" if !capital => Kind::Bound,
        "al" if left.ends_with("et") => Kind::Closing,
        "ex" if left.ends_with("p.") || left.ends_with("par") => Kind::Bound,
        "etc" | "inc" | "ltd" | "cie" | "a.m" | "p.m" | "hab" | "suiv" | "ibid" | "sq" => {
            Kind::Closing
        }
        "bros" | "corp" | "co" | "jr" | "sr" if capital => Kind::Name,
        "art" | "vol" | "fig" | "dir" | "coll" | "no" | "al" | "janv" | "févr" | "fév" | "avr"
        | "juil" | "sept" | "oct" | "nov" | "déc" | "tel" | "min" | "max" | "t" | "ill" | "ex"
        | "op" => Kind::Numeric,
        "p" | "c" | "s" | "v" if !left.ends_with(|c: char| c.is_ascii_digit()) => Kind::Bound,
        _ => return None,
    };
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> bool {
        let stop = text.rfind('|').expect("a mark") - 1;
        let text = text.replace('|', "");
        may_end_before_capital(&text, stop, stop + 2)
    }

    #[test]
    fn titles_and_references_are_bound() {
        for text in [
            "M.| Dupont",
            "Mme.| Le Gall",
            "cf.| Annexe",
            "art.| L. 12",
            "p.| Martin",
            "(éd.| Gallimard)",
        ] {
            assert!(!ends(text), "{text}");
        }
    }

    #[test]
    fn some_may_close() {
        for text in [
            "films, etc.| Le site",
            "Marquelune Inc.| Le site",
            "44 av. J.-C.| Rome",
            "un vol.| Mercredi",
            "plan B.| Le site",
        ] {
            assert!(ends(text), "{text}");
        }
    }

    #[test]
    fn initials_go_on_to_a_name() {
        for text in [
            "J.-P.| Martin",
            "F.| Le Gall",
            "Warner Bros.| Discovery",
            "U.S.| Army",
        ] {
            assert!(!ends(text), "{text}");
        }
        assert!(ends("aux U.S.A.| Le pays"));
    }

    #[test]
    fn labels_open_items() {
        assert!(is_label("1. Bloquer", 0, 1));
        assert!(is_label("Deux pistes : 1. Bloquer", 0, 15));
        assert!(!is_label("2018. Une année", 0, 4));
        assert!(!is_label("Ils sont 12. Les", 0, 11));
    }
}
