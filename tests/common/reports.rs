//! Runs and evaluations whose reports several test files look at, and what they look with.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};

use super::{arg, project, put, run};

/// A folder's name that no other test file uses.
fn named(name: &str) -> String {
    format!("{}-{name}", env!("CARGO_CRATE_NAME"))
}

/// Comments that harm what trusts them.
pub const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script><img src=x onerror=alert(2)> & \"'</p>",
    "=HYPERLINK(\"http://x.test\";\"clic\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "_x000D_ ]]> &lt;b&gt; {{ 7*7 }}",
    "-2+3 Il faut sévir, enfin !",
    "Nul\u{0}ici \u{202E}gpj.exe\u{202C} fin",
];

/// The samples, and a table with hostile comments.
pub fn inputs() -> [PathBuf; 2] {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    let hostile = FILE.get_or_init(|| {
        let mut comments: Vec<Value> = HOSTILE.iter().map(|text| json!({ "text": text })).collect();
        comments[0]["author"] = json!("=1+1\u{202E}<b>");
        comments.push(json!({ "id": "long", "text": "😀".repeat(30_000) }));
        comments.push(json!({ "text": HOSTILE[4] }));
        let article = json!({
            "id": "a<b>\"'&", "title": "</title><script>x()</script>", "date": "2026-03-12",
            "url": "javascript:alert(1)", "text": "Le site a fermé lundi. La police a saisi ses serveurs.",
            "comments": comments, "rubrique": "=1+1",
        });
        let orphan = json!({ "comment_id": "o1", "article_id": "zz", "comment": "Bravo à la police." });
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(named("inputs"));
        put(&folder, "hostile.jsonl", format!("{article}\n{orphan}\n"))
    });
    [project("datasets/samples"), hostile.clone()]
}

pub fn report(name: &str, options: &[&str]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(named(name));
    fs::remove_dir_all(&folder).ok();
    let [samples, hostile] = inputs();
    let arguments = [
        "run",
        arg(&samples),
        arg(&hostile),
        "-o",
        arg(&folder),
        "--quiet",
    ];
    run(&[&arguments, options].concat()).with(0);
    folder
}

/// One run in English, with every format.
pub fn english() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| report("en", &["--formats", "csv,xlsx,html,csv"]))
}

/// One run in French, with every format.
pub fn french() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let options = [
        "--formats",
        "csv,xlsx,html",
        "--language",
        "fr",
        "--csv-dialect",
        "excel-fr",
    ];
    FOLDER.get_or_init(|| report("fr", &options))
}

pub fn page(folder: &Path, name: &str) -> Html {
    Html::parse_document(&fs::read_to_string(folder.join(name)).unwrap())
}

pub fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

pub fn inner<'a>(element: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    element
        .select(&Selector::parse(selector).unwrap())
        .collect()
}

pub fn values(element: ElementRef<'_>) -> Vec<String> {
    let data = inner(element, "data[value]");
    data.iter()
        .map(|data| data.attr("value").unwrap().to_owned())
        .collect()
}

/// What the reports show of a text.
pub fn shown(text: &str) -> String {
    tribune::report::visible::visible(text).into_owned()
}

/// Labelled comments: some of those that come with the program, and the hostile ones; few enough for all to
/// stand among the hardest.
pub fn coded(folder: &Path) -> PathBuf {
    let text = fs::read_to_string(project("datasets/comments/enforcement.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    let records: Vec<csv::StringRecord> =
        reader.records().map(Result::unwrap).step_by(20).collect();
    for record in &records {
        writer.write_record(record).unwrap();
    }
    // Hostile words with the cells of a comment that is labelled.
    for (text, record) in HOSTILE.iter().zip(&records) {
        let cells = header.iter().zip(record).map(|(name, cell)| match name {
            "text" | "comment" => text.replace('\0', ""),
            "comment_id" | "register" => format!("<i>{cell}</i>"),
            _ => cell.to_owned(),
        });
        writer.write_record(cells).unwrap();
    }
    put(folder, "coded.csv", writer.into_inner().unwrap())
}

/// One evaluation in a language (`en` or `fr`), with every format and comparison.
pub fn evaluated(language: &str) -> &'static Path {
    static FOLDERS: [OnceLock<PathBuf>; 2] = [OnceLock::new(), OnceLock::new()];
    FOLDERS[usize::from(language == "fr")].get_or_init(|| evaluation(language))
}

fn evaluation(language: &str) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(named(&format!("evaluation-{language}")));
    fs::remove_dir_all(&folder).ok();
    let input = coded(&folder);
    let out = folder.join("out");
    let arguments = [
        "evaluate",
        "stance",
        arg(&input),
        "--against",
        "tribune-fr-stance",
        "--by",
        "register",
        "--evidence",
        "--formats",
        "csv,xlsx,html",
        "--language",
        language,
        "-q",
        "-o",
        arg(&out),
    ];
    run(&arguments).with(0);
    out
}
