//! What the built-in stance model reads: the target, and the writer's own words.

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
fn a_flipped_target_flips_the_answer() {
    const FLIPPED: &str = "Cesser de lutter contre le piratage";
    let comments = [
        ("Il faut punir les pirates bien plus sévèrement.", true),
        ("Très bien, qu'on ferme tous ces sites de voleurs.", true),
        ("Bravo aux gendarmes, il était temps d'agir !", true),
        ("Le piratage ruine les auteurs, il faut sévir.", true),
        (
            "Laissez les internautes tranquilles avec vos sanctions.",
            false,
        ),
        ("Ces blocages sont inutiles et liberticides.", false),
        (
            "Punir des gens pour un film téléchargé, c'est absurde.",
            false,
        ),
        (
            "Arrêtez cette chasse aux internautes, c'est ridicule.",
            false,
        ),
    ];
    let pairs: Vec<_> = comments
        .iter()
        .flat_map(|(text, _)| [("a", TARGET, *text), ("a", FLIPPED, *text)])
        .collect();
    let rows = classified(&pairs);
    for (pair, (text, favor)) in rows.chunks(2).zip(comments) {
        let for_it = |row: &Value| {
            let p = probabilities(row);
            p[0] > p[1]
        };
        assert_eq!(for_it(&pair[0]), favor, "{text}: {}", pair[0]);
        assert_eq!(for_it(&pair[1]), !favor, "{text}, flipped: {}", pair[1]);
    }
}

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
