//! Bad input through the command line: the message names file, line and remedy, the other inputs get
//! their rows, and nothing panics.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use common::{
    BINARY, COMMENTS, ERRORS, Ended, Row, Table, arg, check_stance, end, names, put, run, tribune,
};

const TEXT: &str =
    "Le tribunal a ordonné lundi le blocage de trois sites. Les éditeurs s’en félicitent.";
const PAGE: &str = "Trois sites bloqués\n\nLe tribunal a ordonné lundi le blocage de trois sites. \
    Les éditeurs s’en félicitent.\n\n1 commentaire\n\nEnfin une bonne nouvelle.\n";

fn gzip(path: &Path, write: impl FnOnce(&mut flate2::write::GzEncoder<fs::File>)) {
    let file = fs::File::create(path).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
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
        (0..90).for_each(|_| gz.write_all(&block).unwrap())
    });
    gzip(&folder.join("coupee.txt.gz"), |gz| {
        gz.write_all(PAGE.as_bytes()).unwrap()
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
            0.5,
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
    check_stance(row, &["supportive", "opposed", "neutral"], 0.5);
    assert_eq!(comments.find("comment_id", "saine-1")["truncated"], "false");
}

#[test]
fn without_a_readable_file_the_command_cannot_run() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "in/photo.jpg", "x");
    put(folder.path(), "in/.caché.txt", PAGE);
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    for command in ["summarise", "classify"] {
        run(&[command, arg(&input)]).with(2).says(&[
            arg(&input),
            "no file that could be read",
            ".jsonl",
        ]);
    }
    run(&["run", arg(&input), "-o", arg(&out)])
        .with(2)
        .says(&[arg(&input), ".txt"]);
    let absent = folder.path().join("absent.txt");
    run(&["run", arg(&absent), "-o", arg(&out)]).with(2).says(&[
        "absent.txt",
        "no such file",
        "check",
    ]);
    let file = put(folder.path(), "page.txt", PAGE);
    run(&["run", arg(&file), "-o", arg(&file)])
        .with(2)
        .says(&["page.txt", "not a folder"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), PAGE);
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

#[cfg(unix)]
#[test]
fn what_may_not_be_read_or_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "page.txt", PAGE);
    let closed = put(folder.path(), "fermée.txt", PAGE);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0)).unwrap();
    if fs::read(&closed).is_ok() {
        eprintln!("skipped: this user may read and write anything (root)");
        return;
    }
    let out = folder.path().join("sortie");
    run(&["run", arg(&page), arg(&closed), "-o", arg(&out)])
        .with(1)
        .says(&["fermée.txt", "permission", "chmod"]);
    says(
        Table::read(&out, "errors.csv").find("input", "fermée.txt"),
        &["permission", "chmod"],
    );
    assert_eq!(Table::read(&out, "articles.csv").len(), 1);
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    run(&["run", arg(&page), "-o", arg(&out)]).with(2).says(&[
        "sortie",
        "permission",
        "another folder",
    ]);
}

/// Starts the program on the words of `script` with `$TRIBUNE` and `$DIR` set.
fn script(folder: &Path, script: &str) -> Ended {
    let mut command = assert_cmd::Command::new("sh");
    end(command
        .args(["-c", script])
        .env("TRIBUNE", BINARY)
        .env("DIR", folder))
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_leaves_the_old_tables() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "petit.txt", PAGE);
    let comments: String = (0..40)
        .map(|n| json(&n.to_string(), &TEXT.repeat(40)).replace("\"id\"", "\"comment_id\"") + "\n")
        .collect();
    put(folder.path(), "grand.jsonl", comments);
    for name in ["disque", "avant", "après"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let inside = "mount -t tmpfs -o size=96k none \"$DIR/disque\" || exit 77; \
        \"$TRIBUNE\" run \"$DIR/petit.txt\" -o \"$DIR/disque\" -q || exit 78; cp \"$DIR/disque\"/* \"$DIR/avant\"; \
        \"$TRIBUNE\" run \"$DIR/grand.jsonl\" -o \"$DIR/disque\" -q; status=$?; \
        ls -A \"$DIR/disque\" >&2; cp \"$DIR/disque\"/* \"$DIR/après\"; exit $status";
    // User namespaces let anyone mount a small disk; not every system grants them.
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "true"]);
    if command.status().is_ok_and(|status| status.success()) {
        let ended = script(
            folder.path(),
            &format!("exec unshare --map-root-user --mount sh -c '{inside}'"),
        );
        if ended.status != 77 {
            let ended = ended
                .with(2)
                .says(&["no space left", "disque", "free some"]);
            let left: Vec<&str> = ended.stderr.lines().rev().take(3).collect();
            assert_eq!(
                left,
                ["errors.csv", "comments.csv", "articles.csv"],
                "{}",
                ended.stderr
            );
            same_files(&folder.path().join("avant"), &folder.path().join("après"));
            return;
        }
    }
    eprintln!("skipped: no small disk can be mounted here");
}

/// A limit on the size of files does what a quota does.
#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_leaves_the_old_tables() {
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "petit.txt", PAGE);
    put(
        folder.path(),
        "grand.txt",
        format!("{PAGE}\n{}", "Un long commentaire. ".repeat(20_000)),
    );
    let (out, before) = (folder.path().join("sortie"), folder.path().join("avant"));
    run(&["run", arg(&page), "-o", arg(&out)]).with(0);
    fs::create_dir(&before).unwrap();
    for name in names(&out) {
        fs::copy(out.join(&name), before.join(&name)).unwrap();
    }
    let limited =
        "ulimit -f 100; trap '' XFSZ; exec \"$TRIBUNE\" run \"$DIR/grand.txt\" -o \"$DIR/sortie\"";
    let ended = script(folder.path(), limited).with(2);
    assert!(
        ended.stderr.starts_with("error: ") && ended.stderr.contains('`'),
        "{}",
        ended.stderr
    );
    same_files(&before, &out);
}

#[track_caller]
fn same_files(one: &Path, two: &Path) {
    assert_eq!(names(one), names(two));
    for name in names(one) {
        assert_eq!(
            fs::read_to_string(one.join(&name)).unwrap(),
            fs::read_to_string(two.join(&name)).unwrap()
        );
    }
}

/// One line of text without an end, and the warning of a text too long to be looked at whole.
fn check_single_line(bytes: usize, truncated: bool) {
    let folder = tempfile::tempdir().unwrap();
    let sentence =
        |n: usize| format!("Le tribunal a ordonné lundi le blocage du site numéro {n}. ");
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        // Most of it comes again and again, as in a file that was joined from copies of itself.
        text.push_str(&sentence(n % 1_000));
    }
    let line = put(folder.path(), "ligne.txt", text.trim_end());
    let page = put(folder.path(), "page.txt", PAGE);
    let mut command = tribune([
        "summarise",
        arg(&line),
        arg(&page),
        "--format",
        "csv",
        "--words",
        "30",
    ]);
    let ended = end(command.timeout(Duration::from_secs(1_800))).with(0);
    let rows = Table::parse(&ended.stdout);
    assert_eq!(rows.column("article_id"), ["ligne", "page"]);
    let (row, summary) = (&rows[0], &rows[0]["summary"]);
    assert!(
        (1.0..=30.0).contains(&row.number("summary_words")),
        "{row:?}"
    );
    let chosen: Vec<&str> = summary.split_inclusive(". ").map(str::trim).collect();
    for (at, one) in chosen.iter().enumerate() {
        assert!(text.contains(one) && !chosen[..at].contains(one), "{row:?}");
    }
    assert_eq!(
        (row["truncated"] == "true", !row["warnings"].is_empty()),
        (truncated, truncated),
        "{row:?}"
    );
    assert_eq!(rows[1]["summary"], TEXT);
}

/// The same at 50 MB is `a_single_line_of_50_megabytes`.
#[test]
fn a_long_single_line_is_summarised() {
    check_single_line(40_000, false);
}

#[test]
#[ignore = "takes minutes; run it with --ignored"]
fn a_single_line_of_50_megabytes() {
    check_single_line(50_000_000, true);
}

/// What is said twice in an article is not said twice in its summary.
#[test]
fn a_summary_does_not_repeat_itself() {
    let folder = tempfile::tempdir().unwrap();
    let page = put(folder.path(), "page.txt", format!("{TEXT} ").repeat(20));
    let ended = run(&["summarise", arg(&page), "--words", "40"]).with(0);
    assert_eq!(
        ended.stdout.matches("Le tribunal a ordonné").count(),
        1,
        "{}",
        ended.stdout
    );
}
