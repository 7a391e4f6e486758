//! `tribune evaluate stance` on the command line: figures, comparisons and files.

mod common;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{Table, arg, measured_model, project, put, run};
use serde_json::Value;

/// The first comments that come with the program, with a column of our own.
fn coded(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(project("datasets/comments/enforcement.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = reader.headers().unwrap().clone();
    header.push_field("half");
    writer.write_record(&header).unwrap();
    for (index, record) in reader.records().take(60).enumerate() {
        let mut record = record.unwrap();
        record.push_field(if index < 30 { "first" } else { "second" });
        writer.write_record(&record).unwrap();
    }
    put(folder, "coded.csv", writer.into_inner().unwrap())
}

/// Comments to train the baseline on.
const TRAINING: &str = "comment,label\n\
    Bravo il fallait fermer ce site,supportive\n\
    Enfin une bonne nouvelle pour les auteurs,supportive\n\
    Cela ne sert à rien du tout,opposed\n\
    Encore une mesure inutile et chère,opposed\n\
    Quelqu'un sait quand la loi entre en vigueur ?,neutral\n\
    Il y a une faute dans le titre,neutral\n";

struct Evaluated {
    folder: PathBuf,
    json: Value,
    table: String,
}

/// One evaluation with everything, for all tests of this file.
fn evaluated() -> &'static Evaluated {
    static DONE: OnceLock<Evaluated> = OnceLock::new();
    DONE.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli-evaluate-stance");
        fs::remove_dir_all(&folder).ok();
        let input = coded(&folder);
        let training = put(&folder, "training.csv", TRAINING);
        let out = folder.join("out");
        let arguments = [
            "evaluate",
            "stance",
            arg(&input),
            "--train-rows",
            arg(&training),
            "--by",
            "half",
            "--by",
            "register",
            "--against",
            "tribune-fr-stance",
            "--evidence",
            "-q",
        ];
        let output = ["--json", "-o", arg(&out)];
        let json = run(&[&arguments[..], &output].concat()).with(0).json();
        let table = run(&arguments).with(0).stdout;
        Evaluated {
            json: json[0].clone(),
            table,
            folder: out,
        }
    })
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

#[test]
fn figures_follow_from_the_predictions() {
    let Evaluated { folder, json, .. } = evaluated();
    let table = Table::read(folder, "predictions.csv");
    assert_eq!((table.len(), &json["comments"]), (60, &60.into()));
    let right = table.iter().filter(|row| row["correct"] == "true").count();
    assert!((number(&json["accuracy"]) - right as f64 / 60.0).abs() < 1e-9);
    let mut squares = 0.0;
    for row in table.iter() {
        assert_eq!(row["correct"] == "true", row["label"] == row["predicted"]);
        for label in ["supportive", "opposed", "neutral"] {
            let truth = f64::from(u8::from(row["label"] == label));
            squares += (row.number(&format!("p_{label}")) - truth).powi(2);
        }
        assert!(row["text"].contains(&row["evidence"]) && !row["evidence"].is_empty());
    }
    assert!((number(&json["brier"]) - squares / 60.0).abs() < 1e-3);
    let curve = json["risk_coverage"].as_array().unwrap();
    assert_eq!(curve.len(), 20);
    assert!((number(&curve[19]["accuracy"]) - number(&json["accuracy"])).abs() < 1e-9);
    let interval = &json["macro_f1_interval"];
    assert!(number(&interval["low"]) < number(&json["macro_f1"]));
    assert!(number(&interval["high"]) > number(&json["macro_f1"]));
    let written: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("evaluation.json")).unwrap()).unwrap();
    assert_eq!(&written, json);
}

#[test]
fn systems_stand_in_one_table() {
    let Evaluated { json, table, .. } = evaluated();
    let systems = json["systems"].as_array().unwrap();
    let names: Vec<&str> = systems
        .iter()
        .map(|system| system["system"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 4);
    assert_eq!(names[1..3], ["majority", "TF-IDF, logistic regression"]);
    // The same model again: no difference, in no comment.
    let again = &systems[3];
    assert_eq!(
        (&again["mcnemar"]["only_a"], &again["mcnemar"]["only_b"]),
        (&0.into(), &0.into())
    );
    assert!(number(&again["macro_f1_difference"]["difference"]).abs() < 1e-12);
    assert!((number(&again["mcnemar"]["p_value"]) - 1.0).abs() < 1e-12);
    assert!(systems[0].get("mcnemar").is_none());
    let test = &systems[1]["mcnemar"];
    let difference = number(&test["only_a"]) - number(&test["only_b"]);
    let accuracies = number(&systems[0]["accuracy"]) - number(&systems[1]["accuracy"]);
    assert!((difference / 60.0 - accuracies).abs() < 1e-9);
    for text in [
        "60 comments",
        "rows: coded, columns: classified",
        "majority",
        "McNemar",
        "surest half",
        "Krippendorff's alpha: coders",
        "coder_1 and classifier",
        "evidence: without it",
    ] {
        assert!(table.contains(text), "{text} in {table}");
    }
}

#[test]
fn groups_and_coders() {
    let Evaluated { json, .. } = evaluated();
    let breakdowns = json["breakdowns"].as_array().unwrap();
    let by: Vec<&str> = breakdowns
        .iter()
        .map(|breakdown| breakdown["by"].as_str().unwrap())
        .collect();
    assert_eq!(by, ["words", "half", "register"], "one target only");
    for breakdown in breakdowns {
        let groups = breakdown["groups"].as_array().unwrap();
        let comments: f64 = groups.iter().map(|group| number(&group["comments"])).sum();
        let right: f64 = groups
            .iter()
            .map(|group| number(&group["comments"]) * number(&group["accuracy"]))
            .sum();
        assert!((comments - 60.0).abs() < 1e-9);
        assert!((right / 60.0 - number(&json["accuracy"])).abs() < 1e-9);
    }
    let coders = &json["coders"];
    assert_eq!(coders["coders"], serde_json::json!(["coder_1", "coder_2"]));
    assert_eq!(coders["pairs"].as_array().unwrap().len(), 3);
    assert!(
        number(&coders["krippendorff_alpha"])
            > number(&coders["krippendorff_alpha_with_classifier"])
    );
    let evidence = &json["evidence"];
    assert!(number(&evidence["comments"]) + number(&evidence["whole"]) <= 60.0);
    assert!(number(&evidence["ratio"]) > 1.0, "{evidence}");
}

#[test]
fn the_comments_worth_reading() {
    let Evaluated { folder, .. } = evaluated();
    let table = Table::read(folder, "hardest.csv");
    let (wrong, hard): (Vec<_>, Vec<_>) = table
        .iter()
        .partition(|row| row["reason"] == "surely_wrong");
    assert!(!wrong.is_empty() && hard.len() == 50);
    assert!(wrong.iter().all(|row| row["label"] != row["predicted"]));
    assert!(wrong.is_sorted_by(|a, b| a.number("confidence") >= b.number("confidence")));
    assert!(hard.is_sorted_by(|a, b| a.number("confidence") <= b.number("confidence")));
    let ids: HashSet<&str> = hard.iter().map(|row| row["comment_id"].as_str()).collect();
    assert_eq!(ids.len(), 50);
}

#[test]
fn another_column_may_hold_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let input = put(
        folder.path(),
        "coded.csv",
        "comment,label,second\nBravo !,pour,contre\nNon.,contre,\n",
    );
    let evaluate = ["evaluate", "stance", arg(&input), "--label", "second"];
    let report = run(&[&evaluate[..], &["--json"]].concat())
        .with(0)
        .says(&["1 row(s) without a label"])
        .json();
    assert_eq!(report[0]["per_label"][1]["support"], 1);
    assert_eq!(report[0]["comments"], 1);
    for (option, name) in [("--label", "x"), ("--by", "y"), ("--coder", "z")] {
        run(&["evaluate", "stance", arg(&input), option, name])
            .with(2)
            .says(&[&format!("no column `{name}`")]);
    }
}

#[test]
fn what_cannot_be_measured_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let input = put(
        folder.path(),
        "coded.csv",
        "comment,label\nBravo !,pour\nNon.,contre\n,neutre\nBof,\n",
    );
    let out = folder.path().join("out");
    let evaluate = ["evaluate", "stance", arg(&input), "-o", arg(&out), "--json"];
    let report = run(&[&evaluate[..], &["--train-rows", arg(&input)]].concat())
        .with(0)
        .says(&[
            "1 row(s) without a label",
            "1 row(s) without a text",
            "2 of the rows to train on are also evaluated",
        ])
        .json();
    assert_eq!(report[0]["comments"], 2);
    // No comment is neutral: the matrix would be refused.
    let confusion = fs::read_to_string(out.join("confusion.toml")).unwrap();
    assert!(
        confusion.parse::<toml::Table>().unwrap().is_empty(),
        "{confusion}"
    );
    assert!(confusion.contains("cannot correct shares"), "{confusion}");
}

#[test]
fn measured_errors_correct_the_shares() {
    let Evaluated { folder, json, .. } = evaluated();
    let setting = fs::read_to_string(folder.join("confusion.toml")).unwrap();
    let own: toml::Table = setting.parse().unwrap();
    let matrix: Vec<Vec<u64>> = own["confusion"].clone().try_into().unwrap();
    let of_labels: Vec<Vec<u64>> =
        serde_json::from_value(json["confusion_of_certain"]["counts"].clone()).unwrap();
    assert_eq!(matrix, of_labels, "the codebook's order is the model's");
    assert_eq!(
        own["confusion_target"].as_str(),
        Some("Renforcer la lutte contre le piratage")
    );

    let folder = tempfile::tempdir().unwrap();
    let pages = project("datasets/samples");
    let articles = |name: &str, setting: &str| {
        let stance = folder.path().join(name);
        measured_model(&stance, setting);
        let out = folder.path().join(format!("{name}-out"));
        let options = ["--stance-model", arg(&stance), "--no-evidence", "-q"];
        let ended = run(&[&["run", arg(&pages), "-o", arg(&out)][..], &options].concat());
        (ended, out)
    };
    let (ended, out) = articles("measured", &setting);
    ended.with(0);
    let table = Table::read(&out, "articles.csv");
    assert!(table.header.contains(
        "enforcement_supportive_high,enforcement_supportive_adjusted,enforcement_supportive_adjusted_low,\
         enforcement_supportive_adjusted_high,truncated"
    ));
    let mut changed = false;
    for row in table.iter() {
        let share = &row["enforcement_supportive_share"];
        let adjusted = &row["enforcement_supportive_adjusted"];
        assert_eq!(share.is_empty(), adjusted.is_empty());
        if !share.is_empty() {
            let [low, value, high] = ["adjusted_low", "adjusted", "adjusted_high"]
                .map(|end| row.number(&format!("enforcement_supportive_{end}")));
            assert!((0.0..=value).contains(&low) && (value..=1.0).contains(&high));
            changed |= share != adjusted;
        }
    }
    assert!(changed);
    // A classifier that never errs needs hardly any correction.
    let perfect = "confusion = [[100000, 0, 0], [0, 100000, 0], [0, 0, 100000]]\n";
    let (ended, out) = articles("perfect", perfect);
    ended.with(0);
    for row in Table::read(&out, "articles.csv").iter() {
        if !row["enforcement_supportive_share"].is_empty() {
            let share = row.number("enforcement_supportive_share");
            let adjusted = row.number("enforcement_supportive_adjusted");
            assert!((share - adjusted).abs() < 2e-4, "{row:?}");
        }
    }
    // What was measured at another threshold or towards another target says nothing.
    for other in [
        "confusion_threshold = 0.9",
        "confusion_target = \"La pluie\"",
    ] {
        let (ended, out) = articles("other", &format!("{perfect}{other}\n"));
        ended.with(0);
        assert!(
            !Table::read(&out, "articles.csv")
                .header
                .contains("adjusted")
        );
    }
    for (broken, named) in [
        ("confusion = [[1, 0], [0, 1]]\n", "settings.confusion"),
        (
            &*format!("{perfect}confusion_threshold = \"high\"\n"),
            "settings.confusion_threshold",
        ),
        ("ngram_weights = [1.0, 2.0]\n", "settings.ngram_weights"),
        ("theme_weights = [\"much\"]\n", "settings.theme_weights"),
    ] {
        let (ended, _) = articles("broken", broken);
        ended.with(2).says(&[named, "model.toml"]);
    }
}
