//! The tutorial's commands, run one after the other in an empty folder.

mod common;

use std::{path::Path, process::Command};

use common::{end, project, tribune};

/// The commands of a page: the lines of its `sh` blocks.
fn commands(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(project(page)).unwrap();
    let blocks = text.split("```sh\n").skip(1);
    blocks
        .flat_map(|block| block.split("```").next().unwrap().lines())
        .map(ToOwned::to_owned)
        .collect()
}

/// `cp`, with the checkout under the name `tribune`.
fn copy(folder: &Path, arguments: &[&str]) {
    let paths = arguments.iter().map(|argument| {
        let inside = argument.strip_prefix("tribune/");
        inside.map_or_else(|| folder.join(argument), project)
    });
    let recursive = arguments.first() == Some(&"-r");
    let status = Command::new("cp")
        .args(recursive.then_some("-r"))
        .args(paths.skip(usize::from(recursive)))
        .status()
        .unwrap();
    assert!(status.success(), "cp {arguments:?}");
}

#[test]
fn every_command_works_and_both_languages_have_the_same() {
    let commands = self::commands("docs/tutorial.md");
    assert_eq!(commands, self::commands("docs/tutoriel.md"));
    assert!(commands.len() >= 10, "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    for command in &commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["cp", arguments @ ..] => copy(folder.path(), arguments),
            ["tribune", arguments @ ..] => {
                let ended = end(tribune(arguments.iter()).current_dir(folder.path()));
                assert_eq!(ended.status, 0, "{command}: {ended:#?}");
            }
            _ => panic!("the tutorial has a command that is not run: {command}"),
        }
    }
    for file in [
        "report/report.html",
        "report/report.xlsx",
        "report/articles.csv",
        "report/comments.csv",
        "report/errors.csv",
        "report/run.json",
        "rapport/report.html",
        "sheet.csv",
        "evaluation/evaluation.json",
        "my-model/model.toml",
    ] {
        assert!(folder.path().join(file).is_file(), "{file} is missing");
    }
    let page = std::fs::read_to_string(folder.path().join("rapport/report.html")).unwrap();
    assert!(page.contains("<html lang=\"fr\""));
    let csv = std::fs::read(folder.path().join("rapport/articles.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}".as_bytes()));
}
