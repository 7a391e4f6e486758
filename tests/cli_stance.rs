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

/// What is for a target is against its opposite, as surely.
#[test]
fn a_denied_target_turns_the_answer_round() {
    let comments = [
        "Enfin une bonne décision, il fallait le faire depuis longtemps.",
        "Une mesure inutile et coûteuse, qu'on nous laisse tranquilles.",
        "Quand le vote a-t-il lieu ?",
    ];
    for (target, denied) in [
        (TARGET, "Ne pas renforcer la lutte contre le piratage"),
        ("La loi Hadopi", "Abroger la loi Hadopi"),
        (
            "Interdire la chasse",
            "Faut-il cesser d’interdire la chasse",
        ),
        (
            "L'école doit commencer à neuf heures",
            "L'école ne doit pas commencer à neuf heures",
        ),
    ] {
        for comment in comments {
            let rows = classified(&[("un", target, comment), ("un", denied, comment)]);
            let (said, turned) = (probabilities(&rows[0]), probabilities(&rows[1]));
            assert_eq!(
                said,
                [turned[1], turned[0], turned[2]],
                "{denied}: {comment}"
            );
            // Of one that takes a side the two differ, so that turning them round shows.
            let takes_side = said[2] < 0.5;
            assert!(
                !takes_side || (said[0] - said[1]).abs() > 1e-3,
                "{target}: {comment}"
            );
            assert_eq!(takes_side, !comment.ends_with('?'), "{target}: {comment}");
        }
    }
}

#[test]
fn an_answer_to_a_denied_target_is_one_to_it() {
    for (target, comment, stance) in [
        (
            "Abroger la loi Hadopi",
            "Très mauvaise idée, je suis contre.",
            "p_opposed",
        ),
        (
            "Abroger la loi Hadopi",
            "Excellente proposition, je suis entièrement pour.",
            "p_supportive",
        ),
        (
            "Abroger la loi Hadopi",
            "Totalement opposé à cette proposition.",
            "p_opposed",
        ),
        (
            "Ne pas fermer la piscine municipale",
            "Non, surtout pas, elle coûte trop cher.",
            "p_opposed",
        ),
        ("Supprimer la redevance", "Oui, et vite.", "p_supportive"),
        // As to a target that denies nothing.
        ("Planter des arbres", "Non.", "p_opposed"),
    ] {
        let rows = classified(&[("un", target, comment)]);
        let found = rows[0][stance].as_f64().unwrap();
        assert!(found > 0.5, "{target}: {comment}: {found}");
    }
}

/// Targets that say the opposite in other words get the opposite answer, in the debate that has
/// n-grams of its own.
#[test]
fn an_opposite_target_turns_the_side_round() {
    let comments = [
        (
            "C'est du vol : que les pirates soient punis et les auteurs payés.",
            1.0,
        ),
        (
            "Une loi inutile, on ne surveille pas tout le monde pour les majors.",
            -1.0,
        ),
    ];
    for (target, direction) in [
        (TARGET, 1.0),
        ("La loi Hadopi", 1.0),
        ("Légaliser le téléchargement", -1.0),
        ("Laisser les internautes télécharger librement", -1.0),
        ("Abolir le droit d'auteur", -1.0),
    ] {
        for (comment, side) in comments {
            let rows = classified(&[("un", target, comment)]);
            let found = probabilities(&rows[0]);
            assert!(
                direction * side * (found[0] - found[1]) > 0.0,
                "{target}: {comment} {found:?}"
            );
        }
    }
}
