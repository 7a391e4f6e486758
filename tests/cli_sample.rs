//! `tribune sample` on the command line: sheets for coders, read back by `evaluate`.

mod common;

use std::collections::HashSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use calamine::{Reader, Xlsx, open_workbook};
use common::{Table, arg, project, put, run};

/// Comments under three articles, with a duplicate and an empty one.
const COMMENTS: &str = "comment_id,article_id,comment\n\
    1,a,Enfin une décision qui protège les auteurs.\n\
    2,a,\"- Non, non et non !\"\n\
    3,a,Quelqu'un sait quand la loi entre en vigueur ?\n\
    4,a,On ferme un site et dix autres ouvrent.\n\
    5,a,Enfin une décision qui protège les auteurs.\n\
    6,a,\n\
    7,b,Bravo aux enquêteurs.\n\
    8,b,C'est de l'argent jeté par les fenêtres.\n\
    9,c,La photo ne correspond pas à l'article.\n";

/// As they may be coded.
const CODES: [(&str, &str); 6] = [
    ("1", "pour"),
    ("2", "contre"),
    ("3", "neutre"),
    ("4", "contre"),
    ("7", "pour"),
    ("9", "neutre"),
];

fn comments(folder: &Path) -> PathBuf {
    put(folder, "comments-in.csv", COMMENTS)
}

fn draw(folder: &Path, name: &str, options: &[&str]) -> (PathBuf, common::Ended) {
    let sheet = folder.join(name);
    let input = comments(folder);
    let ended = run(&[&["sample", arg(&input), "-o", arg(&sheet)], options].concat());
    (sheet, ended)
}

#[test]
fn a_sheet_has_each_text_once_and_the_label_to_fill_in() {
    let folder = tempfile::tempdir().unwrap();
    let (sheet, ended) = draw(folder.path(), "sheet.csv", &["--coders", "2"]);
    ended
        .with(0)
        .says(&["7 of 7 comments", "2 empty or double"]);
    let table = Table::parse(&fs::read_to_string(&sheet).unwrap());
    assert_eq!(
        table.header,
        "comment_id,article_id,target,text,label,coder_1,coder_2"
    );
    let ids: HashSet<&str> = table.column("comment_id").into_iter().collect();
    assert_eq!(ids, HashSet::from(["1", "2", "3", "4", "7", "8", "9"]));
    for row in table.iter() {
        assert_eq!(row["target"], "", "the codebook's");
        assert_eq!((row["label"].as_str(), row["coder_2"].as_str()), ("", ""));
    }
    assert_eq!(
        table.find("comment_id", "2")["text"],
        "'- Non, non et non !"
    );
}

#[test]
fn the_seed_decides_and_every_article_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str, options: &[&str]| {
        let (sheet, ended) = draw(folder.path(), name, options);
        ended.with(0);
        fs::read_to_string(sheet).unwrap()
    };
    let three = text("a.csv", &["--size", "3"]);
    let articles: HashSet<String> = Table::parse(&three)
        .column("article_id")
        .into_iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(articles.len(), 3, "{three}");
    assert_eq!(three, text("b.csv", &["--size", "3"]));
    let orders: HashSet<String> = ["1", "2", "3", "4"]
        .iter()
        .map(|seed| text("c.csv", &["--seed", seed]))
        .collect();
    assert!(orders.len() > 1, "the seed changes the order");
}

#[test]
fn french_excel_opens_the_sheet_and_what_it_saves_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (sheet, ended) = draw(folder.path(), "sheet.csv", &["--csv-dialect", "excel-fr"]);
    ended.with(0);
    let text = fs::read_to_string(&sheet).unwrap();
    assert!(text.starts_with("\u{FEFF}comment_id;article_id;target;text;label\r\n"));
    // Number 8 stays without a label.
    let code = |line: &str| {
        let id = line.split(';').next().unwrap_or_default();
        CODES
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, label)| *label)
    };
    let coded: Vec<String> = text
        .lines()
        .map(|line| format!("{line}{}", code(line).unwrap_or_default()))
        .collect();
    fs::write(&sheet, coded.join("\r\n")).unwrap();
    let ended = run(&["evaluate", "stance", arg(&sheet), "--json"])
        .with(0)
        .says(&["1 row(s) without a label were left out"]);
    let report = &ended.json()[0];
    assert_eq!(
        (&report["comments"], &report["unlabelled"]),
        (&6.into(), &1.into())
    );
    assert_eq!(report["per_label"][1]["support"], 2);
    let model = folder.path().join("model");
    let train = ["train", "stance", arg(&sheet), "--out", arg(&model)];
    let quick = ["--tune", "head", "--epochs", "1", "--validation", "0.34"];
    run(&[&train[..], &quick].concat())
        .with(0)
        .says(&["1 row(s) without a label were left out", "kept epoch 1"]);
}

#[test]
fn a_workbook_offers_the_labels_and_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let (sheet, ended) = draw(
        folder.path(),
        "sheet.xlsx",
        &["--size", "4", "--coders", "1"],
    );
    ended.with(0);
    let mut book: Xlsx<_> = open_workbook(&sheet).unwrap();
    assert_eq!(book.sheet_names(), ["Comments", "Codebook"]);
    let range = book.worksheet_range("Comments").unwrap();
    assert_eq!((range.height(), range.width()), (5, 6));
    let codebook = book.worksheet_range("Codebook").unwrap();
    let ids: Vec<String> = (4..7)
        .map(|row| codebook.get_value((row, 0)).unwrap().to_string())
        .collect();
    assert_eq!(ids, ["supportive", "opposed", "neutral"]);

    let mut archive = zip::ZipArchive::new(fs::File::open(&sheet).unwrap()).unwrap();
    let mut xml = String::new();
    archive
        .by_name("xl/worksheets/sheet1.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    for part in [
        "<dataValidation type=\"list\"",
        "sqref=\"E2:F5\"",
        "<formula1>\"supportive,opposed,neutral\"</formula1>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    // Nobody has coded it yet.
    run(&["evaluate", "stance", arg(&sheet)])
        .with(2)
        .says(&["no row has a label"]);
    // A coder's workbook: the same sheet with labels.
    let coded = folder.path().join("coded.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let out = book.add_worksheet();
    for (row, cells) in range.rows().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let text = match (row, column) {
                (1 | 2, 4) => "supportive".to_owned(),
                (3, 4) => "neutre".to_owned(),
                _ => cell.to_string(),
            };
            out.write_string(row as u32, column as u16, text).unwrap();
        }
    }
    book.save(&coded).unwrap();
    let report = run(&["evaluate", "stance", arg(&coded), "--json", "-q"]).with(0);
    assert_eq!(report.json()[0]["comments"], 3);
}

/// A run over the sample pages, for all tests of this file.
fn earlier() -> &'static Path {
    static RUN: OnceLock<PathBuf> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli-sample-run");
        fs::remove_dir_all(&folder).ok();
        let pages = project("datasets/samples");
        run(&[
            "run",
            arg(&pages),
            "-o",
            arg(&folder),
            "--no-evidence",
            "-q",
        ])
        .with(0);
        folder
    })
}

#[test]
fn an_earlier_run_gives_its_labels() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("sheet.csv");
    let stances = Table::read(earlier(), "comments.csv");
    let kinds: HashSet<&str> = stances.column("stance").into_iter().collect();
    let size = kinds.len().to_string();
    let options = ["--by", "label", "--size", &size, "-o", arg(&sheet)];
    let shown = [&options[..], &["--show-predictions"]].concat();
    run(&[&["sample", "--run", arg(earlier())][..], &shown].concat()).with(0);
    let table = Table::parse(&fs::read_to_string(&sheet).unwrap());
    let predicted: HashSet<&str> = table.column("predicted").into_iter().collect();
    assert_eq!(predicted, kinds, "one comment for each label");
    for row in table.iter() {
        let of = |other: &&common::Row| {
            other["comment_id"] == row["comment_id"] && other["article_id"] == row["article_id"]
        };
        let known = stances.iter().find(of).expect("a comment of the run");
        assert_eq!(known["stance"], row["predicted"]);
        assert_eq!(known["confidence"], row["confidence"]);
        assert_eq!(known["text"], row["text"]);
    }
    // Coders see none of that unless asked for, and the folder is known for what it is.
    run(&[&["sample", arg(earlier())][..], &options].concat()).with(0);
    let blind = Table::parse(&fs::read_to_string(&sheet).unwrap());
    assert_eq!(blind.header, "comment_id,article_id,target,text,label");
    assert_eq!(blind.column("comment_id"), table.column("comment_id"));
}

#[test]
fn without_a_run_the_model_finds_the_strata() {
    let folder = tempfile::tempdir().unwrap();
    let options = ["--by", "label,confidence", "--show-predictions", "-q"];
    let (sheet, ended) = draw(folder.path(), "sheet.csv", &options);
    ended.with(0);
    let table = Table::parse(&fs::read_to_string(&sheet).unwrap());
    assert_eq!(table.len(), 7);
    for row in table.iter() {
        assert!((0.0..=1.0).contains(&row.number("confidence")));
        assert!(
            ["supportive", "opposed", "neutral", "uncertain"].contains(&row["predicted"].as_str())
        );
    }
}

#[test]
fn what_cannot_be_sampled_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let empty = put(folder.path(), "empty.csv", "comment_id,comment\n1,\n");
    let sheet = folder.path().join("sheet.csv");
    run(&["sample", arg(&empty), "-o", arg(&sheet)])
        .with(2)
        .says(&["no comment with text"]);
    run(&["sample", "-o", arg(&sheet)]).with(2).says(&["INPUT"]);
    run(&["sample", "--run", arg(folder.path()), "-o", arg(&sheet)])
        .with(2)
        .says(&["comments.csv"]);
    assert!(!sheet.exists());
}

#[test]
fn inputs_and_coded_sheets_are_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let input = comments(folder.path());
    run(&["sample", arg(&input), "-o", arg(&input)])
        .with(2)
        .says(&["is an input", "-o"]);
    assert_eq!(fs::read_to_string(&input).unwrap(), COMMENTS);
    for codes in ["label\n1,Bien.,pour\n", "label,coder_1\n1,Bien.,,pour\n"] {
        let coded = format!("comment_id,comment,{codes}");
        let sheet = put(folder.path(), "sheet.csv", &coded);
        run(&["sample", arg(&input), "-o", arg(&sheet)])
            .with(2)
            .says(&["1 coded comment(s)", "name another file"]);
        assert_eq!(fs::read_to_string(&sheet).unwrap(), coded);
    }
    // One that nobody has filled in yet may be drawn anew.
    draw(folder.path(), "new.csv", &["--coders", "1"]).1.with(0);
    draw(folder.path(), "new.csv", &[]).1.with(0);
}
