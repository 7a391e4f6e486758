//! `tribune train`: a model folder comes out that the other commands use.

mod common;

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use common::{arg, put, run};

const COMMENTS: [(&str, &str); 6] = [
    ("Enfin une mesure utile, bravo !", "favor"),
    ("Il était temps de sévir.", "favor"),
    ("Une loi absurde et inefficace.", "against"),
    ("Cela ne changera rien, hélas.", "against"),
    ("Quand la loi entre-t-elle en vigueur ?", "none"),
    ("L’article date de mardi.", "none"),
];

/// Six comments on each of so many targets, none of them twice: copies are not measured on.
fn sheet(folder: &Path, targets: usize) -> PathBuf {
    sheet_of(folder, "coded.csv", targets)
}

fn sheet_of(folder: &Path, name: &str, targets: usize) -> PathBuf {
    let mut sheet = "target_id,text,label\n".to_owned();
    for target in 1..=targets {
        for (text, label) in COMMENTS {
            writeln!(sheet, "{target},\"{text} ({name}, {target})\",{label}").unwrap();
        }
    }
    put(folder, name, sheet)
}

fn train_stance(sheet: &Path, out: &Path, options: &[&str]) -> common::Ended {
    let paths = ["train", "stance", arg(sheet), "--out", arg(out)];
    run(&[&paths[..], options].concat())
}

#[test]
fn a_trained_model_is_written_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = sheet(folder.path(), 4);
    let out = folder.path().join("model");
    let quick = ["--tune", "head", "--epochs", "1", "--validation", "0.25"];
    train_stance(&sheet, &out, &quick).with(0).says(&[
        "before",
        "kept epoch 1",
        "6 rows not trained on",
    ]);
    run(&["model", "verify", arg(&out)]).with(0);
    let classified = run(&["classify", arg(&sheet), "--model", arg(&out)]).with(0);
    assert_eq!(classified.json().len(), 24);

    // N-grams alone, beside that model; its own set stays and a second one comes.
    let other_rows = sheet_of(folder.path(), "more.csv", 2);
    let again = folder.path().join("again");
    let options = [
        "--base",
        arg(&out),
        "--tune",
        "ngrams",
        "--held-out",
        arg(&other_rows),
    ];
    train_stance(&sheet, &again, &options).with(0).says(&[
        "n-grams are trained, given rows held out",
        "12 rows not trained on",
    ]);
    let sets = |model: &Path| {
        let manifest = std::fs::read_to_string(model.join("model.toml")).unwrap();
        let settings: toml::Table = manifest.parse().unwrap();
        settings["settings"]["ngram_weights"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(sets(&again), sets(&out) + 1);
    run(&["model", "verify", arg(&again)]).with(0);
    let encoder = [
        "--base",
        "tribune-fr",
        "--tune",
        "ngrams",
        "--held-out",
        arg(&other_rows),
    ];
    train_stance(&sheet, &folder.path().join("none"), &encoder)
        .with(2)
        .says(&["beside a stance model"]);

    // Tokens are hidden from layers that learn, and not silently from none.
    let hidden = ["--tune", "head", "--hidden", "0.2"];
    train_stance(&sheet, &folder.path().join("hidden"), &hidden)
        .with(2)
        .says(&["--hidden", "--tune upper"]);

    // What is held out is not trained on.
    let copies = ["--tune", "head", "--epochs", "1", "--held-out", arg(&sheet)];
    train_stance(&sheet, &folder.path().join("copies"), &copies)
        .with(2)
        .says(&["24 row(s) have the text", "fewer than two labels"]);

    // Labels that a rate of learning drives out of all bounds are not learnt.
    let wild = ["--tune", "head", "--learning-rate", "1e30", "--epochs", "2"];
    train_stance(&sheet, &folder.path().join("wild"), &wild)
        .with(2)
        .says(&["diverged", "--learning-rate"]);
    for rate in ["0", "inf", "-1"] {
        let rate = format!("--learning-rate={rate}");
        train_stance(&sheet, &folder.path().join("wild"), &[&rate])
            .with(2)
            .says(&["above 0"]);
    }
    let layer = ["--from-layer", "12"];
    train_stance(&sheet, &folder.path().join("layer"), &layer)
        .with(2)
        .says(&["12 layers", "--from-layer"]);

    // A folder of something else is left alone.
    let other = put(folder.path(), "other/notes.txt", "à garder");
    train_stance(&sheet, other.parent().unwrap(), &[])
        .with(2)
        .says(&["holds other files", "--out"]);
    // One label alone cannot be learnt, nor can two groups be cut into five folds.
    let rows = "target_id,text,label\n1,a,favor\n2,b,favor\n";
    let single = put(folder.path(), "single.csv", rows);
    let new = folder.path().join("new");
    train_stance(&single, &new, &["--validation", "0.5"])
        .with(2)
        .says(&["fewer than two labels"]);
    train_stance(&single, &new, &[])
        .with(2)
        .says(&["2 group(s)", "5 are needed"]);
    assert!(!new.exists());
}

#[test]
fn folds_and_layers_and_wordings_and_other_labels() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = sheet(folder.path(), 5);
    let wordings = put(
        folder.path(),
        "targets.csv",
        "target_id,paraphrase,negation\n1,Agir contre les pirates,Laisser faire les pirates\n",
    );
    let out = folder.path().join("model");
    let layers = [
        "--from-layer",
        "11",
        "--folds",
        "2",
        "--epochs",
        "1",
        "--hidden",
        "0.2",
    ];
    let wordings = ["--targets", arg(&wordings), "--negated", "0.5"];
    train_stance(&sheet, &out, &[&layers[..], &wordings[..]].concat())
        .with(0)
        .says(&["fold 2", "30 rows not trained on"]);
    let manifest = std::fs::read_to_string(out.join("model.toml")).unwrap();
    for part in ["[quality.cross_validation", "confusion", "before"] {
        assert!(manifest.contains(part), "{part} is not in {manifest}");
    }

    // Labels without roles, from the head alone.
    let codebook = put(
        folder.path(),
        "tone.toml",
        "name = \"tone\"\n[[dimension]]\nid = \"tone\"\ntarget = \"Le ton du commentaire\"\n\
         label = [{ id = \"calm\", aliases = [\"none\"] }, { id = \"sharp\", aliases = [\"favor\", \"against\"] }]\n",
    );
    let tone = folder.path().join("tone");
    let options = ["--codebook", arg(&codebook), "--epochs", "2"];
    let trained = train_stance(&sheet, &tone, &options).with(0);
    assert!(!trained.stderr.contains("before"), "{}", trained.stderr);
    let classify = ["classify", arg(&sheet), "--model", arg(&tone)];
    let rows = run(&[&classify[..], &["--codebook", arg(&codebook)]].concat()).with(0);
    assert!(rows.json().iter().all(|row| row["p_calm"].is_number()));
}

/// Twenty-four short articles with summaries.
fn articles() -> String {
    let towns = ["Brest", "Dijon", "Nantes", "Lille", "Pau", "Metz"];
    let places = ["la piscine", "le cinéma", "la gare", "le marché"];
    let mut pairs = String::new();
    for town in towns {
        for place in places {
            let article = format!(
                "Le conseil municipal de {town} a voté lundi la fermeture de {place}, qui perdait de l'argent depuis dix ans. \
                 La séance a duré trois heures. Le maire (sans étiquette) a défendu la décision. \
                 Les habitants ont prévu de manifester samedi devant l'hôtel de ville de {town}."
            );
            let summary =
                format!("{town} ferme {place} : le conseil municipal a voté lundi la fermeture.");
            let row = serde_json::json!({"id": format!("{town} {place}"), "title": format!("{town} ferme {place}"), "article": article, "summary": summary});
            writeln!(pairs, "{row}").unwrap();
        }
    }
    pairs
}

#[test]
fn a_trained_summary_model_is_written_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let pairs = put(folder.path(), "pairs.jsonl", articles());
    let (out, cache) = (folder.path().join("model"), folder.path().join("vectors"));
    let train_heads = |heads: &str, out: &Path| {
        let paths = [
            "train",
            "summary",
            arg(&pairs),
            "--out",
            arg(out),
            "--cache",
            arg(&cache),
        ];
        run(&[
            &paths[..],
            &[
                "--heads",
                heads,
                "--epochs",
                "2",
                "--threads",
                "1",
                "--words",
                "25",
            ],
        ]
        .concat())
        .with(0)
    };
    let train = |out: &Path| train_heads("1", out);
    train(&out).says(&["head 1, epoch 1", "held-out articles"]);
    run(&["model", "verify", arg(&out)]).with(0);

    // The second training reads the cached vectors, has no finished head to go on from, and comes to
    // the same tensors.
    for entry in std::fs::read_dir(&cache).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("heads-") {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let again = folder.path().join("again");
    train(&again);
    let tensors = |model: &Path| std::fs::read(model.join("summary.safetensors")).unwrap();
    assert!(
        tensors(&out) == tensors(&again),
        "two trainings with one seed differ"
    );
    // A training that ended after its first head goes on with the second.
    let resumed = train_heads("2", &folder.path().join("two")).says(&["head 2, epoch 1"]);
    assert!(!resumed.stderr.contains("head 1, epoch"));

    let scored = folder.path().join("scores");
    let evaluate = [
        "evaluate",
        "summaries",
        arg(&pairs),
        "--model",
        arg(&out),
        "--words",
        "25",
    ];
    run(&[&evaluate[..], &["--json", "-o", arg(&scored)]].concat()).with(0);
    let table = std::fs::read_to_string(scored.join("summaries.csv")).unwrap();
    assert_eq!(table.lines().count(), 25);
    assert!(
        table
            .lines()
            .skip(1)
            .all(|line| line.contains(",tribune,") && line.contains(",true,")),
        "{table}"
    );
}

#[test]
fn nineteen_articles_are_too_few() {
    let folder = tempfile::tempdir().unwrap();
    let few: Vec<String> = articles().lines().take(19).map(ToOwned::to_owned).collect();
    let few = put(folder.path(), "few.jsonl", few.join("\n"));
    let (new, cache) = (folder.path().join("new"), folder.path().join("vectors"));
    let paths = ["train", "summary", arg(&few), "--out", arg(&new)];
    run(&[&paths[..], &["--cache", arg(&cache)]].concat())
        .with(2)
        .says(&["only 19 articles", "at least 20"]);
}
