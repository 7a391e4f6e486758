//! Models of natural-language inference against the zero-shot pipeline of transformers.
//!
//! `tests/fixtures/inference/` is written by `scripts/make_inference_fixtures.py`: tiny checkpoints
//! with random weights, and the scores that Hugging Face's Python library finds.

mod common;

use std::{fs, path::Path, path::PathBuf};

use common::{arg, put, run};
use serde::Deserialize;
use tribune::{
    model::{ModelFolder, import::import},
    stance::{self, Dimension, Label, Pair},
};

const FIXTURES: [&str; 2] = ["camembert", "xlm-roberta"];
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Expected {
    text: String,
    hypotheses: Vec<String>,
    scores: Vec<f64>,
}

fn fixture(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/fixtures/inference").join(name)
}

fn dimension(hypotheses: &[String]) -> Dimension {
    let label = |(index, hypothesis): (usize, &String)| Label {
        id: format!("l{index}"),
        name: [].into(),
        description: String::new(),
        role: None,
        hypothesis: Some(hypothesis.clone()),
        aliases: Vec::new(),
    };
    Dimension {
        id: "d".into(),
        target: "La décision".into(),
        question: String::new(),
        threshold: None,
        labels: hypotheses.iter().enumerate().map(label).collect(),
    }
}

#[test]
fn scores_equal_the_zero_shot_pipelines_single_and_batched() {
    for name in FIXTURES {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join(name);
        import(&fixture(name), &to, "a test").unwrap();
        let text = fs::read_to_string(fixture(name).join("expected.json")).unwrap();
        let expected: Vec<Expected> = serde_json::from_str(&text).unwrap();
        assert!(expected.len() > 20);
        let model = stance::load(&ModelFolder::open(&to).unwrap(), 2).unwrap();
        for rows in expected.chunk_by(|a, b| a.hypotheses == b.hypotheses) {
            let dimension = dimension(&rows[0].hypotheses);
            let target = dimension.target.as_str();
            let pairs: Vec<Pair> = rows
                .iter()
                .map(|row| Pair {
                    target,
                    comment: &row.text,
                })
                .collect();
            let batched = model.classify(&dimension, &pairs).unwrap();
            for (index, row) in rows.iter().enumerate() {
                let single = model.classify(&dimension, &pairs[index..=index]).unwrap();
                for found in [&single[0], &batched[index]] {
                    assert!(!found.truncated);
                    for (a, b) in found.probabilities.iter().zip(&row.scores) {
                        assert!((a - b).abs() <= TOLERANCE, "{name}: {a} {b}, {}", row.text);
                    }
                }
            }
        }
    }
}

#[test]
fn a_folder_of_pages_is_classified_without_training() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("camembert");
    run(&["model", "import", arg(&fixture("camembert")), arg(&model)]).with(0);
    run(&["model", "verify", arg(&model)]).with(0);
    let comments = put(
        folder.path(),
        "comments.csv",
        format!(
            "comment_id,text\n1,Je suis pour !\n2,\"{}\"\n",
            "La ville répond. ".repeat(200)
        ),
    );
    let rows = run(&["classify", arg(&comments), "--model", arg(&model)]).with(0);
    let rows = rows.json();
    assert_eq!(rows.len(), 2);
    for row in &rows {
        let sum: f64 = ["p_supportive", "p_opposed", "p_neutral"]
            .iter()
            .map(|column| row[*column].as_f64().unwrap())
            .sum();
        assert!((sum - 1.0).abs() < 2e-4, "{row}");
    }
    assert_eq!(rows[0]["truncated"], false);
    assert_eq!(rows[1]["truncated"], true);

    // Labels with neither hypothesis nor role cannot be asked for.
    let codebook = put(
        folder.path(),
        "tone.toml",
        "name = \"tone\"\n[[dimension]]\nid = \"tone\"\ntarget = \"Le ton\"\nlabel = [{ id = \"calm\" }, { id = \"sharp\" }]\n",
    );
    let classify = ["classify", arg(&comments), "--model", arg(&model)];
    run(&[&classify[..], &["--codebook", arg(&codebook)]].concat())
        .with(2)
        .says(&["`calm`", "hypothesis"]);
}

#[test]
fn what_cannot_be_computed_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let changed = |name: &str, from: &str, to: &str| {
        let copy = folder.path().join(name);
        fs::create_dir(&copy).unwrap();
        for file in ["config.json", "tokenizer.json", "model.safetensors"] {
            fs::copy(fixture("camembert").join(file), copy.join(file)).unwrap();
        }
        let config = fs::read_to_string(copy.join("config.json")).unwrap();
        assert!(config.contains(from), "{config}");
        fs::write(copy.join("config.json"), config.replace(from, to)).unwrap();
        copy
    };
    let out = folder.path().join("out");
    for (name, from, to, says) in [
        ("a", "\"camembert\"", "\"deberta-v2\"", "attention wrongly"),
        ("b", "\"entailment\"", "\"LABEL_0\"", "id2label"),
        ("c", "\"hidden_size\": 32", "\"hidden_size\": 36", "shape"),
    ] {
        let source = changed(name, from, to);
        run(&["model", "import", arg(&source), arg(&out)])
            .with(2)
            .says(&[says]);
        assert!(!out.exists());
    }
}
