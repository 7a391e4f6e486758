//! Lines that are only a date or a time.

use super::fold::fold;

/// What a word says about a date.
#[derive(PartialEq, Eq)]
enum Word {
    /// A date or time by itself: a month, `12/03/2023`, `14h05`.
    Date,
    /// A day without a figure: `hier`.
    Day,
    Number,
    /// A short unit, as in `3 h`.
    ShortUnit,
    /// A long unit, as in `il y a 3 heures`.
    Unit,
    /// A word that may stand in a date.
    Filler,
    Other,
}

const MONTHS: [&str; 46] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "janv",
    "fevr",
    "fev",
    "avr",
    "juil",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "jui",
    "jan.",
    "decem",
    "septem",
    "novem",
];
const FILLERS: [&str; 62] = [
    "le", "la", "a", "at", "on", "the", "il", "y", "ago", "environ", "de", "du", "depuis", "une",
    "un", "quelques", "plus", "moins", "d'un", "d'une", "publie", "publiee", "poste", "postee",
    "ecrit", "modifie", "modifiee", "edite", "edited", "posted", "date", "utc", "cest", "cet",
    "gmt", "am", "pm", "st", "nd", "rd", "th", "er", "1er", "vers", "lundi", "mardi", "mercredi",
    "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam", "dim", "monday",
    "tuesday", "friday", "saturday", "sunday",
];

fn word(token: &str) -> Word {
    if token.is_empty() {
        return Word::Filler;
    }
    if token.bytes().all(|b| b.is_ascii_digit()) {
        return if token.len() <= 4 {
            Word::Number
        } else {
            Word::Other
        };
    }
    if MONTHS.contains(&token) {
        return Word::Date;
    }
    match token {
        "hier" | "aujourd'hui" | "avant-hier" | "yesterday" | "today" | "l'instant" => Word::Day,
        "h" | "hr" | "hrs" | "min" | "mn" | "s" | "sec" | "j" | "sem" | "d" | "w" | "mo" => {
            Word::ShortUnit
        }
        "heure" | "heures" | "minute" | "minutes" | "jour" | "jours" | "semaine" | "semaines"
        | "mois" | "an" | "ans" | "annee" | "annees" | "seconde" | "secondes" | "hour"
        | "hours" | "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years" => {
            Word::Unit
        }
        _ if FILLERS.contains(&token) => Word::Filler,
        _ if is_figures(token) => Word::Date,
        _ => Word::Other,
    }
}

/// `12/03/2023`, `2023-03-12T14:05:00Z`, `14:05`, `14h05`, `3h`, `5min`.
fn is_figures(token: &str) -> bool {
    let mut digits = 0;
    let mut signs = 0;
    for c in token.chars() {
        match c {
            '0'..='9' => digits += 1,
            '/' | '.' | '-' | ':' | 'h' | 't' | 'z' | '+' => signs += 1,
            'm' | 'n' | 'i' | 's' | 'j' => {}
            _ => return false,
        }
    }
    let unit = token.trim_start_matches(|c: char| c.is_ascii_digit());
    let whole = matches!(unit, "h" | "min" | "mn" | "s" | "j") && token.len() > unit.len();
    whole || (digits >= 2 && signs >= 1 && token.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the line says nothing but when.
pub(super) fn is_date(line: &str) -> bool {
    if line.len() > 80 {
        return false;
    }
    let folded = fold(line);
    let separator = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | '·' | '•' | '|' | '(' | ')' | '[' | ']' | '–' | '—' | '@'
            )
    };
    let words: Vec<Word> = folded
        .split(separator)
        .map(|token| word(token.trim_matches(['.', ':', '-', ';'])))
        .collect();
    let has = |kind: &Word| words.contains(kind);
    if has(&Word::Other) {
        return false;
    }
    let figure = has(&Word::Number) || has(&Word::Date);
    let relative = folded.contains("il y a") || folded.contains("ago") || folded.contains("depuis");
    let month_alone = has(&Word::Date) && !folded.contains(|c: char| c.is_ascii_digit());
    (has(&Word::Date) && !month_alone)
        || has(&Word::Day)
        || (relative && (has(&Word::Unit) || has(&Word::ShortUnit)))
        || (figure && has(&Word::ShortUnit))
}

/// Whether a date is written in figures, or says the time of day or how long ago, which the end of
/// a sentence rarely does.
pub(super) fn is_precise(line: &str) -> bool {
    let folded = fold(line);
    let time = |token: &str| {
        let digit = token.starts_with(|c: char| c.is_ascii_digit());
        let date = token.matches(['/', '.', '-']).count() == 2 && token.len() >= 8;
        digit && (date || token.contains(['h', ':']))
    };
    folded.contains("il y a")
        || folded.contains(" ago")
        || folded.split_whitespace().any(time)
        || folded.split_whitespace().any(|token| token == "h")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for line in [
            "le 12 mars 2023 à 14 h 05",
            "12/03/2023",
            "12 mars 2023",
            "il y a 3 heures",
            "3 h",
            "il y a une heure",
            "Hier",
            "hier à 14:05",
            "lundi 3 avril 2023 à 9h12",
            "1er mai 2023",
            "2023-03-12T14:05:00Z",
            "12.03.2023 - 14:05",
            "March 12, 2023 at 2:05 pm",
            "14h05",
            "Publié le 12 mars 2023",
            "3 days ago",
            "à l’instant",
            "5 min",
            "· 2 j ·",
            "22 sept. 2023",
        ] {
            assert!(is_date(line), "{line}");
        }
        for line in [
            "",
            "12",
            "mars",
            "en mars 2023",
            "Le 12 mars, tout a fermé",
            "5 ans",
            "+1",
            "2023",
            "un mois de prison",
            "123Movies",
            "le jour",
            "C’est pour 2023",
        ] {
            assert!(!is_date(line), "{line}");
        }
        assert!(is_precise("12 mars à 14h05") && is_precise("12/03/2023"));
        assert!(!is_precise("le 12 mars 2023"));
    }
}
