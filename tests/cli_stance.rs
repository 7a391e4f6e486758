//! What the stance model reads of a comment: the writer's own words.

mod common;

use common::{arg, put, run};
use serde_json::{Value, json};

/// The rows of `classify` for comments given as (article, target, text).
fn classified(comments: &[(&str, &str, &str)]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = comments
        .iter()
        .enumerate()
        .map(|(index, (article, target, text))| {
            json!({"comment_id": index, "article_id": article, "target": target, "comment": text})
                .to_string()
        })
        .collect();
    let file = put(folder.path(), "comments.jsonl", lines.join("\n"));
    let rows = run(&["classify", arg(&file), "--no-evidence"])
        .with(0)
        .json();
    assert_eq!(rows.len(), comments.len());
    rows
}

fn probabilities(row: &Value) -> Vec<f64> {
    ["p_supportive", "p_opposed", "p_neutral"]
        .iter()
        .map(|name| row[*name].as_f64().unwrap())
        .collect()
}

const TARGET: &str = "Renforcer la lutte contre le piratage";

#[test]
fn what_is_quoted_is_not_the_writers_stance() {
    let first = "Il faut fermer tous ces sites sans attendre.";
    let own = "Absolument pas, laissez-les vivre.";
    let copied = format!("{first}\n\n{own}");
    let marked = format!("« {first} »\n{own}");
    let quoted = format!("> {first}\n{own}");
    let mentioned = format!("@lectrice_12 {own}");
    let rows = classified(&[
        ("un", TARGET, first),
        ("un", TARGET, &copied),
        ("un", TARGET, &marked),
        ("deux", TARGET, own),
        ("deux", TARGET, &quoted),
        ("deux", TARGET, &mentioned),
        ("trois", TARGET, &copied),
    ]);
    for answer in [1, 2, 4, 5] {
        assert_eq!(
            probabilities(&rows[answer]),
            probabilities(&rows[3]),
            "{answer}"
        );
    }
    // Under another article nobody has said it before.
    assert_ne!(probabilities(&rows[6]), probabilities(&rows[3]));
    // The rows show what was written, and a copy is no duplicate.
    assert!(rows[1]["text"].as_str().unwrap().starts_with(first));
    assert!(
        rows[1]["duplicate_of"]
            .as_str()
            .unwrap_or_default()
            .is_empty()
    );
}
