//! `tribune model` on the command line, and what the other commands say of a model that is damaged.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use common::{BINARY, Ended, arg, end, project, run, tribune};

/// The folder of a model by its name.
fn model_folder(name: &str) -> PathBuf {
    let shown = run(&["model", "inspect", name]).with(0).stdout;
    let first = shown.lines().next().unwrap();
    PathBuf::from(first.strip_prefix("# ").expect(first))
}

/// A models folder with both models in it as links, but for one file that is a copy.
struct Models {
    folder: tempfile::TempDir,
}

impl Models {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["tribune-fr", "tribune-fr-stance", "tribune-fr-summary"] {
            let from = model_folder(name);
            fs::create_dir(folder.path().join(name)).unwrap();
            for entry in fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let to = folder.path().join(name).join(entry.file_name());
                std::os::unix::fs::symlink(fs::canonicalize(entry.path()).unwrap(), to).unwrap();
            }
        }
        Self { folder }
    }

    /// The file with other content than the model's.
    fn with(self, file: &str, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let path = self.folder.path().join(file);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        self
    }

    fn without(self, file: &str) -> Self {
        fs::remove_file(self.folder.path().join(file)).unwrap();
        self
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = tribune(arguments);
        end(command
            .env("TRIBUNE_MODELS", self.folder.path())
            .write_stdin("comment\nBravo\n"))
    }
}

#[test]
fn models_are_listed_shown_and_verified() {
    let list = run(&["model", "list"]).with(0).stdout;
    for task in ["encoder", "stance"] {
        assert!(
            list.lines()
                .any(|line| line.split('\t').nth(2) == Some(task)),
            "{list}"
        );
    }
    let shown = run(&["model", "inspect", "tribune-fr"]).with(0).stdout;
    let manifest: toml::Table = toml::from_str(&shown).unwrap();
    assert_eq!(manifest["task"].as_str(), Some("encoder"));
    for name in ["tribune-fr", "tribune-fr-stance", "tribune-fr-summary"] {
        run(&["model", "verify", name]).with(0);
    }
    // By path, from another folder.
    let folder = model_folder("tribune-fr");
    let mut command = tribune(["model", "verify", "."]);
    end(command.current_dir(&folder)).with(0);
    run(&["model", "verify", "nulle-part"]).with(2).says(&[
        "nulle-part",
        "model.toml",
        "TRIBUNE_MODELS",
    ]);
    run(&["classify", "-", "--model", "nulle-part"])
        .with(2)
        .says(&["nulle-part"]);
    run(&[
        "classify",
        arg(&project("datasets/samples/fermeture-filmovague.txt")),
        "--model",
        arg(&folder),
    ])
    .with(2)
    .says(&["encoder", "stance"]);
}

/// The file of a model that holds its tensors.
fn tensors(name: &str) -> String {
    let entries = fs::read_dir(model_folder(name)).unwrap();
    let mut files = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let file = files.find(|file| {
        Path::new(file)
            .extension()
            .is_some_and(|e| e == "safetensors")
    });
    format!("{name}/{}", file.expect("tensors"))
}

#[test]
fn a_model_file_that_is_not_as_it_should_be_is_named() {
    let stance = tensors("tribune-fr-stance");
    let altered = Models::new().with(&stance, |bytes| {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    });
    altered.run(&["classify", "-"]).with(2).says(&[&stance]);
    let truncated = Models::new().with(&stance, |bytes| bytes.truncate(bytes.len() / 2));
    truncated
        .run(&["model", "verify", "tribune-fr-stance"])
        .with(2)
        .says(&[&stance]);
    truncated.run(&["classify", "-"]).with(2).says(&[&stance]);
    let missing = Models::new().without("tribune-fr/tokenizer.json");
    missing
        .run(&["summarise", "-"])
        .with(2)
        .says(&["tribune-fr/tokenizer.json", "missing"]);
    missing
        .run(&["model", "verify", "tribune-fr"])
        .with(2)
        .says(&["tribune-fr/tokenizer.json"]);
    let damaged = Models::new().with("tribune-fr/model.toml", |bytes| bytes.truncate(40));
    damaged
        .run(&["summarise", "-"])
        .with(2)
        .says(&["tribune-fr/model.toml"]);
    damaged
        .run(&["model", "list"])
        .with(0)
        .says(&["tribune-fr/model.toml"]);
}

#[test]
fn a_stance_model_of_an_earlier_version_is_refused() {
    let stance = tensors("tribune-fr-stance");
    let mut old = Vec::new();
    let models = Models::new().with(&stance, |bytes| {
        // The header is JSON behind its length; the tensor of the head that had another name.
        let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        let header = String::from_utf8(bytes[8..8 + length].to_vec()).unwrap();
        let header = header.replace("\"head.side.weight\"", "\"head.direction.weight\"");
        let renamed = (header.len() as u64).to_le_bytes();
        old = [&renamed, header.as_bytes(), &bytes[8 + length..]].concat();
        bytes.clone_from(&old);
    });
    let models = models.with("tribune-fr-stance/model.toml", |bytes| {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let mut manifest: toml::Table = text.parse().unwrap();
        let file = &mut manifest["file"][0];
        file["bytes"] = (old.len() as i64).into();
        file["sha256"] = format!("{:x}", Sha256::digest(&old)).into();
        *bytes = manifest.to_string().into_bytes();
    });
    models
        .run(&["model", "verify", "tribune-fr-stance"])
        .with(0);
    models
        .run(&["classify", "-"])
        .with(2)
        .says(&[&stance, "earlier version", "train"]);
}

#[test]
fn what_tells_about_models_may_be_cut_short_too() {
    for what in ["inspect tribune-fr", "list", "verify tribune-fr"] {
        // `true` is gone before the program writes.
        let script = format!("{{ sleep 0.3; '{BINARY}' model {what}; echo $? >&2; }} | true");
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .output()
            .unwrap();
        assert_eq!(
            String::from_utf8_lossy(&output.stderr).trim(),
            "0",
            "{what}"
        );
    }
}
