//! What kind of file an input is: by its name, else by its content.

use std::path::Path;

use super::dialect::Dialect;
use super::error::{CorpusError, Problem};
use super::jsonl;

/// A kind of file that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Html,
    Csv,
    Jsonl,
}

/// Extensions in messages.
pub(super) const EXTENSIONS: &str = ".txt, .html, .htm, .csv or .jsonl, each also .gz";

impl Kind {
    /// By the extension, before a `.gz`; in any case.
    pub fn of_name(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "txt" => Some(Self::Page),
            "html" | "htm" => Some(Self::Html),
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::Jsonl),
            _ => None,
        }
    }

    /// By the beginning of the text, for an input whose name says nothing.
    pub fn of_content(input: &str, sample: &str) -> Result<Self, CorpusError> {
        let start = sample.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
        if start.starts_with('{') {
            let line = start.lines().next().unwrap_or_default();
            // A line that is cut by the end of the sample is one line of JSON all the same.
            return if jsonl::parse(line).is_ok() || start.len() == line.len() {
                Ok(Self::Jsonl)
            } else {
                Err(json(input))
            };
        }
        if start.starts_with("[{") || start.starts_with("[\n") || start.starts_with("[\r") {
            return Err(json(input));
        }
        let lower = start.chars().take(2048).collect::<String>().to_lowercase();
        let tags = [
            "<!doctype html",
            "<html",
            "<head",
            "<body",
            "<article",
            "<div",
            "<p>",
            "<p ",
        ];
        if lower.starts_with('<') && tags.iter().any(|tag| lower.contains(tag)) {
            return Ok(Self::Html);
        }
        if is_table(start) {
            Ok(Self::Csv)
        } else {
            Ok(Self::Page)
        }
    }
}

/// The name without folders and without the extensions of its kind.
pub(super) fn stem(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let lower = name.to_lowercase();
    let mut end = name.len();
    if lower.len() == name.len() {
        end = lower.strip_suffix(".gz").unwrap_or(&lower).len();
    }
    match name[..end].rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name[..end].to_owned(),
    }
}

fn json(input: &str) -> CorpusError {
    CorpusError::Unsupported(Problem::new(
        input,
        "the file is JSON, not JSON lines",
        "write one object a line, for example with `jq -c '.[]' FILE`",
    ))
}

/// Whether the first line is a header with the columns of articles or comments.
fn is_table(text: &str) -> bool {
    let mut lines = text
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty());
    let Some(mut header) = lines.next() else {
        return false;
    };
    let mut dialect = Dialect::detect(text);
    if let Some(declared) = Dialect::from_separator_line(header) {
        dialect = declared;
        header = lines.next().unwrap_or_default();
    }
    let cells = dialect.split(header).unwrap_or_default();
    let has = |name: &str| {
        cells
            .iter()
            .any(|cell| cell.trim().eq_ignore_ascii_case(name))
    };
    let text = has("text") || has("article") || has("comment");
    text && (cells.len() > 1 || has("text") || has("comment"))
}

/// Whether a file found in a folder is one of the program's own outputs.
pub(super) fn is_own_output(path: &Path, kind: Kind, sample: &str) -> bool {
    let columns: Vec<String> = match kind {
        Kind::Page => return false,
        Kind::Html => {
            let name = stem(path);
            return name == "report" && sample.to_lowercase().contains("tribune");
        }
        Kind::Csv => {
            let header = sample
                .split(['\n', '\r'])
                .find(|line| !line.trim().is_empty());
            let header = header.unwrap_or_default().trim_start_matches('\u{FEFF}');
            Dialect::detect(sample).split(header).unwrap_or_default()
        }
        Kind::Jsonl => match jsonl::parse(sample.lines().next().unwrap_or_default()) {
            Ok((fields, _)) => fields.into_iter().map(|(name, _)| name).collect(),
            Err(_) => return false,
        },
    };
    is_own_header(&columns)
}

/// Whether these are the columns of `articles.csv`, `comments.csv` or `errors.csv` as the program
/// writes them.
pub(super) fn is_own_header(columns: &[String]) -> bool {
    let has = |names: &[&str]| names.iter().all(|name| columns.iter().any(|c| c == name));
    let text = has(&["text"]) || has(&["article"]);
    (has(&["article_id", "summary", "summary_words", "method"]) && !text)
        || has(&[
            "comment_id",
            "dimension",
            "stance",
            "confidence",
            "duplicate_of",
        ])
        || (columns.len() == 5 && has(&["input", "line", "column", "problem", "remedy"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_kinds_and_stems() {
        let kind = |name: &str| Kind::of_name(Path::new(name));
        assert_eq!(kind("a/B.TXT"), Some(Kind::Page));
        assert_eq!(kind("b.htm.gz"), Some(Kind::Html));
        assert_eq!(kind("b.csv.GZ"), Some(Kind::Csv));
        assert_eq!(
            (kind("b.gz"), kind("b.pdf"), kind("txt")),
            (None, None, None)
        );
        assert_eq!(stem(Path::new("x/le.site.html.gz")), "le.site");
        assert_eq!(stem(Path::new("x/page")), "page");
    }

    #[test]
    fn content_tells_kinds() {
        let kind = |text: &str| Kind::of_content("-", text);
        assert_eq!(kind("\n{\"text\": \"a\"}\n{}").unwrap(), Kind::Jsonl);
        assert_eq!(kind("<!DOCTYPE html><p>a").unwrap(), Kind::Html);
        assert_eq!(kind("id;text\n1;a").unwrap(), Kind::Csv);
        assert_eq!(kind("comment\nBien, vu").unwrap(), Kind::Csv);
        assert_eq!(
            kind("Un titre\n\nUn texte, puis un autre.").unwrap(),
            Kind::Page
        );
        assert!(kind("{\n  \"text\": 1\n}").is_err());
        assert!(kind("[{\"text\": 1}]").is_err());
    }

    #[test]
    fn own_outputs_are_known_by_their_columns() {
        let own = |name: &str, kind, text: &str| is_own_output(Path::new(name), kind, text);
        let articles = "article_id,source,title,summary,summary_words,method\n";
        assert!(own("articles.csv", Kind::Csv, articles));
        assert!(own(
            "x.csv",
            Kind::Csv,
            &format!("\u{FEFF}{}", articles.replace(',', ";"))
        ));
        assert!(!own("articles.csv", Kind::Csv, "article_id,title,text\n"));
        assert!(own(
            "errors.csv",
            Kind::Csv,
            "input,line,column,problem,remedy\n"
        ));
        assert!(own("report.html", Kind::Html, "<title>Tribune</title>"));
        assert!(!own("page.html", Kind::Html, "<title>La Tribune</title>"));
        let row = r#"{"comment_id":"1","text":"a","dimension":"d","stance":"s","confidence":1,"duplicate_of":""}"#;
        assert!(own("c.jsonl", Kind::Jsonl, row));
    }
}
