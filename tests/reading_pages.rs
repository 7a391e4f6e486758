//! Text pages: every fixture is read as its `.json` beside it says, in every encoding and with
//! every kind of line end.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tribune::corpus::{Article, Corpus, ReadOptions};

fn read(path: PathBuf) -> Article {
    let mut corpus = Corpus::open(&[path], &ReadOptions::default()).unwrap();
    corpus.articles().next().unwrap().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn check(article: &Article, expected: &Value, name: &str) {
    assert_eq!(article.title, text(&expected["title"]), "title of {name}");
    assert!(
        article.text.starts_with(text(&expected["first"])),
        "{name}: {}",
        article.text
    );
    assert!(
        article.text.ends_with(text(&expected["last"])),
        "{name}: {}",
        article.text
    );
    let comments: Vec<(&str, &str)> = article
        .comments
        .iter()
        .map(|c| (c.author.as_str(), c.text.as_str()))
        .collect();
    let expected_comments: Vec<(&str, &str)> = expected["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|comment| (text(&comment[0]), text(&comment[1])))
        .collect();
    assert_eq!(comments, expected_comments, "comments of {name}");
    let warnings: Vec<&str> = expected["warnings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(text)
        .collect();
    assert_eq!(article.warnings, warnings, "warnings of {name}");
}

fn fixtures() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pages");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    pages
        .map(|path| {
            let expected = std::fs::read(path.with_extension("json")).unwrap();
            (path, serde_json::from_slice(&expected).unwrap())
        })
        .collect()
}

#[test]
fn fixtures_are_read_as_expected() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 10, "{} fixtures", fixtures.len());
    for (path, expected) in fixtures {
        let name = path.display().to_string();
        check(&read(path), &expected, &name);
    }
}

#[test]
fn encodings_and_line_ends_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    for (path, expected) in fixtures() {
        let Ok(page) = std::fs::read_to_string(&path) else {
            continue;
        };
        let utf16 = |text: &str, big: bool| -> Vec<u8> {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            units
                .flat_map(|u| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect()
        };
        let variants = [
            ("crlf", page.replace('\n', "\r\n").into_bytes()),
            ("cr", page.replace('\n', "\r").into_bytes()),
            ("bom", format!("\u{FEFF}{page}").into_bytes()),
            ("utf16le", utf16(&page, false)),
            ("utf16be", utf16(&page, true)),
            ("newline", format!("{}\n\n", page.trim_end()).into_bytes()),
            ("nfd", page.replace('é', "e\u{301}").into_bytes()),
            ("zero-width", page.replace("e ", "e\u{200B} ").into_bytes()),
            ("nul", page.replace(". ", ".\0 ").into_bytes()),
        ];
        for (variant, bytes) in variants {
            let copy = folder.path().join(path.file_name().unwrap());
            std::fs::write(&copy, bytes).unwrap();
            check(
                &read(copy),
                &expected,
                &format!("{} ({variant})", path.display()),
            );
        }
    }
}
