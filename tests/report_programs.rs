//! The reports in the programs that people open them with: `chromium` and `soffice`, where they are.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::reports::{english, evaluated, inner, select};
use common::{Row, Table, arg};
use scraper::Html;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Whether a program is there; says so where it is not.
fn installed(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|out| out.status.success());
    if !found {
        eprintln!("skipped: `{program}` is not installed");
    }
    found
}

/// Converts a workbook to PDF, which opens and calculates all of it.
fn as_pdf(book: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    let out = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), book])
        .output()
        .unwrap();
    let name = book.with_extension("pdf");
    let pdf = fs::read(folder.path().join(name.file_name().unwrap())).unwrap_or_default();
    assert!(
        out.status.success() && pdf.starts_with(b"%PDF") && pdf.len() > 10_000,
        "{out:?}"
    );
}

#[test]
fn libreoffice_opens_the_workbooks() {
    if installed("soffice") {
        as_pdf(&english().join("report.xlsx"));
        as_pdf(&evaluated("en").join("evaluation.xlsx"));
    }
}

/// Opens a page, gives its scripts five seconds of their own time, and returns the document as it is then,
/// with the addresses that were asked for, but for those of the browser's maker. What the page says on the
/// console fails the test.
fn visited(page: &Path) -> (Html, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("net.json");
    let Output {
        stdout,
        stderr,
        status,
    } = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
        ])
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .arg(format!("--log-net-log={}", log.display()))
        .args(["--dump-dom", &format!("file://{}", arg(page))])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&stderr);
    assert!(status.success() && !said.contains("CONSOLE"), "{said}");
    let log = fs::read_to_string(&log).unwrap();
    let asked = log.split("\"url\":\"").skip(1);
    let asked = asked.filter_map(|rest| rest.split('"').next());
    let maker = ["google.com", "googleapis.com", "gvt1.com"];
    let asked = asked.filter(|url| {
        let host = url.split('/').nth(2).unwrap_or_default();
        url.starts_with("http") && !maker.iter().any(|own| host.ends_with(own))
    });
    let page = Html::parse_document(&String::from_utf8_lossy(&stdout));
    (page, asked.map(str::to_owned).collect())
}

/// As [`visited`], for a page that asks for nothing.
fn opened(page: &Path) -> Html {
    let (page, asked) = visited(page);
    assert_eq!(asked, Vec::<String>::new());
    page
}

#[test]
fn chromium_shows_the_pages_without_a_word() {
    if !installed("chromium") {
        return;
    }
    let page = opened(&english().join("report.html"));
    assert_eq!(
        select(&page, "form.tools:not([hidden])").len(),
        1,
        "the script ran"
    );
    let count = select(&page, "li.comment").len();
    let told: String = select(&page, ".tools output")[0].text().collect();
    assert_eq!(told, format!("{count} of {count} comments shown"));
    let page = opened(&evaluated("en").join("evaluation.html"));
    assert_eq!(select(&page, "h1").len(), 1);
}

#[test]
fn chromium_names_what_a_page_asks_for() {
    if !installed("chromium") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let page = "<!DOCTYPE html><title>x</title><link rel=icon href='data:,'>\
                <iframe src='http://127.0.0.1:9/a.html'></iframe>";
    let (_, asked) = visited(&common::put(folder.path(), "asking.html", page));
    assert!(
        asked.iter().any(|url| url.contains("127.0.0.1:9")),
        "{asked:?}"
    );
}

/// What is done to the page's tools: text, stance, least confidence, order; `None` resets them.
const STEPS: [Option<[&str; 4]>; 9] = [
    Some(["", "", "0", "page"]),
    Some(["SÉVIR", "", "0", "page"]),
    Some(["l'", "enforcement:opposed", "0", "page"]),
    Some(["", "enforcement:uncertain", "0", "unsure"]),
    Some(["", "", "0.7", "sure"]),
    Some(["a", "enforcement:neutral", "0.4", "stance"]),
    Some(["", "", "0", "text"]),
    Some(["<script>alert", "", "0", "sure"]),
    None,
];

/// Sets the tools as a user would and writes what is shown after each step into the document.
const DRIVER: &str = r#"
addEventListener("load", async () => {
  const steps = STEPS;
  const fields = ["f-text", "f-stance", "f-conf", "f-sort"].map((id) => document.getElementById(id));
  const found = [];
  for (const step of steps) {
    if (step) {
      fields.forEach((field, at) => {
        field.value = step[at];
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    } else {
      document.querySelector(".tools button[type=reset]").click();
    }
    await new Promise((done) => setTimeout(done, 20));
    found.push({
      fields: fields.map((field) => field.value),
      shown: Array.from(document.querySelectorAll(".comment")).filter((c) => c.checkVisibility()).map((c) => Number(c.dataset.n)),
      told: document.querySelector(".tools output").value,
    });
  }
  const result = document.createElement("pre");
  result.id = "found";
  result.textContent = JSON.stringify(found);
  document.body.append(result);
});
"#;

#[test]
fn chromium_filters_and_sorts_as_the_tables_say() {
    if !installed("chromium") {
        return;
    }
    let text = fs::read_to_string(english().join("report.html")).unwrap();
    let from = text
        .find("<meta http-equiv=\"Content-Security-Policy\"")
        .unwrap();
    let to = from + text[from..].find('>').unwrap() + 1;
    let driver = DRIVER.replace("STEPS", &json!(STEPS).to_string());
    let page = format!("{}{}", &text[..from], &text[to..]);
    let page = page.replace("</body>", &format!("<script>{driver}</script></body>"));
    let folder = tempfile::tempdir().unwrap();
    let page = opened(&common::put(folder.path(), "report.html", page));
    let found: String = select(&page, "#found")[0].text().collect();
    let found: Vec<Value> = serde_json::from_str(&found).unwrap();
    assert_eq!(found.len(), STEPS.len());

    let comments = Table::read(english(), "comments.csv");
    let mut seen = Vec::new();
    for (step, found) in STEPS.iter().zip(&found) {
        let wanted = step.unwrap_or(["", "", "0", "page"]);
        assert_eq!(found["fields"], json!(wanted));
        let shown: Vec<usize> = serde_json::from_value(found["shown"].clone()).unwrap();
        let expected = expected(&comments, wanted);
        if wanted[3] == "text" {
            alphabetical(&comments, &shown);
            let mut sorted = shown.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, expected);
        } else {
            assert_eq!(shown, expected, "{wanted:?}");
        }
        let told = format!("{} of {} comments shown", shown.len(), comments.len());
        assert_eq!(found["told"], told);
        seen.push(shown);
    }
    // The steps told comments apart, and reset undid all.
    assert!(seen[1..6].iter().all(|shown| !shown.is_empty()), "{seen:?}");
    assert!(seen[4] != seen[0] && seen[6] != seen[0]);
    assert_eq!((seen[7].len(), &seen[8]), (1, &seen[0]));
}

/// Lower case without accents, straight apostrophes: what the page's filter compares.
fn folded(text: &str) -> String {
    let plain = text.nfd().filter(|c| !is_combining_mark(*c));
    let plain = plain.map(|c| if matches!(c, '’' | 'ʼ') { '\'' } else { c });
    plain.collect::<String>().to_lowercase()
}

/// The numbers of the comments that the page is to show, in its order: by article, then as asked for.
fn expected(comments: &Table, [text, stance, least, order]: [&str; 4]) -> Vec<usize> {
    const PLACES: [&str; 4] = ["supportive", "opposed", "neutral", "uncertain"];
    let least: f64 = least.parse().unwrap();
    let said = |row: &Row| {
        let author = match row["author"].as_str() {
            "" => "Anonymous",
            author => author,
        };
        let same = match row["duplicate_of"].as_str() {
            "" => String::new(),
            first => format!("same text as {first}"),
        };
        let cut = match row["truncated"].as_str() {
            "true" => "read only in part by the model",
            _ => "",
        };
        let parts = [
            author,
            &row["comment_id"],
            &same,
            cut,
            &row["text"],
            &row["warnings"],
        ];
        folded(&parts.join("\n"))
    };
    let mut shown: Vec<(usize, &Row)> = (1..)
        .zip(comments.iter())
        .filter(|(_, row)| said(row).contains(&folded(text)))
        .filter(|(_, row)| {
            stance.is_empty() || stance == format!("{}:{}", row["dimension"], row["stance"])
        })
        .filter(|(_, row)| row.number("confidence") >= least)
        .collect();
    let mut articles: Vec<&str> = comments.column("article_id");
    articles.dedup();
    let article = |row: &Row| {
        articles
            .iter()
            .position(|id| *id == row["article_id"])
            .unwrap()
    };
    let place = |row: &Row| PLACES.iter().position(|id| *id == row["stance"]).unwrap();
    shown.sort_by(|(_, a), (_, b)| {
        let sure = b.number("confidence").total_cmp(&a.number("confidence"));
        let within = match order {
            "sure" => sure,
            "unsure" => sure.reverse(),
            "stance" => place(a).cmp(&place(b)).then(sure),
            _ => std::cmp::Ordering::Equal,
        };
        article(a).cmp(&article(b)).then(within)
    });
    shown.into_iter().map(|(number, _)| number).collect()
}

/// Among comments of an article that begin with a letter, the first letters ascend.
fn alphabetical(comments: &Table, shown: &[usize]) {
    let first = |number: &usize| {
        let row = &comments[number - 1];
        let letter = folded(&row["text"]).chars().next();
        (row["article_id"].clone(), letter.unwrap_or('\0'))
    };
    let letters = shown.iter().map(first);
    let letters: Vec<(String, char)> = letters.filter(|(_, c)| c.is_ascii_alphabetic()).collect();
    assert!(letters.len() > 50);
    for pair in letters.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1 <= pair[1].1, "{pair:?}");
    }
}

#[test]
fn the_driver_is_told_what_the_page_has() {
    let page = common::reports::page(english(), "report.html");
    let form = select(&page, "form.tools")[0];
    for [_, stance, least, order] in STEPS.into_iter().flatten() {
        for value in [stance, least, order] {
            let option = format!("option[value=\"{value}\"]");
            assert!(!inner(form, &option).is_empty(), "{value}");
        }
    }
}
