//! The column `evidence` of `tribune run` and `classify`.

mod common;

use std::path::Path;

use common::{Table, arg, end, put, run, tribune};

const LONG: &str = "Je comprends la colère des artistes, mais bloquer un site de plus ne changera rien, car il renaîtra demain sous un autre nom. Bravo quand même aux enquêteurs !";

fn comments(folder: &Path) -> std::path::PathBuf {
    let rows = format!(
        "comment_id,comment\n\
         1,\"{LONG}\"\n\
         2,Enfin !\n\
         3,\"{LONG}\"\n\
         4,\n\
         5,\"J'ai lu l'article hier soir. Fermer ce site était la seule chose à faire. Il pleut à Brest.\"\n"
    );
    put(folder, "comments.csv", rows)
}

#[test]
fn evidence_is_a_part_of_the_comment_as_written() {
    let folder = tempfile::tempdir().unwrap();
    let input = comments(folder.path());
    let ended = run(&["classify", arg(&input), "--format", "csv", "-q"]).with(0);
    let table = Table::parse(&ended.stdout);
    for row in table.iter() {
        assert!(row["text"].contains(&row["evidence"]), "{row:?}");
        assert_eq!(
            row["evidence"].is_empty(),
            row["text"].is_empty(),
            "{row:?}"
        );
    }
    let evidence = table.column("evidence");
    assert!(evidence[0].len() < LONG.len(), "{evidence:?}");
    assert_eq!(evidence[1], "Enfin !", "one part is its own evidence");
    assert_eq!(evidence[0], evidence[2], "a duplicate");
    let bare = run(&[
        "classify",
        arg(&input),
        "--format",
        "csv",
        "--no-evidence",
        "-q",
    ])
    .with(0);
    let bare = Table::parse(&bare.stdout);
    assert!(bare.column("evidence").iter().all(|cell| cell.is_empty()));
    for column in ["stance", "confidence", "p_neutral", "duplicate_of"] {
        assert_eq!(bare.column(column), table.column(column));
    }
}

#[test]
fn neither_neighbours_nor_threads_decide() {
    let folder = tempfile::tempdir().unwrap();
    let input = comments(folder.path());
    let all = run(&["classify", arg(&input), "--threads", "2", "-q"]).with(0);
    for row in all.json() {
        let text = row["text"].as_str().unwrap();
        if text.is_empty() {
            continue;
        }
        let mut command = tribune(["classify", "-", "--threads", "1", "-q"]);
        let line = serde_json::json!({ "comment": text }).to_string();
        let alone = end(command.write_stdin(line)).with(0).json();
        assert_eq!(alone[0]["evidence"], row["evidence"]);
    }
}

#[test]
fn the_page_marks_the_evidence() {
    let folder = tempfile::tempdir().unwrap();
    let page =
        format!("Un site ferme\n\nLe site a fermé lundi à Paris.\n\n1 commentaire\n\n{LONG}\n");
    put(folder.path(), "pages/a.txt", page);
    let pages = folder.path().join("pages");
    let out = folder.path().join("out");
    let options = ["--formats", "csv,html,xlsx", "-q"];
    run(&[&["run", arg(&pages), "-o", arg(&out)][..], &options].concat()).with(0);
    let evidence = Table::read(&out, "comments.csv")[0]["evidence"].clone();
    assert!(!evidence.is_empty());
    let html = std::fs::read_to_string(out.join("report.html")).unwrap();
    let html = scraper::Html::parse_document(&html);
    let mark = scraper::Selector::parse("li.comment mark").unwrap();
    let marked: Vec<String> = html
        .select(&mark)
        .map(|mark| mark.text().collect())
        .collect();
    assert_eq!(marked, [evidence]);
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("run.json")).unwrap()).unwrap();
    assert_eq!(json["settings"]["evidence"], true);
}
