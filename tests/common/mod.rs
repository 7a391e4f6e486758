//! What the command-line tests share: starting the program, and reading its tables back.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod reports;
pub mod schema;

use std::collections::HashMap;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;

/// The program under test.
pub const BINARY: &str = env!("CARGO_BIN_EXE_tribune");

/// The columns of `articles.csv` for the built-in codebook, as the contract has them.
pub const ARTICLES: &str = "article_id,source,title,url,outlet,date,language,words,summary,\
    summary_words,method,comments,enforcement_supportive,enforcement_opposed,enforcement_neutral,\
    enforcement_uncertain,enforcement_supportive_share,enforcement_supportive_low,\
    enforcement_supportive_high,enforcement_supportive_adjusted,\
    enforcement_supportive_adjusted_low,enforcement_supportive_adjusted_high,truncated,warnings";
/// The columns of `comments.csv` for the built-in codebook.
pub const COMMENTS: &str = "article_id,comment_id,author,text,dimension,stance,confidence,\
    p_supportive,p_opposed,p_neutral,evidence,duplicate_of,truncated,warnings";
/// The columns of `errors.csv`.
pub const ERRORS: &str = "input,line,column,problem,remedy";

/// The tables of a run, in the order of their names.
pub const TABLES: [&str; 3] = ["articles.csv", "comments.csv", "errors.csv"];

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Asserts the exit status and returns what was said.
    #[track_caller]
    pub fn with(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    /// Asserts that standard error holds each of these texts.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "{text:?} is not in {:?}",
                self.stderr
            );
        }
        self
    }

    /// Standard output as JSON lines.
    #[track_caller]
    pub fn json(&self) -> Vec<serde_json::Value> {
        let lines = self.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).expect(line))
            .collect()
    }
}

/// A command of the program with these arguments.
pub fn tribune<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(BINARY);
    command
        .args(arguments)
        .timeout(Duration::from_secs(300))
        .env_remove("TRIBUNE_LOG");
    command
}

/// Runs a command to its end; it may fail but never panic.
#[track_caller]
pub fn end(command: &mut Command) -> Ended {
    let output = command.output().expect("the program starts");
    let stderr = String::from_utf8(output.stderr).expect("messages are UTF-8");
    let stdout = String::from_utf8(output.stdout).expect("data are UTF-8");
    assert!(!stderr.contains("panicked"), "{stderr}");
    let status = output
        .status
        .code()
        .unwrap_or_else(|| panic!("killed: {}, {stderr}", output.status));
    Ended {
        status,
        stdout,
        stderr,
    }
}

/// `tribune` with these arguments, to its end.
#[track_caller]
pub fn run(arguments: &[&str]) -> Ended {
    end(&mut tribune(arguments))
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}

/// A file of this project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Writes a file into a folder and returns its path.
pub fn put(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).unwrap();
    fs::write(&path, content).unwrap();
    path
}

/// A copy of the built-in stance model with this setting in place of the errors measured of it; its encoder
/// is found as ever.
pub fn measured_model(folder: &Path, setting: &str) {
    fs::create_dir_all(folder).unwrap();
    for entry in fs::read_dir(project("models/tribune-fr-stance")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let manifest = folder.join("model.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    let settings = table["settings"].as_table_mut().unwrap();
    settings.retain(|name, _| !name.starts_with("confusion"));
    settings.extend(setting.parse::<toml::Table>().unwrap());
    fs::write(manifest, table.to_string()).unwrap();
}

/// A row by the names of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(HashMap<String, String>);

impl Row {
    /// A cell as a number.
    #[track_caller]
    pub fn number(&self, column: &str) -> f64 {
        self[column]
            .parse()
            .unwrap_or_else(|_| panic!("{column}: {:?}", self[column]))
    }
}

impl std::ops::Index<&str> for Row {
    type Output = String;

    #[track_caller]
    fn index(&self, column: &str) -> &String {
        self.0
            .get(column)
            .unwrap_or_else(|| panic!("no column `{column}`"))
    }
}

/// A table read back.
#[derive(Debug)]
pub struct Table {
    pub header: String,
    pub rows: Vec<Row>,
}

impl Deref for Table {
    type Target = [Row];

    fn deref(&self) -> &[Row] {
        &self.rows
    }
}

impl Table {
    /// Parses CSV as RFC 4180 has it.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let names = reader.headers().unwrap().clone();
        let rows = reader.records().map(|record| {
            let record = record.unwrap();
            Row(names
                .iter()
                .map(str::to_owned)
                .zip(record.iter().map(str::to_owned))
                .collect())
        });
        let rows = rows.collect();
        Self {
            header: names.iter().collect::<Vec<_>>().join(","),
            rows,
        }
    }

    /// Reads a table of an output folder.
    #[track_caller]
    pub fn read(folder: &Path, name: &str) -> Self {
        Self::parse(&fs::read_to_string(folder.join(name)).unwrap())
    }

    /// The cells of a column.
    pub fn column(&self, name: &str) -> Vec<&str> {
        self.rows.iter().map(|row| row[name].as_str()).collect()
    }

    /// The one row whose cell ends so.
    #[track_caller]
    pub fn find(&self, column: &str, end: &str) -> &Row {
        let mut found = self.rows.iter().filter(|row| row[column].ends_with(end));
        let row = found
            .next()
            .unwrap_or_else(|| panic!("no {column} {end} in {self:#?}"));
        assert!(
            found.next().is_none(),
            "more than one {column} {end} in {self:#?}"
        );
        row
    }
}

/// The three tables of an output folder as they are.
pub fn table_bytes(folder: &Path) -> [Vec<u8>; 3] {
    TABLES.map(|name| fs::read(folder.join(name)).unwrap())
}

/// The names in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The threshold of the built-in stance model, which the built-in codebook leaves to it.
pub fn built_in_threshold() -> f64 {
    let manifest = fs::read_to_string(project("models/tribune-fr-stance/model.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let threshold = manifest["settings"].get("threshold");
    threshold.map_or(0.5, |threshold| threshold.as_float().unwrap())
}

/// Asserts that a row's stance, confidence and probabilities agree with each other.
#[track_caller]
pub fn check_stance(row: &Row, labels: &[&str], threshold: f64) {
    let probabilities: Vec<f64> = labels
        .iter()
        .map(|label| row.number(&format!("p_{label}")))
        .collect();
    let sum: f64 = probabilities.iter().sum();
    assert!((sum - 1.0).abs() < 2e-4, "{row:?}");
    let best = probabilities.iter().copied().fold(0.0, f64::max);
    assert!((row.number("confidence") - best).abs() < 1e-9, "{row:?}");
    if row["stance"] == "uncertain" {
        assert!(best < threshold + 1e-4, "{row:?}");
    } else {
        let place = labels
            .iter()
            .position(|label| row["stance"] == *label)
            .expect("a known label");
        assert!(
            best > threshold - 1e-4 && (probabilities[place] - best).abs() < 1e-9,
            "{row:?}"
        );
    }
}
