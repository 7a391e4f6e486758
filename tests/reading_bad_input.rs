//! Bad input: the message names file, line and remedy, and the other inputs are read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tribune::corpus::{Article, Corpus, CorpusError, Problem, ReadOptions};

/// A page that is read beside each bad input.
const GOOD: &str = "Une phrase assez longue pour un article.\n\n1 commentaire\n\nBien vu !";

fn open(folder: &Path) -> Corpus {
    Corpus::open(&[folder.to_owned()], &ReadOptions::default()).unwrap()
}

/// Reads a bad file beside a good one: the good one's row is there, and the bad one's problems.
fn read_bad(name: &str, bytes: &[u8]) -> (Vec<Article>, Vec<Problem>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("zzz.txt"), GOOD).unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let (mut articles, mut problems) = (Vec::new(), Vec::new());
    for article in open(folder.path()).articles() {
        match article {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
    }
    let good = articles.pop().unwrap();
    assert_eq!((good.id.as_str(), good.comments.len()), ("zzz", 1));
    for problem in &problems {
        assert!(problem.input.ends_with(name), "{problem}");
        assert!(!problem.remedy.is_empty(), "{problem}");
    }
    (articles, problems)
}

fn one_problem(name: &str, bytes: &[u8]) -> String {
    let (articles, problems) = read_bad(name, bytes);
    assert!(articles.is_empty(), "{articles:?}");
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems[0].to_string()
}

fn gzip(write: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    write(&mut encoder);
    encoder.finish().unwrap()
}

#[test]
fn empty_files() {
    for name in ["a.txt", "a.html", "a.csv", "a.jsonl"] {
        assert!(one_problem(name, b"").contains("the file is empty"));
        assert!(one_problem(name, b"\xEF\xBB\xBF \r\n").contains("the file is empty"));
        let packed = gzip(|_| ());
        assert!(one_problem(&format!("{name}.gz"), &packed).contains("the file is empty"));
    }
}

#[test]
fn binary_files() {
    assert!(one_problem("a.txt", b"%PDF-1.4\n%\xe2\xe3").contains("looks binary: a PDF document"));
    assert!(one_problem("a.csv", b"PK\x03\x04\x14\0\0").contains("looks binary: a zip archive"));
    let noise: Vec<u8> = (0..4096u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for name in ["a.txt", "a.html", "a.csv", "a.jsonl"] {
        assert!(one_problem(name, &noise).contains("looks binary"));
    }
}

#[test]
fn a_wrong_declared_encoding() {
    let html = "<meta charset=iso-8859-1><article><p>Déjà vu à Nîmes, l’été.</p></article>";
    assert_eq!(
        read_bad("a.html", html.as_bytes()).0[0].text,
        "Déjà vu à Nîmes, l’été."
    );
    let html = b"<meta charset=utf-8><article><p>D\xe9j\xe0 vu \xe0 N\xeemes, l\x92\xe9t\xe9.</p></article>";
    assert_eq!(
        read_bad("a.html", html).0[0].text,
        "Déjà vu à Nîmes, l’été."
    );
}

#[test]
fn an_unclosed_quote() {
    let text = "id,text\n1,bon\n2,\"sans fin\n3,bon\n4,bon\n";
    let (articles, problems) = read_bad("a.csv", text.as_bytes());
    assert_eq!(
        articles.iter().map(|a| a.id.as_str()).collect::<Vec<_>>(),
        ["1", "3", "4"]
    );
    assert_eq!((problems[0].line, problems[0].column), (Some(3), Some(3)));
    assert!(problems[0].problem.contains("quote is not closed"));
}

#[test]
fn a_table_without_the_needed_column() {
    let text = one_problem("a.csv", "article_id;titre;corps\n1;a;b\n".as_bytes());
    assert!(text.contains("no column `text`"), "{text}");
    assert!(text.contains("`article_id`, `titre`, `corps`"), "{text}");
    let text = one_problem("a.csv", "comment_id,commentaire\n1,b\n".as_bytes());
    assert!(text.contains("no column `comment` or `text`"), "{text}");
}

#[test]
fn invalid_json_on_line_seven_of_ten() {
    let mut lines: Vec<String> = (1..=10)
        .map(|n| format!("{{\"id\": {n}, \"text\": \"été\"}}"))
        .collect();
    lines[6] = "{\"id\": 7, \"text\": \"été\" oups}".to_owned();
    let (articles, problems) = read_bad("a.jsonl", lines.join("\n").as_bytes());
    assert_eq!(articles.len(), 9);
    assert_eq!(
        (problems[0].line, problems[0].column),
        (Some(7), Some(25)),
        "{problems:?}"
    );
    assert!(problems[0].problem.starts_with("invalid JSON"));
}

#[test]
fn rows_that_lack_something() {
    let (articles, problems) = read_bad(
        "a.jsonl",
        "{\"id\": 1}\n[]\n{\"id\": 2, \"text\": null}\n{\"text\": \"a\"}\n".as_bytes(),
    );
    assert_eq!(
        problems.iter().map(|p| p.line).collect::<Vec<_>>(),
        [Some(1), Some(2)]
    );
    assert_eq!(articles[0].warnings, ["The text is empty."]);
    assert_eq!(articles[1].id, "a-4");
}

#[test]
fn lone_surrogates_in_json() {
    let text = r#"{"id": 1, "text": "un \ud83d deux \ud83d\ude00"}"#;
    let (articles, problems) = read_bad("a.jsonl", text.as_bytes());
    assert!(problems.is_empty());
    assert_eq!(articles[0].text, "un \u{FFFD} deux 😀");
    assert!(articles[0].warnings[0].contains("U+FFFD"));
}

#[test]
fn fifty_megabytes_on_one_line() {
    let sentence = "Le site a fermé lundi matin. ";
    let long = sentence.repeat(50_000_000 / sentence.len());
    let started = Instant::now();
    for (name, bytes) in [
        ("a.txt", long.clone()),
        ("a.jsonl", format!("{{\"id\": 1, \"text\": \"{long}\"}}")),
        ("a.csv", format!("id,text\n1,\"{long}\"\n")),
        ("a.html", format!("<article><p>{long}</p></article>")),
    ] {
        let (articles, problems) = read_bad(name, bytes.as_bytes());
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(articles[0].text, long.trim_end());
    }
    // A debug build takes some 20 s; anything quadratic would take days.
    assert!(started.elapsed() < Duration::from_secs(300));
}

#[test]
fn a_comment_of_a_hundred_thousand_characters() {
    let long = "à bas les voleurs ".repeat(5556);
    for end in [
        format!("1 commentaire\n\n{long}"),
        format!("Commentaires\n{long}\nUn autre."),
    ] {
        let page = format!("Une phrase assez longue pour un article.\n\n{end}");
        let (articles, _) = read_bad("a.txt", page.as_bytes());
        assert_eq!(articles[0].comments[0].text, long.trim_end());
    }
    let row = format!("{{\"id\":1,\"text\":\"a\",\"comments\":[\"{long}\"]}}");
    assert_eq!(
        read_bad("a.jsonl", row.as_bytes()).0[0].comments[0].text,
        long.trim_end()
    );
}

#[test]
fn many_lines_take_linear_time() {
    let started = Instant::now();
    for line in [
        "2 commentaires\n",
        "Jean dit :\n",
        "Laisser un commentaire\n",
        "a\n",
        "\n\n",
        "12 mars 2023\n",
    ] {
        let page = format!(
            "Une phrase assez longue pour un article.\n{}fin",
            line.repeat(50_000)
        );
        read_bad("a.txt", page.as_bytes());
    }
    let quotes = format!("id,text\n{}", "1,\"a\n2,\"b\n".repeat(20_000));
    read_bad("a.csv", quotes.as_bytes());
    assert!(
        started.elapsed() < Duration::from_secs(120),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn folders_without_a_readable_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("photo.jpg"), b"x").unwrap();
    let error = Corpus::open(&[folder.path().to_owned()], &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, CorpusError::NoInput(_)), "{error}");
    assert!(error.to_string().contains(".txt"), "{error}");
    let error =
        Corpus::open(&[PathBuf::from("n/existe/pas")], &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, CorpusError::NotFound(_)), "{error}");
    assert!(error.to_string().contains("n/existe/pas"), "{error}");
    assert!(matches!(
        Corpus::open(&[], &ReadOptions::default()),
        Err(CorpusError::NoInput(_))
    ));
}

#[cfg(unix)]
#[test]
fn files_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret.txt");
    std::fs::write(&path, GOOD).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        return; // The superuser may read everything.
    }
    let problem = open(folder.path()).articles().next().unwrap().unwrap_err();
    assert!(
        problem.problem.contains("no permission") && problem.remedy.contains("chmod"),
        "{problem}"
    );
}

#[test]
fn gzip_bombs_and_damaged_gzip() {
    let block = vec![b'a'; 1 << 20];
    let bomb = gzip(|out| (0..200).for_each(|_| out.write_all(&block).unwrap()));
    for name in ["a.txt.gz", "a.html.gz", "a.csv.gz", "a.jsonl.gz"] {
        let text = one_problem(name, &bomb);
        assert!(text.contains("gzip bomb"), "{text}");
    }
    assert!(one_problem("a.txt.gz", b"pas du gzip").contains("gzip data are damaged"));
    let rows: Vec<String> = (0..20_000)
        .map(|n| format!("{{\"id\": {n}, \"text\": \"n° {}\"}}\n", n * 7919))
        .collect();
    let rows = rows.concat();
    let whole = gzip(|out| out.write_all(rows.as_bytes()).unwrap());
    let (articles, problems) = read_bad("a.jsonl.gz", &whole[..whole.len() / 2]);
    assert!(
        articles.len() > 1000,
        "what was whole is read: {}",
        articles.len()
    );
    assert!(problems[0].problem.contains("cut short"), "{problems:?}");
}

#[test]
fn decomposed_letters_and_invisible_characters() {
    let (articles, _) = read_bad(
        "a.txt",
        "De\u{301}ja\u{300} vu\u{200B} ici, à l\u{AD}’été.\0".as_bytes(),
    );
    assert_eq!(articles[0].text, "Déjà vu ici, à l’été.");
}

#[test]
fn returns_alone_as_line_ends() {
    let page = GOOD.replace('\n', "\r");
    assert_eq!(read_bad("a.txt", page.as_bytes()).0[0].comments.len(), 1);
    assert_eq!(read_bad("a.csv", b"id,text\r1,a\r2,b\r").0.len(), 2);
    assert_eq!(
        read_bad("a.jsonl", b"{\"text\":\"a\"}\r{\"text\":\"b\"}\r")
            .0
            .len(),
        2
    );
}
