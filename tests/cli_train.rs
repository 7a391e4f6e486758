//! `tribune train`: a model folder comes out that the other commands use.

mod common;

use std::fmt::Write as _;

use common::{arg, put, run};

#[test]
fn a_trained_model_is_written_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let comments = [
        ("Enfin une mesure utile, bravo !", "favor"),
        ("Il était temps de sévir.", "favor"),
        ("Une loi absurde et inefficace.", "against"),
        ("Cela ne changera rien, hélas.", "against"),
        ("Quand la loi entre-t-elle en vigueur ?", "none"),
        ("L’article date de mardi.", "none"),
    ];
    let mut sheet = "target_id,text,label\n".to_owned();
    for target in 1..=4 {
        for (text, label) in comments {
            writeln!(sheet, "{target},\"{text}\",{label}").unwrap();
        }
    }
    let sheet = put(folder.path(), "coded.csv", sheet);
    let out = folder.path().join("model");
    let train = ["train", "stance", arg(&sheet), "--out", arg(&out)];
    let quick = ["--rank", "0", "--epochs", "1", "--validation", "0.25"];
    run(&[&train[..], &quick[..]].concat())
        .with(0)
        .says(&["kept epoch 1", "6 held-out rows"]);
    run(&["model", "verify", arg(&out)]).with(0);
    let classified = run(&["classify", arg(&sheet), "--model", arg(&out)]).with(0);
    assert_eq!(classified.json().len(), 24);

    // A folder of something else is left alone.
    let other = put(folder.path(), "other/notes.txt", "à garder");
    run(&[
        "train",
        "stance",
        arg(&sheet),
        "--out",
        arg(other.parent().unwrap()),
    ])
    .with(2)
    .says(&["holds other files", "--out"]);
    // One label alone cannot be learnt.
    let single = put(
        folder.path(),
        "single.csv",
        "target_id,text,label\n1,a,favor\n2,b,favor\n",
    );
    run(&[
        "train",
        "stance",
        arg(&single),
        "--out",
        arg(&folder.path().join("new")),
    ])
    .with(2)
    .says(&["fewer than two labels"]);
}

#[test]
fn a_trained_summary_model_is_written_and_used() {
    let folder = tempfile::tempdir().unwrap();
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
    let pairs = put(folder.path(), "pairs.jsonl", pairs);
    let (out, cache) = (folder.path().join("model"), folder.path().join("vectors"));
    let train = |out: &std::path::Path| {
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
                "1",
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
    train(&out).says(&["head 1, epoch 1", "held-out articles"]);
    run(&["model", "verify", arg(&out)]).with(0);

    // The second training reads the cached vectors and comes to the same tensors.
    let again = folder.path().join("again");
    train(&again);
    let tensors =
        |model: &std::path::Path| std::fs::read(model.join("summary.safetensors")).unwrap();
    assert!(
        tensors(&out) == tensors(&again),
        "two trainings with one seed differ"
    );

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

    // A stance model's folder is not replaced by a summary model, and nineteen articles are too few.
    let few = put(
        folder.path(),
        "few.jsonl",
        std::fs::read_to_string(&pairs)
            .unwrap()
            .lines()
            .take(19)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let new = folder.path().join("new");
    run(&[
        "train",
        "summary",
        arg(&few),
        "--out",
        arg(&new),
        "--cache",
        arg(&cache),
    ])
    .with(2)
    .says(&["only 19 articles", "at least 20"]);
}
