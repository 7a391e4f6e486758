//! `tribune evaluate agreement`, on the coded comments that come with the program.

mod common;

use common::{arg, put, run};

const CODED: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/datasets/comments/enforcement.csv"
);

#[test]
fn agreement_of_two_coders() {
    let both = ["--coder", "coder_1", "--coder", "coder_2"];
    let json = run(&[&["evaluate", "agreement", CODED, "--json"], &both[..]].concat()).with(0);
    let report = &json.json()[0];
    assert_eq!(report["comments"], 400);
    let pair = &report["pairs"][0];
    assert_eq!(pair["comments"], 400);
    // scikit-learn 1.5: cohen_kappa_score, accuracy_score, f1_score(average="macro").
    for (name, expected) in [
        ("cohen_kappa", 0.992_499_601_541_331_9),
        ("agreement", 0.995),
        ("macro_f1", 0.994_986_873_539_404_3),
    ] {
        let found = pair[name].as_f64().unwrap();
        assert!((found - expected).abs() < 1e-9, "{name}: {found}");
    }
    let table = run(&[&["evaluate", "agreement", CODED], &both[..]].concat())
        .with(0)
        .stdout;
    for text in [
        "coder_1 and coder_2",
        "Krippendorff's alpha 0.99",
        "rows: first coder",
    ] {
        assert!(table.contains(text), "{table}");
    }
}

#[test]
fn agreement_says_what_it_lacks() {
    run(&["evaluate", "agreement", CODED, "--coder", "coder_1"])
        .with(2)
        .says(&["two coders", "--coder"]);
    run(&[
        "evaluate",
        "agreement",
        CODED,
        "--coder",
        "coder_1",
        "--coder",
        "coder_9",
    ])
    .with(2)
    .says(&["no column `coder_9`"]);
    let folder = tempfile::tempdir().unwrap();
    let sheet = put(
        folder.path(),
        "coded.csv",
        "text,a,b\nOui,favor,favor\nNon,against,peut-être\n",
    );
    run(&[
        "evaluate",
        "agreement",
        arg(&sheet),
        "--coder",
        "a",
        "--coder",
        "b",
    ])
    .with(2)
    .says(&["line 3", "column `b`", "peut-être"]);
    let twice = [
        "evaluate",
        "agreement",
        CODED,
        "--coder",
        "a",
        "--coder",
        "a",
    ];
    run(&twice).with(2).says(&["`a` is given twice"]);
}

#[test]
fn coders_may_have_no_comment_in_common() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "text,label,a,b,c\nOui,pour,pour,pour,\nNon,contre,contre,pour,\nBof,neutre,,contre,contre\nBien,pour,,pour,pour\n";
    let sheet = put(folder.path(), "coded.csv", rows);
    let agreement = |coders: &[&str], options: &[&str]| {
        let coders = coders.iter().flat_map(|coder| ["--coder", coder]);
        let all: Vec<&str> = ["evaluate", "agreement", arg(&sheet)]
            .into_iter()
            .chain(coders)
            .chain(options.iter().copied())
            .collect();
        run(&all).with(0)
    };
    let report = agreement(&["a", "b", "c"], &["--json"]).json();
    let pairs = report[0]["pairs"].as_array().unwrap();
    let names: Vec<String> = pairs
        .iter()
        .map(|pair| pair["coders"].to_string())
        .collect();
    assert_eq!(names, [r#"["a","b"]"#, r#"["b","c"]"#]);
    assert!(report[0]["krippendorff_alpha"].is_number());
    assert!(pairs[0]["confusion"]["counts"].is_array());

    // Beside the agreed label, if there is one, and where all say the same.
    let unlabelled = put(folder.path(), "unlabelled.csv", "text,a\nOui,pour\n");
    run(&[
        "evaluate",
        "agreement",
        arg(&unlabelled),
        "--coder",
        "a",
        "--coder",
        "label",
    ])
    .with(2)
    .says(&["no column `label`"]);
    let report = agreement(&["label", "a"], &["--json"]).json();
    assert_eq!(report[0]["pairs"][0]["agreement"], 1.0);
    let same = put(
        folder.path(),
        "same.csv",
        "text,a,b\nOui,pour,pour\nBien,pour,pour\n",
    );
    let table = run(&[
        "evaluate",
        "agreement",
        arg(&same),
        "--coder",
        "a",
        "--coder",
        "b",
    ]);
    let table = table.with(0).stdout;
    for text in [
        "alpha not defined",
        "agreement 100.0 %",
        "kappa not defined",
    ] {
        assert!(table.contains(text), "{text} is not in {table}");
    }
}
