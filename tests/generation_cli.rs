//! Importing a checkpoint and summarising with it through the program.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Ended, Table, arg, end, names, project, put, run, tribune};
use serde_json::Value;

const FIXTURES: [&str; 4] = ["mbart", "bart", "t5", "mt5"];
const FILES: [&str; 4] = [
    "config.json",
    "model.safetensors",
    "model.toml",
    "tokenizer.json",
];

fn source(name: &str) -> PathBuf {
    project("tests/fixtures/generation").join(name)
}

/// A copy of a fixture, to be changed.
fn copy(name: &str, folder: &Path) -> PathBuf {
    let to = folder.join(format!("{name}-hf"));
    fs::create_dir(&to).unwrap();
    for entry in fs::read_dir(source(name)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
    to
}

fn import(from: &Path, to: &Path) -> Ended {
    run(&["model", "import", arg(from), arg(to)])
}

fn imported(name: &str, folder: &Path) -> PathBuf {
    let to = folder.join(name);
    import(&source(name), &to).with(0);
    to
}

fn expected(name: &str) -> Value {
    let text = fs::read_to_string(source(name).join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Articles as JSONL, one a text of the fixture.
fn articles(texts: &[Value], folder: &Path) -> PathBuf {
    let lines = texts.iter().enumerate().map(|(number, text)| {
        let row =
            serde_json::json!({ "id": number.to_string(), "title": "", "text": text["text"] });
        format!("{row}\n")
    });
    put(folder, "articles.jsonl", lines.collect::<String>())
}

fn summarise(model: &Path, input: &Path, options: &[&str]) -> Ended {
    let mut arguments = vec!["summarise", arg(input), "--method", "abstractive"];
    arguments.extend([
        "--model",
        arg(model),
        "--words",
        "1000",
        "--format",
        "jsonl",
    ]);
    arguments.extend(options);
    run(&arguments)
}

#[test]
fn an_imported_checkpoint_writes_what_the_python_library_writes() {
    let folder = tempfile::tempdir().unwrap();
    for name in FIXTURES {
        let model = imported(name, folder.path());
        assert_eq!(names(&model), FILES, "{name}");
        run(&["model", "verify", arg(&model)]).with(0);
        let expected = expected(name);
        let input = articles(expected["texts"].as_array().unwrap(), folder.path());
        let rows = summarise(&model, &input, &["--on-long", "truncate"])
            .with(0)
            .json();
        let texts = expected["cases"][0]["text"].as_array().unwrap();
        assert_eq!(rows.len(), texts.len());
        for (row, text) in rows.iter().zip(texts) {
            // Texts have one spelling: no run of spaces, no character that cannot be seen.
            let spelt = tribune::text::normalise(text.as_str().unwrap()).replace('\n', " ");
            assert_eq!(row["summary"], spelt.trim(), "{name}");
            assert_eq!(row["method"], "abstractive");
        }
        let long = rows.last().unwrap();
        assert_eq!(long["truncated"], true);
        assert!(
            long["warnings"].to_string().contains("tokens were read"),
            "{long}"
        );
        assert_eq!(rows[0]["truncated"], false);
    }
}

#[test]
fn a_long_article_is_read_in_parts_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let model = imported("mbart", folder.path());
    let expected = expected("mbart");
    let texts = expected["texts"].as_array().unwrap();
    let input = articles(&[texts[6].clone(), texts[1].clone()], folder.path());
    let rows = summarise(&model, &input, &[]).with(0).json();
    assert_eq!(rows[0]["truncated"], false);
    assert!(
        rows[0]["warnings"]
            .to_string()
            .contains("parts were summarised"),
        "{rows:?}"
    );
    let alone = articles(&texts[1..2], folder.path());
    let single = summarise(&model, &alone, &["--threads", "1"])
        .with(0)
        .json();
    assert_eq!(single[0]["summary"], rows[1]["summary"]);

    let input = articles(&[texts[6].clone(), texts[1].clone()], folder.path());
    let ended = summarise(&model, &input, &["--on-long", "error"]).with(1);
    let rows = ended
        .says(&["longer than the 64 tokens", "--on-long chunk"])
        .json();
    assert_eq!(
        (&rows[0]["summary"], &rows[0]["method"]),
        (&"".into(), &"none".into())
    );
    assert_eq!(rows[1]["summary"], single[0]["summary"]);
    let out = folder.path().join("reports");
    let options = [
        "--method",
        "abstractive",
        "--summary-model",
        arg(&model),
        "--on-long",
        "error",
    ];
    run(&[&["run", arg(&input), "-o", arg(&out)][..], &options].concat()).with(1);
    let errors = Table::read(&out, "errors.csv");
    assert_eq!(errors.len(), 1);
    assert!(errors[0]["problem"].contains("64 tokens"), "{errors:?}");
    assert_eq!(
        Table::read(&out, "articles.csv").column("method"),
        ["none", "abstractive"]
    );
}

#[test]
fn options_change_the_search_and_words_are_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let model = imported("mt5", folder.path());
    let input = articles(
        &expected("mt5")["texts"].as_array().unwrap()[1..5],
        folder.path(),
    );
    let own = summarise(&model, &input, &[]).with(0).json();
    for options in [
        &["--beams", "1"][..],
        &["--length-penalty", "-2.5"],
        &["--min-length", "20"],
        &["--max-length", "6"],
        &[
            "--beams",
            "6",
            "--no-repeat-ngram",
            "0",
            "--length-penalty",
            "3",
        ],
    ] {
        let other = summarise(&model, &input, options).with(0).json();
        assert!(
            other
                .iter()
                .zip(&own)
                .any(|(a, b)| a["summary"] != b["summary"]),
            "{options:?}"
        );
    }
    for (options, said) in [
        (&["--beams", "0"][..], "num_beams"),
        (&["--max-length", "1"], "max_length"),
        (&["--max-length", "9", "--min-length", "10"], "min_length"),
    ] {
        summarise(&model, &input, options).with(2).says(&[said]);
    }
    let row = &own[0];
    assert!(
        row["warnings"].to_string().contains("Not in the article"),
        "{row}"
    );
    for (arguments, said) in [
        (&["--beams", "3"][..], "--method abstractive"),
        (&["--on-long", "chunk"], "--method abstractive"),
        (&["--model", arg(&model)], "--method abstractive"),
        (&["--method", "abstractive"], "model import"),
        (
            &["--method", "abstractive", "--model", "tribune-fr"],
            "generation",
        ),
    ] {
        run(&[&["summarise", arg(&input)][..], arguments].concat())
            .with(2)
            .says(&[said]);
    }
}

#[test]
fn pairs_are_scored_with_an_imported_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let model = imported("t5", folder.path());
    let pair = r#"{"id":"1","article":"Le site ferme. Ses lecteurs protestent.","summary":"Le site ferme."}"#;
    let pairs = put(folder.path(), "pairs.jsonl", pair);
    let options = ["--method", "abstractive", "--model", arg(&model), "--json"];
    let report = run(&[&["evaluate", "summaries", arg(&pairs)][..], &options].concat()).with(0);
    assert_eq!(report.json()[0]["articles"], 1);
}

/// Imports a changed copy of a fixture: it fails, says this, and leaves nothing.
#[track_caller]
fn refused(name: &str, change: impl FnOnce(&Path), said: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let from = copy(name, folder.path());
    change(&from);
    import(&from, &folder.path().join("model"))
        .with(2)
        .says(said);
    assert_eq!(names(folder.path()), [format!("{name}-hf")]);
}

/// Replaces a text in a file.
fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn what_is_missing_is_named_with_the_way_to_make_it() {
    let remove =
        |file: &'static str| move |folder: &Path| fs::remove_file(folder.join(file)).unwrap();
    refused(
        "mbart",
        remove("config.json"),
        &["no `config.json`", "save_pretrained"],
    );
    refused("mbart", remove("tokenizer.json"), &["no `tokenizer.json`"]);
    refused(
        "mbart",
        remove("model.safetensors"),
        &["no `model.safetensors`"],
    );
    refused(
        "mt5",
        remove("model-00002-of-00002.safetensors"),
        &["model-00002-of-00002", "missing"],
    );
    let sentencepiece = |folder: &Path| {
        let model = folder.join("sentencepiece.bpe.model");
        fs::rename(folder.join("tokenizer.json"), model).unwrap();
    };
    refused(
        "mbart",
        sentencepiece,
        &[
            "only `sentencepiece.bpe.model`",
            "AutoTokenizer",
            "use_fast=True",
        ],
    );
    let tensorflow = |folder: &Path| {
        fs::rename(folder.join("model.safetensors"), folder.join("tf_model.h5")).unwrap();
    };
    refused("mbart", tensorflow, &["only `tf_model.h5`", "from_tf=True"]);
}

#[test]
fn what_does_not_fit_is_refused_with_the_reason() {
    let config = |from: &'static str, to: &'static str| {
        move |folder: &Path| edit(&folder.join("config.json"), from, to)
    };
    let kind = "\"model_type\": \"mbart\"";
    refused(
        "mbart",
        config(kind, "\"model_type\": \"deberta-v2\""),
        &["deberta-v2", "attention", "CamemBERT"],
    );
    refused(
        "mbart",
        config(kind, "\"model_type\": \"marian\""),
        &["`marian` is not supported", "mt5"],
    );
    refused(
        "mbart",
        config("ForConditionalGeneration", "ForSequenceClassification"),
        &["MBartForSequenceClassification"],
    );
    refused(
        "mbart",
        config("\"d_model\": 32", "\"d_model\": 36"),
        &["shape"],
    );
    refused(
        "mbart",
        config("\"d_model\": 32", "\"d_model\": 0"),
        &["sizes"],
    );
    refused(
        "mbart",
        config("\"encoder_layers\": 2", "\"encoder_layers\": 3"),
        &["encoder.layers.2"],
    );
    refused(
        "mbart",
        config("\"vocab_size\": 320", "\"vocab_size\": 90"),
        &["tokenizer.json", "90 tokens"],
    );
    refused("t5", config("\"relu\"", "\"gated-silu\""), &["gated-silu"]);
    let groups = |folder: &Path| {
        let path = folder.join("generation_config.json");
        edit(
            &path,
            "\"num_beams\": 4",
            "\"num_beams\": 4, \"num_beam_groups\": 2",
        );
    };
    refused(
        "mbart",
        groups,
        &["generation_config.json", "num_beam_groups"],
    );
    let damaged = |file: &'static str| {
        move |folder: &Path| {
            let bytes = fs::read(folder.join(file)).unwrap();
            fs::write(folder.join(file), &bytes[..bytes.len() / 2]).unwrap();
        }
    };
    refused(
        "mbart",
        damaged("model.safetensors"),
        &["model.safetensors", "not usable"],
    );
    refused(
        "bart",
        damaged("pytorch_model.bin"),
        &["pytorch_model.bin", "AutoModelForSeq2SeqLM"],
    );
    refused(
        "t5",
        damaged("pytorch_model.bin"),
        &["pytorch_model.bin", "AutoModelForSeq2SeqLM"],
    );
}

#[test]
fn only_an_earlier_import_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let model = imported("t5", folder.path());
    import(&source("mbart"), &model).with(0);
    let mut inspect = tribune(["model", "inspect", arg(&model)]);
    assert!(
        end(&mut inspect)
            .with(0)
            .stdout
            .contains("architecture = \"mbart\"")
    );
    put(&model, "notes.txt", "À garder.");
    import(&source("t5"), &model)
        .with(2)
        .says(&["other files", "kept"]);
    assert!(model.join("notes.txt").is_file());
    let file = put(folder.path(), "file", "");
    import(&source("t5"), &file).with(2).says(&["other files"]);
    assert_eq!(names(folder.path()), ["file", "t5"]);
}

#[test]
fn the_licence_of_a_model_card_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let from = copy("t5", folder.path());
    let to = folder.path().join("model");
    for (card, licence) in [
        ("# Un modèle\n", "unknown"),
        ("---\nlicense: mit\n---\n# Un modèle\n", "mit"),
    ] {
        put(&from, "README.md", card);
        import(&from, &to).with(0);
        let manifest = fs::read_to_string(to.join("model.toml")).unwrap();
        assert!(
            manifest.contains(&format!("licence = \"{licence}\"")),
            "{manifest}"
        );
    }
}
