//! What the rules ask of a part of a sentence: does it open with a verb, is it a subject, an attribution?

use super::lists::{
    DETERMINERS, FINITE, FINITE_ENDINGS, LOOSE_ENDINGS, SAYING, SUBORDINATE, TIMES,
};

/// The words of a part, in lower case, elided ones together with what they are elided before.
pub(super) fn words(part: &str) -> impl Iterator<Item = String> + '_ {
    part.split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .replace('’', "'")
                .to_lowercase()
        })
        .filter(|word| !word.is_empty())
}

fn is_finite(word: &str) -> bool {
    FINITE.contains(&word)
        || FINITE_ENDINGS.iter().any(|ending| word.ends_with(ending))
        || is_future(word)
        || ["s'", "n'"]
            .iter()
            .any(|clitic| word.strip_prefix(clitic).is_some_and(|rest| rest.len() > 1))
            && word != "s'il"
            && word != "s'ils"
}

/// "rouvrira", "permettra", "tiendront"; not "opéra" or "Sahara".
fn is_future(word: &str) -> bool {
    let long = word.chars().count() > 5;
    long && (word.ends_with("ront")
        || (word.ends_with("ra") && !word.ends_with("éra") && !word.ends_with("ara")))
}

/// Whether a part begins with a finite verb.
pub(super) fn opens_with_verb(part: &str) -> bool {
    words(part).next().is_some_and(|word| is_finite(&word))
}

/// Whether a part is a relative clause without its verb: the verb comes after it.
pub(super) fn is_open_relative(part: &str) -> bool {
    let relative = words(part).next().is_some_and(|word| {
        matches!(
            word.as_str(),
            "qui" | "que" | "dont" | "où" | "lequel" | "laquelle" | "lesquels" | "lesquelles"
        ) || word.starts_with("qu'")
    });
    relative && !words(part).any(|word| is_finite(&word))
}

/// Whether a part could be a main clause: it holds a finite verb and does not open as a subordinate.
pub(super) fn is_main_clause(part: &str) -> bool {
    words(part).any(|word| is_finite(&word)) && !opens_as_subordinate(part)
}

/// Whether a part opens with a preposition, a subordinator, an adverb of time or a participle.
pub(super) fn opens_as_subordinate(part: &str) -> bool {
    words(part)
        .next()
        .is_some_and(|word| SUBORDINATE.contains(&word.as_str()) || word.starts_with("qu'"))
}

/// Whether a part reads as a subject: a noun phrase that opens with a determiner, or a name.
pub(super) fn is_subject(part: &str) -> bool {
    let all: Vec<&str> = part
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let all = match all.first() {
        Some(first) if matches!(first.to_lowercase().as_str(), "mais" | "et" | "or") => &all[1..],
        _ => &all[..],
    };
    let lower: Vec<String> = words(part).collect();
    if lower.iter().any(|word| TIMES.contains(&word.as_str())) {
        return false;
    }
    let Some(first) = all.first() else {
        return false;
    };
    let first_lower = first.replace('’', "'").to_lowercase();
    let elided = first_lower.starts_with("l'");
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            || matches!(
                *word,
                "de" | "du" | "des" | "la" | "le" | "van" | "von" | "et"
            )
    };
    DETERMINERS.contains(&first_lower.as_str())
        || elided
        || (all.len() < 6
            && all.iter().all(is_name)
            && (all.len() > 1 || !opens_as_subordinate(part)))
}

/// Whether a part says who said the rest: "selon la police", "a indiqué le ministère".
pub(super) fn is_attribution(part: &str) -> bool {
    let mut words = words(part);
    let Some(first) = words.next() else {
        return false;
    };
    match first.as_str() {
        "selon" | "d'après" => true,
        "a" | "ont" | "avait" | "avaient" | "a-t-il" | "a-t-elle" | "ont-ils" | "ont-elles"
        | "a-t-on" => words.take(2).any(|word| SAYING.contains(&word.as_str())),
        verb => {
            let verb = verb.split('-').next().unwrap_or_default();
            SAYING.contains(&verb) && !verb.ends_with('é')
        }
    }
}

/// Whether a part states what was said: "que", "qu'".
pub(super) fn has_statement(part: &str) -> bool {
    words(part).any(|word| word == "que" || word.starts_with("qu'"))
}

/// Whether a part at the end of a sentence can be spared.
pub(super) fn is_loose_ending(part: &str) -> bool {
    let part = part.trim_start().replace('’', "'").to_lowercase();
    LOOSE_ENDINGS.iter().any(|opening| {
        part.strip_prefix(opening).is_some_and(|rest| {
            opening.ends_with(['\'', ' ', 'd']) || !rest.starts_with(char::is_alphanumeric)
        })
    })
}
