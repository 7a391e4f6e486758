//! Generation against transformers: token for token, from an imported folder.
//!
//! `tests/fixtures/generation/` is written by `scripts/make_generation_fixtures.py`: tiny checkpoints
//! with random weights, and the ids that `generate` of Hugging Face's Python library finds.

use std::{fs, path::Path, path::PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value};
use tribune::model::{
    ModelFolder,
    generation::{EarlyStopping, GenerationConfig, Generator},
    import::import,
};

const FIXTURES: [&str; 4] = ["mbart", "bart", "t5", "mt5"];

#[derive(Deserialize)]
struct Expected {
    window: usize,
    texts: Vec<Text>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    ids: Vec<i64>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    options: Map<String, Value>,
    single: Vec<Vec<i64>>,
    batched: Vec<Vec<i64>>,
    #[serde(default)]
    text: Vec<String>,
}

fn fixture(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("tests/fixtures/generation").join(name)
}

fn expected(name: &str) -> Expected {
    let text = fs::read_to_string(fixture(name).join("expected.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn generator(name: &str, threads: usize) -> Generator {
    // Threads inside an operation would cost these tiny models more than all else.
    tribune::model::threads::one_thread_per_operation();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join(name);
    import(&fixture(name), &to, "a test").unwrap();
    Generator::load(&ModelFolder::open(&to).unwrap(), threads).unwrap()
}

/// The settings with options of `generate` put over them.
fn with(mut config: GenerationConfig, options: &Map<String, Value>) -> GenerationConfig {
    for (name, value) in options {
        let count = || usize::try_from(value.as_u64().unwrap()).unwrap();
        let ids = || serde_json::from_value(value.clone()).unwrap();
        match name.as_str() {
            "num_beams" => config.num_beams = count(),
            "max_length" => config.max_length = count(),
            "max_new_tokens" => config.max_length = count() + 1,
            "min_length" => config.min_length = count(),
            "min_new_tokens" => config.min_length = count() + 1,
            "length_penalty" => config.length_penalty = value.as_f64().unwrap(),
            "no_repeat_ngram_size" => config.no_repeat_ngram_size = count(),
            "encoder_no_repeat_ngram_size" => config.encoder_no_repeat_ngram_size = count(),
            "repetition_penalty" => config.repetition_penalty = value.as_f64().unwrap(),
            "early_stopping" => {
                config.early_stopping = match value {
                    Value::Bool(true) => EarlyStopping::Always,
                    Value::Bool(false) => EarlyStopping::Heuristic,
                    _ => EarlyStopping::Never,
                }
            }
            "forced_bos_token_id" => config.forced_bos_token_id = value.as_i64(),
            "forced_eos_token_id" => config.forced_eos_token_id = vec![value.as_i64().unwrap()],
            "eos_token_id" => config.eos_token_id = ids(),
            "suppress_tokens" => config.suppress_tokens = ids(),
            "begin_suppress_tokens" => config.begin_suppress_tokens = ids(),
            "bad_words_ids" => {
                config.bad_words_ids = serde_json::from_value(value.clone()).unwrap();
            }
            "renormalize_logits" => config.renormalize_logits = value.as_bool().unwrap(),
            other => panic!("the option {other} is not mapped"),
        }
    }
    config
}

#[test]
fn inputs_are_those_of_the_python_library() {
    for name in FIXTURES {
        let (generator, expected) = (generator(name, 1), expected(name));
        assert_eq!(generator.settings().window, expected.window, "{name}");
        for text in &expected.texts {
            let (ids, cut) = generator
                .tokenizer()
                .encode(&text.text, expected.window)
                .unwrap();
            assert_eq!(ids, text.ids, "{name}: {}", text.text);
            assert_eq!(cut, text.ids.len() == expected.window, "{name}");
        }
    }
}

#[test]
fn every_search_finds_the_ids_that_the_python_library_finds() {
    for name in FIXTURES {
        let expected = expected(name);
        let inputs: Vec<Vec<i64>> = expected.texts.iter().map(|text| text.ids.clone()).collect();
        let mut generator = generator(name, 2);
        let own = generator.settings().clone();
        for case in &expected.cases {
            let mut settings = own.clone();
            settings.generation = with(settings.generation, &case.options);
            generator = generator.with_settings(settings).unwrap();
            let together = generator.generate(&inputs).unwrap();
            assert_eq!(together, case.single, "{name}, {}", case.name);
            let alone = generator.generate(&inputs[3..4]).unwrap();
            assert_eq!(alone, together[3..4], "{name}, {}", case.name);
            // Its padding is part of the input to the one thing that looks at the input's tokens.
            if !case.options.contains_key("encoder_no_repeat_ngram_size") {
                assert_eq!(together, case.batched, "{name}, {}", case.name);
            }
        }
    }
}

#[test]
fn ids_become_the_text_that_the_python_library_makes_of_them() {
    for name in FIXTURES {
        let (generator, expected) = (generator(name, 1), expected(name));
        let case = &expected.cases[0];
        assert!(!case.text.is_empty() && case.options.is_empty());
        for (ids, text) in case.single.iter().zip(&case.text) {
            assert_eq!(&generator.tokenizer().decode(ids).unwrap(), text, "{name}");
        }
    }
}

#[test]
fn inputs_that_the_model_cannot_read_are_refused() {
    let generator = generator("mbart", 1);
    for ids in [vec![], vec![5; 65], vec![0, 320, 2], vec![0, -1, 2]] {
        assert!(generator.generate(&[ids]).is_err());
    }
}
