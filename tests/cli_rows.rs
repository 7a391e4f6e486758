//! `tribune summarise` and `classify` on the command line: what stands on standard output.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use common::{
    BINARY, COMMENTS, Row, Table, arg, built_in_threshold, check_stance, end, project, put, run,
    tribune,
};
use predicates::prelude::*;
use serde_json::Value;
use tribune::evaluate::faithful;
use tribune::text::count_words;

const LONG: &str = "La cour d’appel de Lyon a confirmé jeudi la condamnation des trois administrateurs du site. \
    Ils avaient mis en ligne plus de 6.000 films entre 2019 et 2022, selon l’enquête. \
    Le parquet avait requis des peines de deux ans de prison avec sursis. \
    « Nous prenons acte de cette décision », a déclaré leur avocat, Me Delaunoy, à la sortie de l’audience. \
    Les producteurs réclamaient 4,2 millions d’euros ; la cour leur en accorde 800.000. \
    L’un des prévenus a annoncé qu’il se pourvoirait en cassation.";
const SHORT: &str = "Le site a fermé. Ses visiteurs le regrettent.";

/// Two articles that are equal, a short one and one without text.
fn articles() -> String {
    let rows = [
        serde_json::json!({"id": 1, "title": "Trois condamnations", "text": LONG, "rubrique": "Justice", "date": "2024-03-12"}),
        serde_json::json!({"id": "vide", "title": null, "text": "", "comments": null}),
        serde_json::json!({"id": 2, "title": "Trois condamnations", "text": LONG, "page": 7}),
        serde_json::json!({"id": "bref", "text": SHORT}),
    ];
    rows.map(|row| row.to_string()).join("\n")
}

/// Each JSON row says what the CSV row says, under the same names in the same order.
#[track_caller]
fn same_rows(csv: &Table, json: &[Value]) {
    assert_eq!(csv.len(), json.len());
    for (row, object) in csv.iter().zip(json) {
        let object = object.as_object().unwrap();
        let names: Vec<&str> = object.keys().map(String::as_str).collect();
        let kept: Vec<&str> = csv
            .header
            .split(',')
            .filter(|name| object.contains_key(*name))
            .collect();
        assert_eq!(names, kept);
        for name in csv.header.split(',') {
            same_cell(row, name, object.get(name).unwrap_or(&Value::Null));
        }
    }
}

#[track_caller]
fn same_cell(row: &Row, name: &str, value: &Value) {
    let cell = &row[name];
    match value {
        Value::Null => assert_eq!(cell, "", "{name}"),
        Value::Number(number) => assert_eq!(Some(row.number(name)), number.as_f64(), "{name}"),
        Value::Bool(flag) => assert_eq!(*cell, flag.to_string(), "{name}"),
        Value::String(text) => assert!(
            cell == text || *cell == format!("'{text}"),
            "{name}: {cell:?}, {text:?}"
        ),
        other => panic!("{name} is not flat: {other}"),
    }
}

#[test]
fn summaries_in_three_formats_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "articles.jsonl", articles());
    let json = run(&[
        "summarise",
        arg(&file),
        "--words",
        "15",
        "--format",
        "jsonl",
    ])
    .with(0);
    let rows = json.json();
    let text = |at: usize, name: &str| rows[at][name].as_str().unwrap().to_owned();
    let ids: Vec<_> = (0..rows.len()).map(|at| text(at, "article_id")).collect();
    assert_eq!(ids, ["1", "vide", "2", "bref"]);
    assert_eq!(text(0, "summary"), text(2, "summary"));
    assert_eq!(
        (text(1, "summary"), rows[1]["summary_words"].as_u64()),
        (String::new(), Some(0))
    );
    assert!(!text(1, "warnings").is_empty(), "{:?}", rows[1]);
    assert_eq!(text(3, "summary"), SHORT);
    let summary = text(0, "summary");
    assert!((1..=15).contains(&count_words(&summary)), "{summary}");
    assert!(
        faithful(&summary, LONG) && LONG.contains(&summary),
        "{summary}"
    );
    assert_eq!(rows[0]["words"].as_u64(), Some(count_words(LONG) as u64));
    assert_eq!(
        (rows[0]["rubrique"].as_str(), rows[0].get("page")),
        (Some("Justice"), None)
    );

    // The alias, and standard input.
    let mut command = tribune(["summarize", "-", "--words", "15", "--format", "csv"]);
    let csv = Table::parse(&end(command.write_stdin(articles())).with(0).stdout);
    let names: Vec<&str> = csv.header.split(',').collect();
    assert_eq!(
        names[..12],
        common::ARTICLES.split(',').collect::<Vec<_>>()[..12]
    );
    assert_eq!(names[12..], ["truncated", "warnings", "rubrique", "page"]);
    // Guarded, as every cell that a spreadsheet would take for a formula.
    assert!(csv.iter().all(|row| row["source"] == "'-"));
    let of_stdin: Vec<Value> = rows
        .iter()
        .map(|row| {
            let mut row = row.clone();
            row["source"] = "-".into();
            row
        })
        .collect();
    same_rows(&csv, &of_stdin);

    let texts = run(&["summarise", arg(&file), "--words", "15"])
        .with(0)
        .stdout;
    for (id, row) in ids.iter().zip(&rows) {
        let block = format!("==> {id} <==\n{}", row["summary"].as_str().unwrap());
        assert!(
            texts.contains(block.trim_end()),
            "{block:?} is not in {texts:?}"
        );
    }
}

#[test]
fn one_page_gives_its_summary_alone() {
    let file = project("datasets/samples/fermeture-filmovague.txt");
    let ended = run(&["summarise", arg(&file), "--words", "40"]).with(0);
    assert_eq!(ended.stderr, "");
    assert_eq!(ended.stdout.lines().count(), 1, "{}", ended.stdout);
    assert!(
        (10..=40).contains(&count_words(&ended.stdout)),
        "{}",
        ended.stdout
    );
}

const ROWS: &str = "comment_id,article_id,author,comment,target,note\n\
    a,1,Lise,Il faut fermer tous ces sites.,,x\n\
    b,1,,,,\n\
    c,1,Paul,\"=SOMME(1) : les prix, d’abord !\",,y\n\
    d,1,Nour,Il faut fermer tous ces sites.,,\n\
    e,2,Lise,Il faut fermer tous ces sites.,,z\n\
    f,1,Lise,Il faut fermer tous ces sites.,Rendre les musées gratuits,\n\
    g,1,Jo,Il faut fermer tous ces sites.,Rendre les musées gratuits,\n\
    h,1,,   ,,\n";

#[test]
fn stances_in_two_formats_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = put(folder.path(), "commentaires.csv", ROWS);
    let json = run(&["classify", arg(&file)]).with(0);
    let mut command = tribune(["classify", "-", "--format", "csv", "--threads", "2"]);
    let csv = Table::parse(&end(command.write_stdin(ROWS)).with(0).stdout);
    let passed = csv.header.strip_prefix(COMMENTS).expect(&csv.header);
    assert!(
        [",target,note", ",note,target"].contains(&passed),
        "{passed}"
    );
    same_rows(&csv, &json.json());
    assert_eq!(
        csv.column("comment_id"),
        ["a", "b", "c", "d", "e", "f", "g", "h"]
    );
    assert_eq!(
        csv.column("duplicate_of"),
        ["", "", "", "a", "", "", "f", ""]
    );
    for row in &csv.rows {
        check_stance(
            row,
            &["supportive", "opposed", "neutral"],
            built_in_threshold(),
        );
    }
    assert_eq!(csv[2]["text"], "'=SOMME(1) : les prix, d’abord !");
    assert_eq!(json.json()[2]["text"], "=SOMME(1) : les prix, d’abord !");
    let probabilities =
        |at: usize| ["p_supportive", "p_opposed", "p_neutral"].map(|name| &csv[at][name]);
    assert_eq!(probabilities(0), probabilities(3));
    assert_eq!(probabilities(0), probabilities(4));
    // The row's own target replaces the codebook's, and is passed through.
    assert_ne!(probabilities(0), probabilities(5));
    assert_eq!(probabilities(5), probabilities(6));
    assert_eq!(
        (csv[5]["target"].as_str(), csv[0]["target"].as_str()),
        ("Rendre les musées gratuits", "")
    );
    for empty in [1, 7] {
        assert_eq!(
            (csv[empty]["stance"].as_str(), csv[empty]["text"].as_str()),
            ("uncertain", "")
        );
        assert!(
            csv[empty]["warnings"].contains("no text"),
            "{:?}",
            csv[empty]
        );
    }

    // A target in the codebook does what one in the row does.
    let own = fs::read_to_string(project("datasets/codebooks/enforcement.toml")).unwrap();
    let codebook = own.replace(
        "\"Renforcer la lutte contre le piratage\"",
        "\"Rendre les musées gratuits\"",
    );
    let codebook = put(folder.path(), "musées.toml", codebook);
    let other = run(&[
        "classify",
        arg(&file),
        "--codebook",
        arg(&codebook),
        "--format",
        "csv",
    ])
    .with(0);
    let other = Table::parse(&other.stdout);
    for name in ["p_supportive", "p_opposed", "p_neutral"] {
        assert_eq!(other[0][name], csv[5][name]);
        assert_eq!(other[5][name], csv[5][name]);
    }
}

#[test]
fn a_pipe_closed_by_its_reader_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    // More rows than a pipe holds; equal ones, so that they cost little.
    let text = "Encore une fermeture inutile, ".repeat(10);
    let mut rows = String::new();
    for n in 0..3_000 {
        writeln!(rows, "{{\"comment_id\":{n},\"comment\":\"{text}\"}}").unwrap();
    }
    let file = put(folder.path(), "beaucoup.jsonl", rows);
    for format in ["jsonl", "csv"] {
        let mut child = std::process::Command::new(BINARY)
            .args(["classify", arg(&file), "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.contains("comment_id"), "{line}");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    if let Ok(full) = full {
        let output = std::process::Command::new(BINARY)
            .args(["classify", arg(&file)])
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("pace") && !said.contains("panicked"),
            "{said}"
        );
    }
}

#[test]
fn arguments_are_checked() {
    let mut command = tribune(["--version"]);
    command
        .assert()
        .success()
        .stdout(predicate::str::starts_with("tribune 0."));
    for (arguments, texts) in [
        (&["run", "datasets"][..], ["--output", "Usage"]),
        (&["summarise", "x.txt", "--words", "0"], ["--words", "0"]),
        (&["classify", "x.csv", "--format", "pdf"], ["pdf", "jsonl"]),
        (
            &["run", "x", "-o", "y", "--salt", "s"],
            ["--pseudonymise", "Usage"],
        ),
        (&["classify"], ["INPUT", "Usage"]),
    ] {
        let ended = run(arguments).with(2).says(&texts);
        assert_eq!(ended.stdout, "");
    }
    for unbuilt in ["worker", "merge"] {
        run(&[unbuilt]).with(2).says(&["unrecognized"]);
    }
}
