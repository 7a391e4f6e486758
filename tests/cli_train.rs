//! `tribune train stance`: a model folder comes out that the other commands use.

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
