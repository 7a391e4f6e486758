//! Scripts that make what the built-in models are made of.

mod common;

use std::{fs, path::Path, process::Command};

use common::{arg, project};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use sha2::{Digest, Sha256};

/// Two tensors of half-precision numbers, and a manifest that names their file.
fn stance_model(folder: &Path, weights: &[u16], bias: u16) {
    let bytes =
        |values: &[u16]| -> Vec<u8> { values.iter().flat_map(|v| v.to_le_bytes()).collect() };
    let (weights, bias) = (bytes(weights), bytes(&[bias]));
    let tensors = [
        (
            "head.weight",
            TensorView::new(Dtype::F16, vec![1, weights.len() / 2], &weights).unwrap(),
        ),
        (
            "head.bias",
            TensorView::new(Dtype::F16, vec![1], &bias).unwrap(),
        ),
    ];
    fs::create_dir(folder).unwrap();
    fs::write(
        folder.join("stance.safetensors"),
        safetensors::serialize(tensors, &None).unwrap(),
    )
    .unwrap();
    let manifest = format!(
        "name = \"mine\"\n\n[base]\nmodel = \"base\"\nsha256 = \"{0}\"\n\n[[file]]\npath = \"stance.safetensors\"\nbytes = 1\nsha256 = \"{0}\"\n\n[settings]\ntemperature = 2.0\n",
        "0".repeat(64)
    );
    fs::write(folder.join("model.toml"), manifest).unwrap();
}

/// Averages the models of a folder into `out`.
fn average(folder: &Path, models: &[&str]) -> std::process::Output {
    Command::new("python3")
        .arg(project("scripts/average_stance_models.py"))
        .arg(folder.join("out"))
        .args(models.iter().map(|model| folder.join(model)))
        .output()
        .unwrap()
}

#[test]
fn stance_models_are_averaged_tensor_by_tensor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    // 1, 2 and 0.5; 3, -2 and 1.5.
    stance_model(&path.join("first"), &[0x3C00, 0x4000], 0x3800);
    stance_model(&path.join("second"), &[0x4200, 0xC000], 0x3E00);
    let ended = average(path, &["first", "second"]);
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let bytes = fs::read(path.join("out/stance.safetensors")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let values = |name: &str| -> Vec<u16> {
        let data = tensors.tensor(name).unwrap().data();
        data.chunks_exact(2)
            .map(|v| u16::from_le_bytes([v[0], v[1]]))
            .collect()
    };
    assert_eq!(values("head.weight"), [0x4000, 0]);
    assert_eq!(values("head.bias"), [0x3C00]);
    let manifest = fs::read_to_string(path.join("out/model.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    assert_eq!(
        manifest["file"][0]["bytes"].as_integer(),
        Some(bytes.len() as i64)
    );
    let digest = format!("{:x}", Sha256::digest(&bytes));
    assert_eq!(
        manifest["file"][0]["sha256"].as_str(),
        Some(digest.as_str())
    );
    assert_eq!(
        manifest["base"]["sha256"].as_str(),
        Some("0".repeat(64).as_str())
    );
}

#[test]
fn models_with_other_tensors_are_not_averaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    stance_model(&path.join("first"), &[0x3C00, 0x4000], 0x3800);
    stance_model(&path.join("second"), &[0x4200], 0x3E00);
    let ended = average(path, &["first", "second"]);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(!ended.status.success(), "{said}");
    let second = path.join("second");
    assert!(
        said.contains(&format!("{}: its tensors are not those of", arg(&second))),
        "{said}"
    );
    assert!(!path.join("out").exists());
}
