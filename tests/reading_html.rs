//! HTML pages: every fixture is read as its `.json` beside it says.

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

fn check(path: &Path) {
    let expected: Value =
        serde_json::from_slice(&std::fs::read(path.with_extension("json")).unwrap()).unwrap();
    let name = path.display();
    let article = read(path.to_owned());
    assert_eq!(article.title, text(&expected["title"]), "title of {name}");
    assert_eq!(article.url, text(&expected["url"]), "url of {name}");
    assert_eq!(
        article.outlet,
        text(&expected["outlet"]),
        "outlet of {name}"
    );
    assert_eq!(article.date, text(&expected["date"]), "date of {name}");
    let lines: Vec<&str> = article.text.lines().collect();
    let expected_lines: Vec<&str> = expected["text"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .collect();
    assert_eq!(lines, expected_lines, "text of {name}");
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
    if let Some(warnings) = expected["warnings"].as_array() {
        let warnings: Vec<&str> = warnings.iter().map(text).collect();
        assert_eq!(article.warnings, warnings, "warnings of {name}");
    }
}

#[test]
fn fixtures_are_read_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/html");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            check(&path);
            count += 1;
        }
    }
    assert!(count >= 10, "{count} fixtures");
}

#[test]
fn comments_are_numbered_under_their_article() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/html");
    let article = read(folder.join("disqus.html"));
    assert_eq!(article.id, "disqus");
    let ids: Vec<&str> = article
        .comments
        .iter()
        .map(|comment| comment.id.as_str())
        .collect();
    assert_eq!(ids, ["disqus-1", "disqus-2", "disqus-3"]);
    assert!(
        article
            .comments
            .iter()
            .all(|comment| comment.article_id == "disqus")
    );
}

#[test]
fn a_hundred_thousand_levels_do_not_overflow() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profond.html");
    let levels = 100_000;
    let html = format!(
        "<html><body><p>Au-dessus.</p>{}<p>Tout au fond.</p>{}<p>Au-dessous.</p></body></html>",
        "<div>".repeat(levels),
        "</div>".repeat(levels)
    );
    std::fs::write(&path, html).unwrap();
    let article = read(path);
    assert_eq!(article.text, "Au-dessus.\nTout au fond.\nAu-dessous.");
}
