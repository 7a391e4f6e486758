//! Sentence segmentation against hand-written cases, and properties that hold for any text.

use std::fmt::Write;

use proptest::prelude::*;
use tribune::text::{Role, Sentence, count_words, normalise, sentences, words};

const CASES: &str = include_str!("fixtures/segmentation.txt");

/// A block of the fixture file; its head explains the format.
#[derive(Default)]
struct Case {
    line: usize,
    phenomenon: String,
    input: Vec<String>,
    expected: Vec<(Role, String)>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = Case::default();
    for (number, line) in CASES.lines().enumerate() {
        let rest = line.get(2..).unwrap_or_default().to_owned();
        match line.chars().next() {
            None if !case.input.is_empty() => cases.push(std::mem::take(&mut case)),
            None => case = Case::default(),
            Some('#') => (case.line, case.phenomenon) = (number + 1, rest),
            Some('>') => case.input.push(rest),
            Some('=') => case.expected.push((Role::Body, rest)),
            Some('H') => case.expected.push((Role::Heading, rest)),
            Some('B') => case.expected.push((Role::Boilerplate, rest)),
            Some(other) => panic!("line {}: `{other}` opens no known line", number + 1),
        }
    }
    if !case.input.is_empty() {
        cases.push(case);
    }
    cases
}

fn found(text: &str) -> Vec<(Role, String)> {
    sentences(text)
        .iter()
        .map(|s| (s.role, s.text(text).replace('\n', "⏎")))
        .collect()
}

#[test]
fn every_case_is_cut_as_written() {
    let mut report = String::new();
    for case in cases() {
        let found = found(&case.input.join("\n"));
        if found != case.expected {
            let Case {
                line,
                phenomenon,
                expected,
                ..
            } = case;
            let _ = writeln!(
                report,
                "line {line}: {phenomenon}\n  expected {expected:#?}\n  found {found:#?}"
            );
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn there_are_enough_cases_and_each_says_why() {
    let cases = cases();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    assert!(
        cases
            .iter()
            .all(|case| !case.phenomenon.is_empty() && !case.expected.is_empty())
    );
}

#[test]
fn normalising_a_case_changes_nothing() {
    for case in cases() {
        let text = case.input.join("\n");
        assert_eq!(normalise(&text), text, "line {}", case.line);
    }
}

/// Cuts one line of `megabytes` MB, made of a unit that is hard for one rule or another.
fn cut_long_line(unit: &str, megabytes: usize) {
    let text = unit.repeat(megabytes * 1_000_000 / unit.len());
    let begun = std::time::Instant::now();
    let cut = sentences(&normalise(&text));
    assert!(!cut.is_empty());
    assert!(
        begun.elapsed().as_secs() < 60,
        "{unit:?} took {:?}",
        begun.elapsed()
    );
}

#[test]
fn a_line_of_50_megabytes_takes_linear_time() {
    cut_long_line("sans fin, ", 50);
}

#[test]
fn hard_lines_take_linear_time() {
    for unit in [
        "Le site a fermé. ",
        "a,b;1.2\"",
        "(«Non.\"",
        "A.B",
        ". \" ",
        "é",
        "(",
        "!)",
        "… ",
        "( A. ",
        "\"A b",
        "-A ",
    ] {
        cut_long_line(unit, 2);
    }
}

#[test]
fn a_run_without_stops_is_bounded() {
    let text = "et encore un mot ".repeat(2000);
    assert!(
        sentences(&text)
            .iter()
            .all(|s| count_words(s.text(&text)) <= 200)
    );
}

fn check(text: &str, cut: &[Sentence]) {
    let mut covered = 0;
    for sentence in cut {
        assert!(
            covered <= sentence.start
                && sentence.start < sentence.end
                && sentence.end <= text.len()
        );
        assert!(
            text[covered..sentence.start].trim().is_empty(),
            "lost {:?}",
            &text[covered..sentence.start]
        );
        assert_eq!(sentence.text(text).trim(), sentence.text(text));
        assert!(count_words(sentence.text(text)) <= 200);
        covered = sentence.end;
    }
    assert!(
        text[covered..].trim().is_empty(),
        "lost {:?}",
        &text[covered..]
    );
    assert!(
        cut.windows(2)
            .all(|pair| pair[0].paragraph <= pair[1].paragraph)
    );
}

/// Texts made of what the rules look for.
fn fragments() -> impl Strategy<Value = String> {
    let pieces = [
        " ",
        "\n",
        "\n\n",
        "\u{A0}",
        ".",
        "…",
        "...",
        "!",
        "?",
        "\"",
        "«",
        "»",
        "“",
        "”",
        "(",
        ")",
        "[",
        "]",
        "'",
        "’",
        ",",
        ":",
        "-",
        "—",
        "•",
        "M",
        "Mme",
        "etc",
        "J.-C",
        "art",
        "par ",
        "Le",
        "le",
        "A",
        "É",
        "e\u{301}",
        "20h30",
        "3,5",
        "µ",
        "www.",
        "https://",
        "@",
        "#",
        "/",
        "1.",
        "domestique",
        "TikTok",
        "Warner Bros",
        "👏🏽",
        ":)",
        "Lire aussi :",
        "©",
        "ا",
        "中。",
        "\u{200D}",
        "dit-il",
        "123Films.la",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_covered(text in any::<String>()) {
        check(&text, &sentences(&text));
    }

    #[test]
    fn any_french_looking_text_is_covered(text in fragments()) {
        check(&text, &sentences(&text));
    }

    #[test]
    fn normalising_twice_is_normalising_once(text in prop_oneof![any::<String>(), fragments()]) {
        let once = normalise(&text).into_owned();
        let twice = normalise(&once);
        prop_assert_eq!(twice.as_ref(), once.as_str());
        prop_assert!(matches!(twice, std::borrow::Cow::Borrowed(_)));
        let forbidden = ["\r", "\t", "\u{FEFF}", "\u{AD}", "\n\n\n"];
        prop_assert!(forbidden.iter().all(|sign| !once.contains(sign)));
    }

    #[test]
    fn words_hold_only_letters_digits_and_marks(text in any::<String>()) {
        for word in words(&text) {
            prop_assert!(word.starts_with(char::is_alphanumeric) && !word.contains(char::is_whitespace));
        }
    }
}
