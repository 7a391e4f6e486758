//! Bad input through the command line: the message names file, line and remedy, the other inputs get
//! their rows, and nothing panics.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use common::{
    COMMENTS, ERRORS, Ended, Row, Table, arg, built_in_threshold, check_stance, names, put, run,
};

const TEXT: &str =
    "Le tribunal a ordonné lundi le blocage de trois sites. Les éditeurs s’en félicitent.";
const PAGE: &str = "Trois sites bloqués\n\nLe tribunal a ordonné lundi le blocage de trois sites. \
    Les éditeurs s’en félicitent.\n\n1 commentaire\n\nEnfin une bonne nouvelle.\n";

fn gzip(path: &Path, write: impl FnOnce(&mut flate2::write::GzEncoder<fs::File>)) {
    let file = fs::File::create(path).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    write(&mut encoder);
    encoder.finish().unwrap();
}

/// A folder with everything that goes wrong, and a page that is sound.
fn inputs(folder: &Path) {
    put(folder, "saine.txt", PAGE);
    put(folder, "vide.txt", "");
    put(folder, "blanche.csv", "\u{FEFF} \r\n\r\n");
    put(
        folder,
        "image.txt",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0",
    );
    put(
        folder,
        "octets.jsonl",
        [0_u8, 159, 146, 150, 7, 0, 1, 2].repeat(64),
    );
    let unclosed = "comment_id,article_id,text\nq1,saine,Très bien.\nq2,saine,\"Oui, mais\nq3,saine,Non merci.\n";
    put(folder, "guillemet.csv", unclosed);
    put(
        folder,
        "colonne.csv",
        "article_id,titre,corps\n1,Un titre,Un corps.\n",
    );
    let mut lines = String::new();
    for n in 1..=10 {
        let line = if n == 7 {
            "{\"id\": \"l7\", \"text\": \"coupé".to_owned()
        } else {
            json(&format!("l{n}"), TEXT)
        };
        writeln!(lines, "{line}").unwrap();
    }
    put(folder, "lignes.jsonl", lines);
    let block = b"a ".repeat(1 << 19);
    gzip(&folder.join("bombe.txt.gz"), |gz| {
        (0..90).for_each(|_| gz.write_all(&block).unwrap());
    });
    gzip(&folder.join("coupee.txt.gz"), |gz| {
        gz.write_all(PAGE.as_bytes()).unwrap();
    });
    let cut = fs::read(folder.join("coupee.txt.gz")).unwrap();
    fs::write(folder.join("coupee.txt.gz"), &cut[..cut.len() - 12]).unwrap();
    put(folder, "faux.txt.gz", PAGE);
    // What can be read all the same.
    let html = |charset: &str| {
        format!(
            "<!DOCTYPE html><html><head><meta charset=\"{charset}\"><title>Été</title></head><body><article>\
            <h1>Un été sans piratage</h1><p>{TEXT}</p></article></body></html>"
        )
    };
    put(folder, "declare-latin.html", html("iso-8859-1"));
    let (mut windows, text) = (Vec::new(), html("utf-8"));
    for c in text.chars() {
        windows.push(match c {
            '’' => 0x92,
            c => u8::try_from(u32::from(c)).unwrap(),
        });
    }
    put(folder, "declare-utf8.html", windows);
    let unusual = TEXT
        .replace("ordonné", "ordonne\u{301}")
        .replace("éditeurs", "e\u{301}di\u{200B}teurs\u{FEFF}");
    put(
        folder,
        "nfd.txt",
        format!("\u{FEFF}{}", unusual.replace("trois", "tro\u{AD}is")),
    );
    put(folder, "retours.txt", PAGE.replace('\n', "\r"));
    put(
        folder,
        "retours.csv",
        "comment_id,article_id,text\rr1,saine,Un avis.\rr2,saine,Un autre avis.\r",
    );
    put(
        folder,
        "moitie.jsonl",
        r#"{"comment_id": "m1", "article_id": "saine", "comment": "Bravo \ud83d à la justice \udc4f !"}"#,
    );
    let long = "Ces sites ruinent les créateurs. ".repeat(3_031);
    put(
        folder,
        "long.jsonl",
        json("", &long).replace(
            "\"id\":\"\",\"text\"",
            "\"comment_id\":\"x1\",\"article_id\":\"saine\",\"comment\"",
        ),
    );
}

fn json(id: &str, text: &str) -> String {
    serde_json::json!({"id": id, "text": text}).to_string()
}

struct Reports {
    said: Ended,
    articles: Table,
    comments: Table,
    errors: Table,
}

/// One run over all of it, for most tests of this file.
fn reports() -> &'static Reports {
    static REPORTS: OnceLock<Reports> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("sortie");
        inputs(&folder.path().join("entrée"));
        let said = run(&["run", arg(&folder.path().join("entrée")), "-o", arg(&out)]);
        assert!(out.join("errors.csv").is_file(), "{said:?}");
        let [articles, comments, errors] =
            ["articles.csv", "comments.csv", "errors.csv"].map(|n| Table::read(&out, n));
        Reports {
            said,
            articles,
            comments,
            errors,
        }
    })
}

/// The one error of a file, which standard error told too.
#[track_caller]
fn error(file: &str) -> &'static Row {
    let Reports { said, errors, .. } = reports();
    let row = errors.find("input", file);
    assert!(
        !row["problem"].is_empty() && !row["remedy"].is_empty(),
        "{row:?}"
    );
    let line = said
        .stderr
        .lines()
        .find(|line| line.starts_with("error: ") && line.contains(file));
    let line = line.unwrap_or_else(|| panic!("{file} is not in {}", said.stderr));
    for cell in ["line", "problem", "remedy"] {
        assert!(line.contains(&*row[cell]), "{line}, {row:?}");
    }
    // The problem ends before its remedy begins.
    assert!(
        !line.contains(&format!("{} {}", row["problem"], row["remedy"])),
        "{line}"
    );
    row
}

#[track_caller]
fn says(row: &Row, texts: &[&str]) {
    for text in texts {
        assert!(
            row["problem"].contains(text) || row["remedy"].contains(text),
            "{text:?} is not in {row:?}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_listed_and_the_rest_is_read() {
    let Reports {
        said,
        articles,
        errors,
        ..
    } = reports();
    assert_eq!((said.status, said.stdout.as_str()), (1, ""), "{said:?}");
    assert_eq!(errors.header, ERRORS);
    assert_eq!(errors.len(), 10, "{errors:#?}");
    let page = articles.find("article_id", "saine");
    assert_eq!(page["summary"], TEXT);
    assert_eq!(
        articles.len(),
        1 + 9 + 2 + 1 + 1,
        "{:?}",
        articles.column("source")
    );
}

#[test]
fn files_without_text_are_named() {
    for empty in ["vide.txt", "blanche.csv"] {
        says(error(empty), &["empty"]);
    }
    says(error("image.txt"), &["binary", "PNG", ".txt"]);
    says(error("octets.jsonl"), &["binary", ".jsonl"]);
}

#[test]
fn rows_that_cannot_be_read_have_their_line() {
    let row = error("guillemet.csv");
    says(row, &["quote", "not closed", "double"]);
    assert_eq!((row["line"].as_str(), row["column"].as_str()), ("3", "10"));
    let row = error("lignes.jsonl");
    says(row, &["invalid JSON", "one object a line"]);
    assert_eq!(row["line"], "7");
    let row = error("colonne.csv");
    says(row, &["`text`", "`titre`", "`corps`", "rename"]);
    assert_eq!(row["line"], "1");
    let Reports {
        articles, comments, ..
    } = reports();
    let lines = articles
        .column("article_id")
        .into_iter()
        .filter(|id| id.starts_with('l'));
    assert_eq!(
        lines.collect::<Vec<_>>(),
        ["l1", "l2", "l3", "l4", "l5", "l6", "l8", "l9", "l10"]
    );
    for id in ["q1", "q3"] {
        check_stance(
            comments.find("comment_id", id),
            &["supportive", "opposed", "neutral"],
            built_in_threshold(),
        );
    }
}

#[test]
fn compressed_files_that_are_not_sound_are_named() {
    says(error("bombe.txt.gz"), &["gzip bomb", "decompress"]);
    says(error("coupee.txt.gz"), &["damaged", "cut short", "gzip -t"]);
    says(error("faux.txt.gz"), &["damaged", "do not begin as gzip"]);
}

#[test]
fn an_encoding_that_is_wrongly_declared_is_seen_through() {
    for file in ["declare-latin.html", "declare-utf8.html"] {
        let row = reports().articles.find("source", file);
        assert_eq!(
            (row["title"].as_str(), row["summary"].as_str()),
            ("Un été sans piratage", TEXT),
            "{file}"
        );
    }
}

#[test]
fn unusual_characters_are_made_usual() {
    let Reports {
        articles, comments, ..
    } = reports();
    assert_eq!(articles.find("source", "nfd.txt")["summary"], TEXT);
    let page = articles.find("source", "retours.txt");
    assert_eq!(
        (page["title"].as_str(), page["summary"].as_str()),
        ("Trois sites bloqués", TEXT)
    );
    assert_eq!(page["comments"], "1");
    assert_eq!(comments.find("comment_id", "r1")["text"], "Un avis.");
    assert_eq!(comments.find("comment_id", "r2")["text"], "Un autre avis.");
    let row = comments.find("comment_id", "m1");
    assert_eq!(row["text"], "Bravo \u{FFFD} à la justice \u{FFFD} !");
    assert!(row["warnings"].contains("surrogate"), "{row:?}");
}

#[test]
fn a_comment_of_100_000_characters_is_classified() {
    let Reports { comments, .. } = reports();
    assert_eq!(comments.header, COMMENTS);
    let row = comments.find("comment_id", "x1");
    assert!(row["text"].chars().count() > 100_000);
    assert_eq!(row["truncated"], "true");
    check_stance(
        row,
        &["supportive", "opposed", "neutral"],
        built_in_threshold(),
    );
    assert_eq!(comments.find("comment_id", "saine-1")["truncated"], "false");
}

#[test]
fn rows_on_standard_output_go_on_after_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let bad = put(folder.path(), "mauvais.csv", "nom,age\nLise,4\n");
    let good = put(folder.path(), "bon.csv", "comment\nBravo.\n");
    let ended = run(&["classify", arg(&bad), arg(&good)]).with(1).says(&[
        "mauvais.csv",
        "line 1",
        "rename",
    ]);
    assert_eq!(ended.json().len(), 1);
    let page = put(folder.path(), "page.txt", PAGE);
    let ended = run(&["summarise", arg(&bad), arg(&page), "absent.txt"])
        .with(1)
        .says(&["absent.txt", "mauvais.csv"]);
    assert_eq!(ended.stdout.trim(), TEXT);
    // A run that is to stop there writes nothing and leaves what was there.
    let out = folder.path().join("sortie");
    put(&out, "articles.csv", "ancien");
    run(&[
        "run",
        arg(&page),
        arg(&bad),
        "-o",
        arg(&out),
        "--on-error",
        "stop",
    ])
    .with(2)
    .says(&["mauvais.csv", "rename"]);
    assert_eq!(names(&out), ["articles.csv"]);
    assert_eq!(
        fs::read_to_string(out.join("articles.csv")).unwrap(),
        "ancien"
    );
}
