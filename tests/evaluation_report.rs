//! The page and the workbook of an evaluation: their numbers are those of `evaluation.json`.

mod common;

use std::fs;
use std::path::Path;

use base64::Engine as _;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use common::reports::{HOSTILE, coded, evaluated, inner, page, select, values};
use common::{Table, arg, names, run};
use scraper::{ElementRef, Html};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn english() -> &'static Path {
    evaluated("en")
}

/// The figures, without the input's path.
fn json(folder: &Path) -> Value {
    let json = fs::read(folder.join("evaluation.json")).unwrap();
    let mut json: Value = serde_json::from_slice(&json).unwrap();
    json["input"] = Value::Null;
    json
}

/// A number as the reports hold it: a count, or four decimals.
fn spelt(value: &Value) -> String {
    match value.as_u64() {
        Some(count) => count.to_string(),
        None => four(value.as_f64().unwrap_or_else(|| panic!("{value}"))),
    }
}

fn four(number: f64) -> String {
    let text = format!("{number:.4}");
    if text == "-0.0000" {
        "0.0000".to_owned()
    } else {
        text
    }
}

/// The values at these places of an object, an interval as its two ends.
fn pick(object: &Value, names: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for name in names {
        match &object[*name] {
            Value::Object(interval) => {
                all.extend(["low", "high"].map(|end| spelt(&interval[end])));
            }
            value => all.push(spelt(value)),
        }
    }
    all
}

fn rows<'a>(page: &'a Html, table: &str) -> Vec<ElementRef<'a>> {
    select(page, &format!("{table} tbody tr"))
}

/// Every figure of the report in the order of the page's and the workbook's tables.
struct Wanted {
    facts: Vec<Vec<String>>,
    matrix: Vec<Vec<f64>>,
    labels: Vec<Vec<String>>,
    reliability: Vec<Vec<String>>,
    risk: Vec<Vec<String>>,
    groups: Vec<Vec<Vec<String>>>,
    pairs: Vec<Vec<String>>,
}

fn list<'v>(json: &'v Value, name: &str) -> &'v [Value] {
    json[name].as_array().unwrap()
}

fn wanted(json: &Value) -> Wanted {
    let facts: [&[&str]; 7] = [
        &["accuracy", "accuracy_interval"],
        &["macro_f1", "macro_f1_interval"],
        &["expected_calibration_error"],
        &["brier"],
        &["uncertain"],
        &["surest_half_accuracy"],
        &["risk_coverage_area"],
    ];
    let mut facts: Vec<Vec<String>> = facts.iter().map(|names| pick(json, names)).collect();
    for name in ["krippendorff_alpha", "krippendorff_alpha_with_classifier"] {
        facts.push(pick(&json["coders"], &[name]));
    }
    let all = |name: &str, fields: &[&str]| -> Vec<Vec<String>> {
        list(json, name)
            .iter()
            .map(|row| pick(row, fields))
            .collect()
    };
    let groups = list(json, "breakdowns").iter().map(|breakdown| {
        let groups = list(breakdown, "groups").iter();
        let fields = ["comments", "accuracy", "macro_f1", "macro_f1_interval"];
        groups.map(|group| pick(group, &fields)).collect()
    });
    let pairs = list(&json["coders"], "pairs").iter();
    let pairs = pairs.map(|pair| pick(pair, &["comments", "agreement", "cohen_kappa", "macro_f1"]));
    Wanted {
        facts,
        matrix: serde_json::from_value(json["confusion"]["counts"].clone()).unwrap(),
        labels: all("per_label", &["precision", "recall", "f1", "support"]),
        reliability: all(
            "reliability",
            &["low", "high", "count", "confidence", "accuracy"],
        ),
        risk: all("risk_coverage", &["coverage", "accuracy"]),
        groups: groups.collect(),
        pairs: pairs.collect(),
    }
}

#[test]
fn the_page_shows_the_numbers_of_the_json() {
    let json = json(english());
    let page = page(english(), "evaluation.html");
    let wanted = wanted(&json);
    let shown =
        |table: &str| -> Vec<Vec<String>> { rows(&page, table).into_iter().map(values).collect() };
    assert_eq!(values(select(&page, ".big")[0]), pick(&json, &["accuracy"]));
    assert_eq!(shown("#summary table"), wanted.facts);
    assert_eq!(shown("#labels table"), wanted.labels);
    assert_eq!(shown("#reliability"), wanted.reliability);
    assert_eq!(shown("#risk"), wanted.risk);
    assert_eq!(shown("#coders table"), wanted.pairs);
    let tables = select(&page, "#groups table");
    assert_eq!(tables.len(), wanted.groups.len());
    for (table, groups) in tables.iter().zip(&wanted.groups) {
        let rows = inner(*table, "tbody tr").into_iter();
        assert_eq!(&rows.map(values).collect::<Vec<_>>(), groups);
    }
    for (row, counts) in rows(&page, "#confusion table").iter().zip(&wanted.matrix) {
        let all: f64 = counts.iter().sum();
        let mut cells: Vec<String> = counts
            .iter()
            .flat_map(|count| [format!("{count:.0}"), four(count / all)])
            .collect();
        cells.push(format!("{all:.0}"));
        assert_eq!(values(*row), cells);
    }
    let systems = list(&json, "systems");
    assert_eq!(systems.len(), 3);
    for (row, system) in rows(&page, "#systems table").iter().zip(systems) {
        let mut cells = pick(system, &["accuracy", "macro_f1", "macro_f1_interval"]);
        if let Some(by) = system.get("macro_f1_difference") {
            cells.extend(pick(by, &["difference", "interval", "p_value"]));
            cells.extend(pick(&system["mcnemar"], &["only_a", "only_b", "p_value"]));
        }
        assert_eq!(values(*row), cells);
    }
    // Drawn where the numbers say: the last point of the coverage is all comments.
    let last = select(&page, ".plot .point").last().copied().unwrap();
    let accuracy = json["accuracy"].as_f64().unwrap();
    let y: f64 = last.attr("cy").unwrap().parse().unwrap();
    assert_eq!(last.attr("cx"), Some("290"));
    assert!((y - (10.0 + 250.0 * (1.0 - accuracy))).abs() < 0.01, "{y}");
    let headline: String = select(&page, ".headline")[0].text().collect();
    let hundred = format!("codes {:.0} as the coders did", accuracy * 100.0);
    assert!(headline.contains(&hundred), "{headline}");
}

#[test]
fn the_hardest_comments_are_those_of_the_table() {
    let table = Table::read(english(), "hardest.csv");
    let page = page(english(), "evaluation.html");
    let views = select(&page, "#hardest li.comment");
    assert_eq!(views.len(), table.len());
    let mut book: Xlsx<_> = open_workbook(english().join("evaluation.xlsx")).unwrap();
    let sheet = book.worksheet_range("Hardest").unwrap();
    assert_eq!(sheet.height(), table.len() + 1);
    for ((view, row), cells) in views.iter().zip(table.iter()).zip(sheet.rows().skip(1)) {
        let text: String = inner(*view, ".text")[0].text().collect();
        let plain = |text: &str| match text.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => text.to_owned(),
        };
        let wanted = common::reports::shown(&plain(&row["text"]));
        assert_eq!(text, wanted);
        assert_eq!(cells[2], Data::String(wanted));
        assert_eq!(cells[1].to_string(), row["comment_id"]);
        assert_eq!(values(*view), [row["confidence"].clone()]);
        assert_eq!(cells[5], Data::Float(row.number("confidence")));
        let right = row["label"] == row["predicted"];
        assert_eq!(inner(*view, ".flag").len(), usize::from(right));
        assert_eq!(cells[3] == cells[4], right);
    }
}

/// The numbers of the rows that follow a header whose first cell is this, up to an empty first cell.
fn block(sheet: &Range<Data>, first: &str, nth: usize) -> Vec<Vec<String>> {
    let mut headers = sheet
        .rows()
        .enumerate()
        .filter(|(_, row)| row[0] == first && !matches!(row[1], Data::Empty));
    let (at, _) = headers.nth(nth).unwrap_or_else(|| panic!("no {first}"));
    let below = sheet.rows().skip(at + 1);
    let below = below.take_while(|row| !matches!(row[0], Data::Empty));
    let numbers = |row: &[Data]| -> Vec<String> {
        let cells = row.iter().filter_map(|cell| match cell {
            Data::Float(number) => Some(four(*number)),
            _ => None,
        });
        cells.collect()
    };
    below.map(numbers).collect()
}

/// Counts spelt as the workbook's numbers are read here.
fn floats(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let float = |cell: &String| four(cell.parse().unwrap());
    rows.iter()
        .map(|row| row.iter().map(float).collect())
        .collect()
}

#[test]
fn the_workbook_holds_the_numbers_of_the_json() {
    let json = json(english());
    let wanted = wanted(&json);
    let mut book: Xlsx<_> = open_workbook(english().join("evaluation.xlsx")).unwrap();
    let names = ["Overview", "Calibration", "Groups", "Hardest"];
    assert_eq!(book.sheet_names(), names);
    let overview = book.worksheet_range("Overview").unwrap();
    assert_eq!(block(&overview, "Figure", 0), wanted.facts);
    assert_eq!(block(&overview, "Label", 0), floats(&wanted.labels));
    assert_eq!(block(&overview, "Who", 0), floats(&wanted.pairs));
    let counts = block(&overview, "Coded as ↓ · program →", 0);
    let shares = block(&overview, "In per cent of the row", 0);
    for ((counts, shares), row) in counts.iter().zip(&shares).zip(&wanted.matrix) {
        let all: f64 = row.iter().sum();
        let own: Vec<String> = row.iter().chain([&all]).map(|n| four(*n)).collect();
        assert_eq!(counts, &own);
        assert_eq!(
            shares,
            &row.iter().map(|n| four(n / all)).collect::<Vec<_>>()
        );
    }
    assert_eq!(counts.len(), 3);
    let systems = block(&overview, "System", 0);
    for (row, system) in systems.iter().zip(list(&json, "systems")) {
        let mut cells = pick(system, &["accuracy", "macro_f1", "macro_f1_interval"]);
        if let Some(by) = system.get("macro_f1_difference") {
            cells.extend(pick(by, &["difference", "interval", "p_value"]));
            cells.extend(pick(&system["mcnemar"], &["p_value"]));
        }
        assert_eq!(row, &cells);
    }
    let evidence = block(&overview, "Figure", 1);
    let fields = [
        "evidence_change",
        "random_change",
        "ratio",
        "ratio_interval",
    ];
    let flat: Vec<String> = evidence[..3].concat();
    assert_eq!(flat, pick(&json["evidence"], &fields));
    let curves = book.worksheet_range("Calibration").unwrap();
    let bins = floats(&wanted.reliability);
    let rows = block(&curves, "From", 0);
    // The last column repeats the confidence, for the chart's line of the faultless.
    let own: Vec<Vec<String>> = rows.iter().map(|row| row[..5].to_vec()).collect();
    assert_eq!(own, bins);
    assert!(rows.iter().all(|row| row[5] == row[3]));
    assert_eq!(block(&curves, "Coverage", 0), wanted.risk);
    let groups = book.worksheet_range("Groups").unwrap();
    for (nth, wanted) in wanted.groups.iter().enumerate() {
        assert_eq!(block(&groups, "Group", nth), floats(wanted));
    }
}

#[test]
fn hostile_comments_are_harmless() {
    let text = fs::read_to_string(english().join("evaluation.html")).unwrap();
    let page = page(english(), "evaluation.html");
    let said: Vec<String> = select(&page, "#hardest .text")
        .iter()
        .map(|p| p.text().collect())
        .collect();
    for hostile in &HOSTILE[..5] {
        assert!(said.iter().any(|text| text == hostile), "{hostile}");
    }
    assert!(!text.contains(['\u{202E}', '\u{0}']));
    let active = "script, img, iframe, object, embed, base, form, i, b, [style], [src]";
    assert_eq!(select(&page, active).len(), 0);
    for element in select(&page, "*") {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on"), "{name}={value}");
            assert!(name != "href" || value.starts_with('#') || value == "data:,");
        }
    }
    let policy = select(&page, "meta[http-equiv]")[0]
        .attr("content")
        .unwrap();
    let style: String = select(&page, "style")[0].text().collect();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'; script-src 'none'")));
    let mut book: Xlsx<_> = open_workbook(english().join("evaluation.xlsx")).unwrap();
    for (name, _) in book.worksheets() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
    }
    // A group is named as its comments are, and stays a name.
    let groups: String = select(&page, "#groups")[0].text().collect();
    assert!(groups.contains("<i>plain</i>"), "{groups}");
}

#[test]
fn french_reports_are_french_and_hold_the_same_numbers() {
    let french = evaluated("fr");
    assert_eq!(json(french), json(english()));
    let [own, other] = [french, english()].map(|folder| page(folder, "evaluation.html"));
    let numbers = |page: &Html| values(select(page, "main")[0]);
    assert_eq!(numbers(&own), numbers(&other));
    let text: String = select(&own, "body")[0].text().collect();
    for words in [
        "Sur 100 commentaires",
        "Favorable à la lutte",
        "étiquette la plus fréquente",
        "longueur en mots",
        "\u{202F}%",
    ] {
        assert!(text.contains(words), "{words}");
    }
    for words in [
        "Of 100",
        "Supportive",
        "most frequent",
        "comments",
        "accuracy",
    ] {
        assert!(!text.contains(words), "{words}");
    }
    let mut book: Xlsx<_> = open_workbook(french.join("evaluation.xlsx")).unwrap();
    let sheet = book.worksheet_range("Overview").unwrap();
    assert_eq!(
        sheet.get((0, 0)).unwrap(),
        "Qualité du codage des commentaires"
    );
}

#[test]
fn formats_are_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let input = coded(folder.path());
    let out = folder.path().join("out");
    let evaluate = ["evaluate", "stance", arg(&input), "-q"];
    let always = ["confusion.toml", "evaluation.json"];
    let html = [&evaluate[..], &["-o", arg(&out), "--formats", "html"]].concat();
    run(&html).with(0);
    assert_eq!(names(&out), [always[0], "evaluation.html", always[1]]);
    for option in [["--formats", "html"], ["--language", "fr"]] {
        run(&[&evaluate[..], &option].concat())
            .with(2)
            .says(&["--output"]);
    }
}
