//! Lines that name the author of a comment.

use super::date::{is_date, is_precise};
use super::fold::{ends_sentence, fold};

/// Words that names do not hold and short comments do.
const NO_NAME: [&str; 74] = [
    "je",
    "j'ai",
    "tu",
    "il",
    "elle",
    "on",
    "nous",
    "vous",
    "ils",
    "elles",
    "est",
    "c'est",
    "pas",
    "ne",
    "merci",
    "bravo",
    "super",
    "oui",
    "non",
    "lol",
    "mdr",
    "ptdr",
    "bien",
    "tres",
    "tout",
    "que",
    "qui",
    "trop",
    "enfin",
    "vive",
    "honte",
    "bon",
    "bonne",
    "article",
    "ca",
    "ok",
    "exactement",
    "dommage",
    "n'importe",
    "plus",
    "jamais",
    "toujours",
    "rien",
    "sont",
    "mais",
    "pour",
    "contre",
    "avec",
    "sans",
    "cela",
    "quoi",
    "comme",
    "comment",
    "pourquoi",
    "faut",
    "scandaleux",
    "genial",
    "nul",
    "nulle",
    "pareil",
    "idem",
    "bof",
    "xd",
    "genre",
    "voila",
    "bientot",
    "vivement",
    "lamentable",
    "parfait",
    "courage",
    "excellent",
    "depuis",
    "quel",
    "quelle",
];

/// Whether a line may be the name of somebody: a few words, no sentence.
pub(in crate::corpus) fn is_name(line: &str) -> bool {
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let initial = words.last().is_some_and(|word| word.chars().count() == 2);
    let first = |c: char| c.is_alphanumeric() || c == '@' || c == '_';
    (1..=4).contains(&words.len())
        && line.chars().count() <= 40
        && line.starts_with(first)
        && line.contains(char::is_alphabetic)
        && !line.contains([
            '!', '?', ';', ':', '…', '«', '»', '"', '“', '”', '(', ')', ',', '/', '#',
        ])
        && (!ends_sentence(line) || initial)
        && !words
            .iter()
            .any(|word| NO_NAME.contains(&fold(word).as_str()))
}

/// Whether a name is written as names are: one word, or capitals and signs of a pseudonym.
pub(super) fn is_written_as_name(line: &str) -> bool {
    let marked = |word: &str| {
        word.starts_with(char::is_uppercase)
            || word.contains(|c: char| c.is_ascii_digit() || c == '_' || c == '@')
            || matches!(word, "de" | "du" | "le" | "la" | "et")
    };
    is_name(line) && line.split_whitespace().all(marked)
}

/// A line with the author of a comment and something else that is not the comment's text.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::corpus) struct Byline {
    pub author: String,
    /// Where the comment begins on the same line.
    pub text: Option<String>,
    /// Whether it stands above the comment whatever the others do, as `Jean dit :`.
    pub above: bool,
}

/// Reads `Jean_D dit :`, `Posté par Jean_D le 12 mars`, `Jean_D | il y a 3 heures`.
pub(in crate::corpus) fn byline(line: &str) -> Option<Byline> {
    // Only the first words matter, and a comment may be long.
    let head: String = line.chars().take(200).collect();
    let words: Vec<&str> = head.split_whitespace().collect();
    let numbered = words.len() > 1 && is_number(words[0]);
    let words = &words[usize::from(numbered)..];
    says(line, words).or_else(|| {
        if line.len() <= 160 {
            dated(words)
        } else {
            None
        }
    })
}

/// `#3`, `3.`, `12)`.
fn is_number(word: &str) -> bool {
    let digits = word
        .trim_start_matches('#')
        .trim_end_matches(['.', ')', '-']);
    digits.len() < word.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn says(line: &str, words: &[&str]) -> Option<Byline> {
    for at in 1..words.len().min(6) {
        let verb = fold(words[at]);
        let (verb, mut next) = match verb.as_str() {
            "a" | "has" => (fold(words.get(at + 1)?), at + 2),
            _ => (verb, at + 1),
        };
        let (verb, mut colon) = match verb.strip_suffix(':') {
            Some(verb) => (verb.to_owned(), true),
            None => (verb, false),
        };
        let verbs = [
            "dit", "says", "said", "ecrit", "wrote", "repondu", "repond", "commente", "reagi",
        ];
        if !verbs.contains(&verb.as_str()) {
            continue;
        }
        let author = words[..at].join(" ");
        if !is_name(&author) {
            return None;
        }
        if words.get(next) == Some(&":") {
            colon = true;
            next += 1;
        }
        let rest = words[next.min(words.len())..].join(" ");
        if rest.is_empty() {
            return colon.then_some(Byline {
                author,
                text: None,
                above: true,
            });
        }
        if is_date(rest.trim_end_matches([' ', ':'])) {
            return Some(Byline {
                author,
                text: None,
                above: true,
            });
        }
        if colon && is_written_as_name(&author) {
            let (_, text) = line.split_once(':')?;
            let text = Some(text.trim().to_owned());
            return Some(Byline {
                author,
                text,
                above: true,
            });
        }
        return None;
    }
    None
}

fn dated(words: &[&str]) -> Option<Byline> {
    let folded: Vec<String> = words.iter().take(3).map(|word| fold(word)).collect();
    let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
    let skipped = match folded.as_slice() {
        [
            "poste" | "publie" | "ecrit" | "redige" | "envoye" | "commente",
            "par",
            ..,
        ]
        | ["posted" | "written", "by", ..]
        | ["commentaire", "de" | "par", ..] => 2,
        ["par" | "by" | "de", ..] => 1,
        _ => 0,
    };
    let words = &words[skipped..];
    let separators = [',', '|', '·', '•', '-', '–', '—', ':'];
    for at in 1..words.len().min(7) {
        let author = words[..at].join(" ");
        let tail = words[at..].join(" ");
        let separated = author.ends_with(separators) || tail.starts_with(separators);
        let author = author.trim_end_matches(separators).trim_end();
        // A plain date may end a short comment: `J’attends le 12 mars 2023`.
        let plain = is_written_as_name(author) && !author.contains(['’', '\'']);
        let sure = skipped > 0 || separated || is_precise(&tail) || plain;
        if sure && is_name(author) && is_date(&tail) {
            return Some(Byline {
                author: author.to_owned(),
                text: None,
                above: false,
            });
        }
    }
    let author = words.join(" ");
    let alone = skipped > 0 && folded[0] != "de" && is_written_as_name(&author);
    alone.then_some(Byline {
        author,
        text: None,
        above: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "Jean_D",
            "Marie Dupont",
            "piratefan77",
            "Jean D.",
            "@sophie",
            "El Mehdi B.",
        ] {
            assert!(is_name(name), "{name}");
        }
        for text in [
            "Bravo",
            "Merci pour tout",
            "Très bon article.",
            "C’est nul",
            "",
            "12",
            "Ah !",
        ] {
            assert!(!is_name(text), "{text}");
        }
        assert!(!is_written_as_name("fermez ce site") && is_written_as_name("Jean de Metz"));
    }

    #[test]
    fn bylines() {
        let author = |line: &str| byline(line).map(|byline| byline.author);
        for line in [
            "Jean_D dit :",
            "Jean_D dit:",
            "Jean_D a écrit :",
            "Jean_D says:",
            "#3 Jean_D dit :",
            "Jean_D dit le 12 mars 2023 à 14 h 05 :",
            "Posté par Jean_D le 12 mars 2023",
            "Par Jean_D, le 12 mars",
            "Jean_D | 12 mars 2023",
            "Jean_D - il y a 3 heures",
            "Jean_D le 12 mars 2023 à 14h05",
            "Publié par Jean_D",
            "Jean_D · 3 h",
            "Jean_D 12/03/2023 14:05",
            "Jean_D le 12/03/2023",
            "Jean_D le 12 mars 2023",
        ] {
            assert_eq!(author(line).as_deref(), Some("Jean_D"), "{line}");
        }
        for line in [
            "Il dit : c’est fini",
            "On nous dit :",
            "J’attends le 12 mars 2023",
            "Jean_D",
            "Par ici !",
            "Le ministre dit que tout va bien",
            "De Marie",
            "Vivement le 12 mars 2024",
        ] {
            assert_eq!(author(line), None, "{line}");
        }
        let inline = byline("Jean_D dit : Très bien : bravo !").unwrap();
        assert_eq!(inline.text.as_deref(), Some("Très bien : bravo !"));
    }
}
