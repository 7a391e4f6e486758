//! The workbook, the page and the manifest of `tribune run`, read back as their readers would.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use calamine::{Data, Reader, Xlsx, open_workbook};
use common::reports::{
    HOSTILE, english, french, inner, inputs, page, report, select, shown, values,
};
use common::{Table, arg, end, measured_model, names, project, put, run, schema::follows, tribune};
use scraper::ElementRef;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A cell as CSV would have it, without the guard against formulas.
fn spelt(cell: &Data, column: &str) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(_) => "2026-03-12".to_owned(),
        Data::Float(number) => {
            let count = number.fract() == 0.0
                && !column.starts_with("p_")
                && !["confidence", "_share", "_low", "_high", "_adjusted"]
                    .iter()
                    .any(|end| column.ends_with(end));
            if count {
                format!("{number:.0}")
            } else {
                format!("{number:.4}")
            }
        }
        other => panic!("{column}: {other:?}"),
    }
}

#[test]
fn the_workbook_holds_what_the_tables_hold() {
    let folder = english();
    let mut book: Xlsx<_> = open_workbook(folder.join("report.xlsx")).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Overview", "Articles", "Comments", "Codebook", "Run"]
    );
    let mut dates = 0;
    for (sheet, file) in [("Articles", "articles.csv"), ("Comments", "comments.csv")] {
        let mut csv = csv::Reader::from_path(folder.join(file)).unwrap();
        let header = csv.headers().unwrap().clone();
        let range = book.worksheet_range(sheet).unwrap();
        let mut rows = range.rows();
        let names: Vec<String> = rows.next().unwrap().iter().map(|c| spelt(c, "")).collect();
        assert_eq!(names, header.iter().collect::<Vec<_>>(), "{sheet}");
        let records: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        assert_eq!(range.height(), records.len() + 1, "{sheet}");
        for (record, row) in records.iter().zip(rows) {
            for ((wanted, cell), column) in record.iter().zip(row).zip(&names) {
                dates += usize::from(matches!(cell, Data::DateTime(_)));
                let wanted = match wanted.strip_prefix('\'') {
                    Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
                    _ => wanted,
                };
                let found = spelt(cell, column);
                if wanted.chars().count() == 30_000 {
                    assert_eq!(found.encode_utf16().count(), 32_767);
                } else {
                    assert_eq!(found, shown(wanted), "{sheet} {column}");
                }
            }
        }
        let formulas = book.worksheet_formula(sheet).unwrap();
        assert!(
            formulas.cells().all(|(_, _, formula)| formula.is_empty()),
            "{sheet}"
        );
    }
    assert_eq!(dates, 1);
    check_overview(&mut book, folder);
    let run = book.worksheet_range("Run").unwrap();
    let texts: Vec<String> = run.cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(
        texts.iter().any(|text| text.contains("32,767")),
        "{texts:?}"
    );
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("tribune-fr-stance")),
        "{texts:?}"
    );
}

/// Every article has its row, and every figure is that of `articles.csv`.
fn check_overview<R: std::io::Read + std::io::Seek>(book: &mut Xlsx<R>, folder: &Path) {
    let articles = Table::read(folder, "articles.csv");
    let overview = book.worksheet_range("Overview").unwrap();
    let rows: Vec<&[Data]> = overview.rows().collect();
    for article in articles.iter() {
        let id = shown(&article["article_id"]);
        let row = rows.iter().find(|row| row[1].to_string() == id).expect(&id);
        let columns = [
            "comments",
            "enforcement_supportive",
            "enforcement_opposed",
            "enforcement_neutral",
            "enforcement_uncertain",
            "enforcement_supportive_share",
            "enforcement_supportive_low",
            "enforcement_supportive_high",
            "enforcement_supportive_adjusted",
            "enforcement_supportive_adjusted_low",
            "enforcement_supportive_adjusted_high",
        ];
        for (cell, column) in row[2..].iter().zip(columns) {
            assert_eq!(spelt(cell, column), article[column], "{id} {column}");
        }
    }
}

#[test]
fn the_page_shows_the_numbers_of_the_tables() {
    let page = page(english(), "report.html");
    let articles = Table::read(english(), "articles.csv");
    let comments = Table::read(english(), "comments.csv");
    let lines = select(&page, "table.articles tbody tr");
    assert_eq!(lines.len(), articles.len());
    let views = select(&page, "article");
    for ((line, view), row) in lines.iter().zip(&views).zip(articles.iter()) {
        assert_eq!(inner(*line, "td.num")[0].inner_html(), row["comments"]);
        let ends = |names: &[&str]| -> Vec<String> {
            let cells = names
                .iter()
                .map(|end| &row[&*format!("enforcement_supportive_{end}")]);
            cells.filter(|cell| !cell.is_empty()).cloned().collect()
        };
        let share = ends(&["share", "low", "high"]);
        let adjusted = ends(&["adjusted", "adjusted_low", "adjusted_high"]);
        assert_eq!(values(*line), [share.clone(), adjusted].concat());
        if let [line] = inner(*view, ".share-line")[..] {
            assert_eq!(values(line), share);
        }
        let abstracts = inner(*view, ".abstract");
        assert_eq!(
            abstracts[0].text().collect::<String>(),
            shown(&row["summary"])
        );
        let bar = inner(*line, "svg.bar desc");
        let counts = ["supportive", "opposed", "neutral", "uncertain"]
            .map(|label| row[&*format!("enforcement_{label}")].clone());
        if let [bar] = bar[..] {
            let words = bar.text().collect::<String>();
            for (part, count) in words.split(", ").zip(&counts) {
                assert!(part.ends_with(&format!(" {count}")), "{words}: {counts:?}");
            }
        }
    }
    let shown_comments = select(&page, "li.comment");
    assert_eq!(shown_comments.len(), comments.len());
    for (view, row) in shown_comments.iter().zip(comments.iter()) {
        let coding = inner(*view, ".coding")[0];
        assert_eq!(
            coding.attr("data-k"),
            Some(&*format!("enforcement:{}", row["stance"]))
        );
        assert_eq!(coding.attr("data-c"), Some(&*row["confidence"]));
        let probabilities =
            ["p_supportive", "p_opposed", "p_neutral"].map(|name| row[name].clone());
        assert_eq!(values(inner(coding, ".probabilities")[0]), probabilities);
        assert_eq!(
            inner(*view, ".cid")[0].text().collect::<String>(),
            shown(&row["comment_id"])
        );
    }
    let all: f64 = articles
        .iter()
        .map(|row| row.number("enforcement_opposed"))
        .sum();
    let orphan = comments
        .iter()
        .find(|row| row["article_id"] == "zz")
        .unwrap();
    let all = all + f64::from(u8::from(orphan["stance"] == "opposed"));
    assert_eq!(
        select(&page, ".legend .n")[1].inner_html(),
        format!("{all:.0}")
    );
    assert_eq!(
        select(&page, "mark").len(),
        comments
            .iter()
            .filter(|c| !c["evidence"].is_empty())
            .count()
    );
}

#[test]
fn hostile_comments_are_harmless_on_the_page() {
    let text = fs::read_to_string(english().join("report.html")).unwrap();
    let page = page(english(), "report.html");
    let said: Vec<String> = select(&page, "li.comment .text")
        .iter()
        .map(|p| p.text().collect())
        .collect();
    for hostile in &HOSTILE[..5] {
        assert!(said.iter().any(|text| text == hostile), "{hostile}");
    }
    assert!(
        said.iter()
            .any(|text| text.starts_with("Nul") && text.ends_with("fin"))
    );
    assert!(said.iter().any(|text| text.chars().count() == 30_000));
    assert!(!text.contains(['\u{202E}', '\u{0}']));
    assert!(
        text.contains("=1+1[U+202E]&#60;b&#62;")
            || select(&page, ".author")[85]
                .text()
                .any(|t| t.starts_with("=1+1"))
    );
    assert_eq!(select(&page, "script").len(), 1);
    assert_eq!(
        select(
            &page,
            "img, iframe, object, embed, audio, video, base, form[action]"
        )
        .len(),
        0
    );
    for element in select(&page, "*") {
        for (name, value) in element.value().attrs() {
            assert!(
                !name.starts_with("on") && name != "style" && name != "src",
                "{name}={value}"
            );
            assert!(
                name != "href" || value.starts_with('#') || value == "data:,",
                "{value}"
            );
        }
    }
    // What the policy allows is what stands there.
    let policy = select(&page, "meta[http-equiv]")[0]
        .attr("content")
        .unwrap();
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    for element in ["style", "script"] {
        let content: String = select(&page, element)[0].text().collect();
        let hash =
            base64::engine::general_purpose::STANDARD.encode(Sha256::digest(content.as_bytes()));
        assert!(
            policy.contains(&format!("{element}-src 'sha256-{hash}'")),
            "{element}: {policy}"
        );
    }
}

#[test]
fn french_reports_are_french() {
    let folder = french();
    let page = page(folder, "report.html");
    assert_eq!(select(&page, "html")[0].attr("lang"), Some("fr"));
    let text: String = page.root_element().text().collect();
    for words in [
        "Ce que pensent les lecteurs",
        "Favorable à la lutte",
        "Incertain",
        "\u{202F}%",
        "11 articles et 94",
    ] {
        assert!(text.contains(words), "{words}");
    }
    for words in ["What readers think", "Supportive", "Uncertain"] {
        assert!(!text.contains(words), "{words}");
    }
    let mut book: Xlsx<_> = open_workbook(folder.join("report.xlsx")).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["Overview", "Articles", "Comments", "Codebook", "Run"]
    );
    let range = book.worksheet_range("Comments").unwrap();
    assert_eq!(
        range.rows().next().unwrap()[5],
        Data::String("stance".to_owned())
    );
    // The figures do not depend on the language or the dialect.
    let confidence = |folder: &Path, delimiter: u8| -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_path(folder.join("comments.csv"))
            .unwrap();
        let column = reader
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == "confidence")
            .unwrap();
        reader
            .records()
            .map(|record| record.unwrap()[column].replace(',', "."))
            .collect()
    };
    assert_eq!(confidence(folder, b';'), confidence(english(), b','));
}

/// Inputs that give warnings of many kinds.
fn warned(folder: &Path) -> PathBuf {
    let inputs = folder.join("inputs");
    let text = "Le site a fermé lundi. La police a saisi ses serveurs.";
    let english = "The site was closed on Monday by the police, who seized all of its servers in the capital.";
    put(
        &inputs,
        "compte.txt",
        format!("Titre\n\n{text}\n\n5 commentaires\n\nBravo !\n"),
    );
    put(&inputs, "anglais.txt", english);
    put(&inputs, "vide.txt", "");
    let mixed = [text.as_bytes(), b" Un caf\xe9, deux th\xe9s."].concat();
    put(&inputs, "encodage.txt", mixed);
    let rows = format!(
        "{{\"id\":\"a\",\"text\":\"{text}\",\"comments\":[\"Bravo !\",\"\",{{\"auteur\":\"x\"}}]}}\n\
         {{\"id\":\"a\",\"text\":\"{text} \\ud83d\"}}\n\
         {{\"comment_id\":\"o\",\"article_id\":\"zz\",\"comment\":\"Non.\"}}\n"
    );
    put(&inputs, "lignes.jsonl", rows);
    put(
        &inputs,
        "table.csv",
        "comment_id,article_id,text\nc1,a,\"Bravo\" encore\nc2,a\n",
    );
    inputs
}

#[test]
fn warnings_are_told_in_the_reports_language() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = warned(folder.path());
    let reports = |language: &str| {
        let out = folder.path().join(language);
        let formats = ["--formats", "csv,xlsx,html", "--language", language, "-q"];
        run(&[&["run", arg(&inputs), "-o", arg(&out)][..], &formats].concat());
        out
    };
    let (english, french) = (reports("en"), reports("fr"));
    let told = |folder: &Path| -> Vec<String> {
        let page = page(folder, "report.html");
        let warnings = select(
            &page,
            ".warning, #run > ul:not(:has(strong)) li > span:first-child",
        );
        let english = warnings.iter().filter(|e| e.attr("lang").is_some());
        assert_eq!(
            english.map(ElementRef::html).collect::<Vec<_>>(),
            Vec::<String>::new()
        );
        warnings.iter().map(|e| e.text().collect()).collect()
    };
    let (own, other) = (told(&french), told(&english));
    assert!(own.len() > 12 && own.len() == other.len(), "{other:?}");
    let kinds: std::collections::BTreeSet<&String> = other.iter().collect();
    assert!(kinds.len() >= 8, "{kinds:?}");
    for (own, other) in own.iter().zip(&other) {
        assert_ne!(own, other);
    }
    let text = own.join("\n");
    assert!(
        text.contains("Le titre annonce 5 commentaires, 1 a été trouvé."),
        "{text}"
    );
    // Tables are for scripts, and stay as they are; the workbook speaks as the page does.
    for (sheet, file) in [("Articles", "articles.csv"), ("Comments", "comments.csv")] {
        let [table, same] = [&french, &english].map(|folder| Table::read(folder, file));
        assert_eq!(table.column("warnings"), same.column("warnings"));
        let mut book: Xlsx<_> = open_workbook(french.join("report.xlsx")).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        let header = range.rows().next().unwrap();
        let column = header.iter().position(|cell| *cell == "warnings");
        let column = column.unwrap();
        for (row, cells) in table.iter().zip(range.rows().skip(1)) {
            let cell = cells[column].to_string();
            assert_eq!(cell.is_empty(), row["warnings"].is_empty());
            assert!(cell.is_empty() || cell != row["warnings"], "{cell}");
        }
    }
}

#[test]
fn corrected_shares_stand_beside_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("model");
    measured_model(
        &model,
        "confusion = [[50, 8, 4], [10, 60, 5], [6, 6, 70]]\n",
    );
    let out = folder.path().join("out");
    let samples = project("datasets/samples");
    let options = ["--stance-model", arg(&model), "--no-evidence", "-q"];
    let formats = ["--formats", "csv,xlsx,html"];
    run(&[
        &["run", arg(&samples), "-o", arg(&out)][..],
        &options,
        &formats,
    ]
    .concat())
    .with(0);
    let table = Table::read(&out, "articles.csv");
    let ends = ["adjusted", "adjusted_low", "adjusted_high"];
    let ends = ends.map(|end| format!("enforcement_supportive_{end}"));
    let html = page(&out, "report.html");
    let mut book: Xlsx<_> = open_workbook(out.join("report.xlsx")).unwrap();
    let overview = book.worksheet_range("Overview").unwrap();
    let rows: Vec<&[Data]> = overview.rows().collect();
    let lines = select(&html, "table.articles tbody tr");
    let views = select(&html, "article");
    let mut corrected = 0;
    for ((line, view), row) in lines.iter().zip(&views).zip(table.iter()) {
        let wanted: Vec<String> = ends.iter().map(|end| row[end.as_str()].clone()).collect();
        let found = rows
            .iter()
            .find(|cells| cells[1].to_string() == row["article_id"]);
        let cells = &found.unwrap()[10..13];
        if wanted[0].is_empty() {
            assert!(inner(*line, ".adjusted").is_empty());
            assert!(cells.iter().all(|cell| matches!(cell, Data::Empty)));
            continue;
        }
        corrected += 1;
        assert_eq!(values(inner(*line, ".adjusted")[0]), wanted);
        assert_eq!(values(inner(*view, ".adjusted")[0]), wanted);
        let cells: Vec<String> = cells.iter().map(|cell| spelt(cell, "_share")).collect();
        assert_eq!(cells, wanted);
    }
    assert!(corrected > 5);
    // Over all comments: the same on page and workbook, and not the plain share.
    let overall = values(select(&html, "#overview p.adjusted")[0]);
    let row = rows
        .iter()
        .find(|row| row[0].to_string().starts_with("Corrected share"));
    let cells: Vec<String> = row.unwrap()[3..6]
        .iter()
        .map(|c| spelt(c, "_share"))
        .collect();
    assert_eq!(overall, cells);
    assert_ne!(
        overall[0],
        values(select(&html, "#overview .legend li")[0])[0]
    );
    let text: String = select(&html, "#overview")[0].text().collect();
    assert!(
        text.contains("Corrected for the classifier’s measured errors"),
        "{text}"
    );
    // Without a measured matrix nothing is said of it.
    measured_model(&model, "");
    let out = folder.path().join("unmeasured");
    run(&[
        &["run", arg(&samples), "-o", arg(&out)][..],
        &options,
        &formats,
    ]
    .concat())
    .with(0);
    assert!(
        !Table::read(&out, "articles.csv")
            .header
            .contains("adjusted")
    );
    assert_eq!(select(&page(&out, "report.html"), ".adjusted").len(), 0);
}

#[test]
fn french_excel_takes_the_tables_and_so_does_the_program() {
    let folder = french();
    for name in common::TABLES {
        let bytes = fs::read(folder.join(name)).unwrap();
        assert!(
            bytes.starts_with(b"\xEF\xBB\xBF") && bytes.ends_with(b"\r\n"),
            "{name}"
        );
        assert!(!bytes.starts_with(b"\xEF\xBB\xBFsep="), "{name}");
    }
    let rows = |folder: &Path| {
        let table = folder.join("comments.csv");
        let ended = run(&["classify", arg(&table), "--quiet"]).with(0);
        let rows = ended.json();
        rows.into_iter()
            .map(|row| (row["comment_id"].clone(), row["text"].clone()))
            .collect::<Vec<_>>()
    };
    let back = rows(folder);
    assert_eq!(back, rows(english()));
    let texts: Vec<&str> = back.iter().filter_map(|(_, text)| text.as_str()).collect();
    for hostile in &HOSTILE[..5] {
        assert!(texts.contains(hostile), "{hostile}");
    }
}

#[test]
fn the_manifest_follows_its_schema_and_differs_in_times_alone() {
    let read = |folder: &Path| -> Value {
        serde_json::from_slice(&fs::read(folder.join("run.json")).unwrap()).unwrap()
    };
    let schema: Value =
        serde_json::from_slice(&fs::read(project("docs/run.schema.json")).unwrap()).unwrap();
    for folder in [english(), french()] {
        let manifest = read(folder);
        follows(&schema, &manifest, &schema, "");
        let written: Vec<String> = serde_json::from_value(manifest["files"].clone()).unwrap();
        let mut sorted = written.clone();
        sorted.sort();
        assert_eq!(sorted, names(folder));
    }
    let first = read(english());
    assert_eq!(first["counts"]["comments_without_article"], 1);
    assert_eq!(first["counts"]["articles"], 11);
    let input = fs::read(&inputs()[1]).unwrap();
    let sum = format!("{:x}", Sha256::digest(&input));
    assert_eq!(
        first["inputs"].as_array().unwrap().last().unwrap()["sha256"],
        sum
    );
    let again = report("again", &["--formats", "csv,xlsx,html,csv"]);
    let mut second = read(&again);
    for name in ["started", "finished", "timings"] {
        second[name] = first[name].clone();
    }
    assert_eq!(first, second);
}

#[test]
fn a_fixed_moment_gives_the_same_bytes() {
    let samples = project("datasets/samples/fermeture-filmovague.txt");
    let temporary = tempfile::tempdir().unwrap();
    let bytes = ["a", "b"].map(|name| {
        let folder = temporary.path().join(name);
        let arguments = [
            "run",
            arg(&samples),
            "-o",
            arg(&folder),
            "--formats",
            "xlsx,html",
            "--json",
            "-q",
        ];
        let ended = end(tribune(arguments).env("SOURCE_DATE_EPOCH", "1763793694")).with(0);
        assert_eq!(ended.stderr, "");
        assert_eq!(ended.json()[0]["started"], "2025-11-22T06:41:34Z");
        ["report.xlsx", "report.html"].map(|file| fs::read(folder.join(file)).unwrap())
    });
    assert!(bytes[0] == bytes[1]);
}
