//! Folders of encoders that cannot be used: what is wrong with each is named.
//!
//! They are copies of `tests/fixtures/encoders/`, spoilt.

mod common;

use std::{fs, path::Path, path::PathBuf};

use common::project;
use tempfile::TempDir;
use tribune::model::{Embedder, MANIFEST, ModelError, ModelFolder};

const FILES: [&str; 3] = ["config.json", "model.safetensors", "tokenizer.json"];

fn fixture(name: &str) -> PathBuf {
    project("tests/fixtures/encoders").join(name)
}

/// A copy of a fixture, to be spoilt.
struct Copied(TempDir);

impl Copied {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in FILES.iter().chain(&[MANIFEST]) {
            fs::copy(fixture(name).join(file), folder.path().join(file)).unwrap();
        }
        Self(folder)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn change(&self, file: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        let bytes = fs::read(self.path(file)).unwrap();
        fs::write(self.path(file), change(bytes)).unwrap();
    }

    fn folder(&self) -> ModelFolder {
        ModelFolder::open(self.0.path()).unwrap()
    }

    /// Lists the files as they are now in the manifest.
    fn list_anew(&self) {
        self.folder().manifest.write(self.0.path(), &FILES).unwrap();
    }

    fn load(&self) -> Result<Embedder, ModelError> {
        Embedder::load(&self.folder(), 1)
    }

    /// Why it cannot be loaded.
    fn refusal(&self) -> ModelError {
        self.load().err().expect("a refusal")
    }

    fn replace(&self, file: &str, from: &str, to: &str) {
        self.change(file, |bytes| {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "`{file}` has no `{from}`");
            text.replace(from, to).into_bytes()
        });
    }
}

#[test]
fn a_copied_folder_loads_and_verifies() {
    let copy = Copied::new("camembert");
    assert!(copy.folder().verify().is_empty());
    copy.list_anew();
    assert!(copy.load().is_ok());
}

#[test]
fn a_damaged_file_is_named() {
    for file in FILES {
        let named = |copy: &Copied, says: &str| {
            let path = copy.path(file);
            for message in [
                copy.refusal().to_string(),
                copy.folder().verify()[0].to_string(),
            ] {
                assert!(
                    message.contains(&format!("`{}`", path.display())),
                    "{message}"
                );
                assert!(message.contains(says), "{message}");
            }
            assert_eq!(copy.folder().verify().len(), 1, "only `{file}` is damaged");
        };

        let missing = Copied::new("bert");
        fs::remove_file(missing.path(file)).unwrap();
        assert!(matches!(missing.refusal(), ModelError::Missing { .. }));
        named(&missing, "is missing");

        for kept in [0, 100] {
            let truncated = Copied::new("bert");
            truncated.change(file, |bytes| bytes[..kept].to_vec());
            let error = truncated.refusal();
            assert!(matches!(error, ModelError::Size { found, .. } if found == kept as u64));
            named(&truncated, "truncated");
        }

        let altered = Copied::new("bert");
        altered.change(file, |mut bytes| {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            bytes
        });
        assert!(matches!(altered.refusal(), ModelError::Checksum { .. }));
        named(&altered, "was altered");
    }
}

#[test]
fn a_file_that_the_manifest_does_not_list_is_not_read() {
    let copy = Copied::new("bert");
    copy.replace(
        MANIFEST,
        "path = \"tokenizer.json\"",
        "path = \"other.json\"",
    );
    assert!(
        matches!(copy.refusal(), ModelError::Missing { path } if path == copy.path("tokenizer.json"))
    );
}

#[test]
fn a_damaged_manifest_is_named() {
    let missing = Copied::new("bert");
    fs::remove_file(missing.path(MANIFEST)).unwrap();
    let message = ModelFolder::open(missing.0.path()).unwrap_err().to_string();
    assert!(message.contains("model.toml` is missing"), "{message}");

    let changes = [
        ("task = \"encoder\"", "task = \"juggler\"", "juggler"),
        ("name = \"bert\"", "name = ", "line 1"),
        (
            "path = \"config.json\"",
            "path = \"../config.json\"",
            "`../config.json` does not lie in the folder",
        ),
    ];
    for (from, to, says) in changes {
        let copy = Copied::new("bert");
        copy.replace(MANIFEST, from, to);
        let message = ModelFolder::open(copy.0.path()).unwrap_err().to_string();
        assert!(
            message.contains("model.toml` is not usable") && message.contains(says),
            "{message}"
        );
    }
}

/// The manifest agrees with the files, but these are not what they should be.
#[test]
fn unusable_files_are_named_even_when_their_checksums_fit() {
    let half = |file: &str| {
        let bytes = fs::read(fixture("bert").join(file)).unwrap();
        bytes[..bytes.len() / 2].to_vec()
    };
    let contents = [
        (
            "model.safetensors",
            half("model.safetensors"),
            "not a complete safetensors file",
        ),
        (
            "model.safetensors",
            b"<!DOCTYPE html>".to_vec(),
            "not a complete safetensors file",
        ),
        ("tokenizer.json", half("tokenizer.json"), "EOF"),
        (
            "config.json",
            b"{\"model_type\": \"bert\"}".to_vec(),
            "hidden_size",
        ),
        ("config.json", Vec::new(), "EOF"),
    ];
    for (file, content, says) in contents {
        let copy = Copied::new("bert");
        copy.change(file, |_| content);
        copy.list_anew();
        let error = copy.refusal();
        assert!(
            matches!(&error, ModelError::Invalid { path, .. } if *path == copy.path(file)),
            "{error}"
        );
        assert!(error.to_string().contains(says), "{error}");
    }
}

/// Why `bert` is refused with this change to its configuration; the message says `says`.
fn refused(from: &str, to: &str, says: &str) -> ModelError {
    let copy = Copied::new("bert");
    copy.replace("config.json", from, to);
    copy.list_anew();
    let error = copy.refusal();
    assert!(error.to_string().contains(says), "{error}");
    error
}

#[test]
fn a_checkpoint_of_other_sizes_than_its_configuration_is_refused() {
    let changes = [
        (
            "\"num_hidden_layers\": 3",
            "\"num_hidden_layers\": 4",
            "no tensor `encoder.layer.3.",
        ),
        (
            "\"hidden_size\": 32",
            "\"hidden_size\": 64",
            "has the shape [200, 32] where [0, 64] is expected",
        ),
        (
            "\"max_position_embeddings\": 24",
            "\"max_position_embeddings\": 512",
            "where [512, 32] is expected",
        ),
        (
            "\"num_attention_heads\": 4",
            "\"num_attention_heads\": 5",
            "not a multiple of `num_attention_heads`",
        ),
        (
            "\"num_attention_heads\": 4",
            "\"num_attention_heads\": 0",
            "not a multiple of `num_attention_heads`",
        ),
    ];
    for (from, to, says) in changes {
        let error = refused(from, to, says);
        assert!(matches!(error, ModelError::Invalid { .. }), "{error}");
    }
}

#[test]
fn other_architectures_are_refused() {
    let changes = [
        (
            "\"model_type\": \"bert\"",
            "\"model_type\": \"deberta-v2\"",
            "`deberta-v2` is not supported: use",
        ),
        (
            "\"model_type\": \"bert\"",
            "\"model_type\": \"distilbert\"",
            "`distilbert` is not supported: use",
        ),
        (
            "\"hidden_act\": \"gelu\"",
            "\"hidden_act\": \"relu\"",
            "its activation is `relu`",
        ),
        (
            "\"absolute\"",
            "\"relative_key\"",
            "position embeddings are not absolute",
        ),
    ];
    for (from, to, says) in changes {
        let error = refused(from, to, says);
        assert!(matches!(error, ModelError::Architecture { .. }), "{error}");
    }
}

/// A `config.json` of those types in their own shape, without BERT's names.
#[test]
fn other_architectures_are_refused_by_their_own_configuration() {
    let distilbert = r#"{"model_type": "distilbert", "activation": "gelu", "dim": 768, "n_layers": 6,
        "n_heads": 12, "hidden_dim": 3072, "max_position_embeddings": 512, "vocab_size": 119547}"#;
    let copy = Copied::new("bert");
    copy.change("config.json", |_| distilbert.into());
    copy.list_anew();
    let error = copy.refusal();
    assert!(
        matches!(&error, ModelError::Architecture { architecture, .. } if architecture == "distilbert"),
        "{error}"
    );
}

#[test]
fn a_model_for_another_task_is_refused() {
    let copy = Copied::new("bert");
    copy.replace(MANIFEST, "task = \"encoder\"", "task = \"stance\"");
    assert!(matches!(copy.refusal(), ModelError::Task { found, .. } if found == "stance"));
}

#[test]
fn an_unknown_model_is_told_with_the_places_looked_at() {
    let error = ModelFolder::find(Path::new("no-such-model")).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("no model `no-such-model`"), "{message}");
    assert!(message.contains("models/no-such-model`"), "{message}");
}
