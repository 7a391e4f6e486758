//! The CSV reports as files: read back with the `csv` crate, and what is left when writing fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use proptest::prelude::*;
use tribune::report::{
    ArticleRow, CommentRow, CsvExporter, DimensionCounts, ErrorRow, Exporter, Findings,
    ReportError, Scheme, SchemeDimension, Spool,
};

fn scheme() -> Scheme {
    let law = SchemeDimension::new("law", ["for", "against", "none"]);
    let tone = SchemeDimension::new("tone", ["calm", "angry", "none"]);
    Scheme {
        dimensions: vec![law, tone],
        adjusted: true,
    }
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn extra(extra: &[(&str, &str)]) -> Vec<(String, String)> {
    extra
        .iter()
        .map(|&(name, value)| (text(name), text(value)))
        .collect()
}

/// A table as (header, rows).
fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let owned = |record: &csv::StringRecord| record.iter().map(text).collect::<Vec<String>>();
    let header = owned(reader.headers().unwrap());
    (
        header,
        reader
            .records()
            .map(|record| owned(&record.unwrap()))
            .collect(),
    )
}

fn export(fill: impl FnOnce(&mut Spool)) -> (tempfile::TempDir, Vec<PathBuf>) {
    let mut spool = Spool::new(scheme()).unwrap();
    fill(&mut spool);
    let folder = tempfile::tempdir().unwrap();
    let paths = CsvExporter::default()
        .export(&spool.finish().unwrap(), folder.path())
        .unwrap();
    (folder, paths)
}

/// Two articles, a comment in two dimensions and an error.
fn sample(spool: &mut Spool) {
    let law = DimensionCounts {
        counts: vec![8, 1, 1],
        uncertain: 2,
        adjusted: Some([0.75, 0.5, 0.912_34]),
    };
    let tone = DimensionCounts {
        counts: vec![0, 0, 0],
        uncertain: 12,
        adjusted: None,
    };
    let article = ArticleRow {
        article_id: text("a1"),
        title: text("=HYPERLINK(\"http://x\")"),
        summary: text("Une phrase, « deux ».\nLa suite."),
        words: 210,
        comments: 12,
        dimensions: vec![law, tone],
        truncated: true,
        warnings: vec![text("Un."), text("Deux.")],
        extra: extra(&[("rubrique", "-1"), ("summary", "chapeau")]),
        ..ArticleRow::default()
    };
    spool.article(&article).unwrap();
    spool
        .article(&ArticleRow {
            article_id: text("a2"),
            ..ArticleRow::default()
        })
        .unwrap();
    let comment = CommentRow {
        article_id: text("a1"),
        text: text("+1"),
        dimension: text("tone"),
        stance: text("uncertain"),
        confidence: 0.5,
        probabilities: vec![0.5, 0.25, 0.25],
        ..CommentRow::default()
    };
    spool.comment(&comment).unwrap();
    let law = CommentRow {
        dimension: text("law"),
        confidence: f64::NAN,
        ..comment
    };
    spool.comment(&law).unwrap();
    let error = ErrorRow {
        input: text("b.csv"),
        line: Some(3),
        ..ErrorRow::default()
    };
    spool.error(&error).unwrap();
}

#[test]
fn a_run_is_read_back() {
    let (_folder, paths) = export(sample);
    let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(names, ["articles.csv", "comments.csv", "errors.csv"]);

    let (header, rows) = table(&paths[0]);
    let cell = |row: usize, name: &str| {
        rows[row][header.iter().position(|column| column == name).unwrap()].as_str()
    };
    assert_eq!(cell(0, "title"), "'=HYPERLINK(\"http://x\")");
    assert_eq!(cell(0, "summary"), "Une phrase, « deux ».\nLa suite.");
    assert_eq!(header[header.len() - 2..], ["rubrique", "summary_input"]);
    assert_eq!(
        (cell(0, "rubrique"), cell(0, "summary_input")),
        ("'-1", "chapeau")
    );
    assert_eq!((cell(0, "words"), cell(0, "truncated")), ("210", "true"));
    assert_eq!(cell(0, "warnings"), "Un.; Deux.");
    assert_eq!((cell(0, "law_for"), cell(0, "law_uncertain")), ("8", "2"));
    // Wilson's interval of 8 out of 10, as statsmodels' proportion_confint gives it.
    let ends = ["law_for_share", "law_for_low", "law_for_high"].map(|name| cell(0, name));
    assert_eq!(ends, ["0.8000", "0.4902", "0.9433"]);
    assert_eq!(cell(0, "law_for_adjusted_high"), "0.9123");
    assert_eq!(
        (cell(0, "tone_calm"), cell(0, "tone_calm_share")),
        ("0", "")
    );
    assert_eq!(
        (cell(0, "tone_calm_adjusted"), cell(1, "law_for")),
        ("", "")
    );

    let (header, rows) = table(&paths[1]);
    assert_eq!(
        header[7..12],
        ["p_for", "p_against", "p_none", "p_calm", "p_angry"]
    );
    assert_eq!(
        rows[0][3..12],
        [
            "'+1",
            "tone",
            "uncertain",
            "0.5000",
            "",
            "",
            "0.2500",
            "0.5000",
            "0.2500"
        ]
    );
    assert_eq!(rows[1][6..12], ["", "0.5000", "0.2500", "0.2500", "", ""]);

    let (_, rows) = table(&paths[2]);
    assert_eq!(rows, [["b.csv", "3", "", "", ""]]);
}

#[test]
fn a_run_without_findings_has_three_headers() {
    let (folder, paths) = export(|_| {});
    fs::write(&paths[2], "input,line,column,problem,remedy\nold,,,,\n").unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let empty = Spool::new(scheme()).unwrap().finish().unwrap();
    CsvExporter::default()
        .export(&empty, folder.path())
        .unwrap();
    for path in &paths {
        assert!(table(path).1.is_empty());
    }
    assert_eq!(
        fs::read_to_string(&paths[2]).unwrap(),
        "input,line,column,problem,remedy\n"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("notes.txt")).unwrap(),
        "mine"
    );
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_comes_back(
        cells in prop::collection::vec(("\\PC*|[=+@\\-\t\r\n\0'\",;a]{0,6}", any::<f64>()), 1..8),
        names in prop::collection::vec("[a-c =\",]{0,2}", 1..4),
    ) {
        let (_folder, paths) = export(|spool| for (cell, number) in &cells {
            spool.comment(&CommentRow {
                text: cell.clone(),
                dimension: text("law"),
                confidence: *number,
                probabilities: vec![*number; 3],
                extra: names.iter().map(|name| (name.clone(), cell.clone())).collect(),
                ..CommentRow::default()
            }).unwrap();
        });
        let (header, rows) = table(&paths[1]);
        prop_assert_eq!(rows.len(), cells.len());
        for (row, (cell, _)) in rows.iter().zip(&cells) {
            prop_assert_eq!(row.len(), header.len());
            for back in [&row[3]].into_iter().chain(&row[header.len() - names.len()..]) {
                let dangerous = back.starts_with(['=', '+', '-', '@', '\t', '\r']);
                prop_assert!(!dangerous, "{:?}", back);
                prop_assert!(back == cell || back.strip_prefix('\'') == Some(cell));
            }
            let number = &row[6];
            prop_assert!(number.is_empty() || number.split_once('.').unwrap().1.len() == 4);
        }
    }
}

/// Findings of a size that a small disk does not hold; every cell tells the generation.
fn large(generation: &str) -> Findings {
    let mut spool = Spool::new(scheme()).unwrap();
    for n in 0..600 {
        let comment_id = format!("{generation}-{n}");
        let row = CommentRow {
            comment_id,
            text: generation.repeat(100),
            ..CommentRow::default()
        };
        spool.comment(&row).unwrap();
        let article_id = format!("{generation}-{n}");
        spool
            .article(&ArticleRow {
                article_id,
                ..ArticleRow::default()
            })
            .unwrap();
    }
    spool.finish().unwrap()
}

/// Names this test executable a folder to work in when it starts itself anew.
const INSIDE: &str = "TRIBUNE_TEST_FOLDER";

/// This executable once more, running one of its ignored tests.
fn again(test: &str) -> String {
    let exe = std::env::current_exe().unwrap();
    format!(
        "exec '{}' --exact {test} --ignored --nocapture",
        exe.display()
    )
}

#[test]
fn a_full_disk_leaves_the_old_files() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size=128k none \"${INSIDE}\" || exit 77; {}",
        again("inside_a_small_disk")
    );
    // User namespaces let anyone mount a small disk; not every system grants them.
    let outcome = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .env(INSIDE, folder.path())
        .output();
    match outcome {
        Ok(output) if output.status.success() => {
            let shown = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(shown.contains("1 passed"), "{shown}");
        }
        Ok(output) if output.status.code() == Some(101) => {
            panic!("{}", String::from_utf8_lossy(&output.stderr));
        }
        other => eprintln!("skipped: no small disk can be mounted here ({other:?})"),
    }
}

#[test]
#[ignore = "runs on the disk that `a_full_disk_leaves_the_old_files` mounts"]
fn inside_a_small_disk() {
    let Some(folder) = std::env::var_os(INSIDE).map(PathBuf::from) else {
        return;
    };
    let mut spool = Spool::new(scheme()).unwrap();
    spool
        .article(&ArticleRow {
            article_id: text("old"),
            ..ArticleRow::default()
        })
        .unwrap();
    let paths = CsvExporter::default()
        .export(&spool.finish().unwrap(), &folder)
        .unwrap();
    let old: Vec<String> = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();

    let error = CsvExporter::default()
        .export(&large("new"), &folder)
        .unwrap_err();
    assert!(matches!(error, ReportError::NoSpace { .. }), "{error:?}");
    assert!(error.to_string().contains("free some"), "{error}");
    for (path, old) in paths.iter().zip(&old) {
        assert_eq!(&fs::read_to_string(path).unwrap(), old);
    }
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        3,
        "no temporary file remains"
    );

    let mut spool = Spool::new_in(scheme(), &folder).unwrap();
    let row = CommentRow {
        text: "long ".repeat(2_000),
        ..CommentRow::default()
    };
    let error = (0..1_000).find_map(|_| spool.comment(&row).err()).unwrap();
    assert!(matches!(error, ReportError::NoSpace { .. }), "{error:?}");
    assert!(error.to_string().contains("TMPDIR"), "{error}");
}

#[test]
fn a_killed_run_leaves_whole_files() {
    let folder = tempfile::tempdir().unwrap();
    CsvExporter::default()
        .export(&large("0"), folder.path())
        .unwrap();
    for wait in [40, 90, 150] {
        let mut child = Command::new("sh")
            .args(["-c", &again("inside_a_run_to_be_killed")])
            .env(INSIDE, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        for name in ["articles.csv", "comments.csv"] {
            let (header, rows) = table(&folder.path().join(name));
            let id = header
                .iter()
                .rposition(|column| column.ends_with("_id"))
                .unwrap();
            let generation = rows[0][id].split('-').next().unwrap();
            assert_eq!(rows.len(), 600);
            let expected = (0..600).map(|n| format!("{generation}-{n}"));
            assert!(
                rows.iter()
                    .map(|row| &row[id])
                    .eq(expected.collect::<Vec<_>>().iter())
            );
        }
    }
}

#[test]
#[ignore = "`a_killed_run_leaves_whole_files` starts and kills it"]
fn inside_a_run_to_be_killed() {
    let Some(folder) = std::env::var_os(INSIDE).map(PathBuf::from) else {
        return;
    };
    let generations = [large("1"), large("2")];
    for findings in generations.iter().cycle().take(10_000) {
        CsvExporter::default().export(findings, &folder).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.path().join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write anywhere");
        return;
    }
    let error = CsvExporter::default()
        .export(&large("1"), folder.path())
        .unwrap_err();
    assert!(matches!(error, ReportError::Permission { .. }), "{error:?}");
    assert!(error.to_string().contains("another folder"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let findings = Spool::new(scheme()).unwrap().finish().unwrap();
    let error = CsvExporter::default()
        .export(&findings, Path::new("/dev/full/out"))
        .unwrap_err();
    assert!(
        matches!(error, ReportError::NotADirectory { .. }),
        "{error:?}"
    );
    let error = CsvExporter::default()
        .export(&findings, Path::new("/proc/tribune"))
        .unwrap_err();
    assert!(error.to_string().contains("/proc/tribune"), "{error}");
}
