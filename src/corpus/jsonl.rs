//! The rows of a JSON-lines file.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::decode::repair_warning;
use super::error::Problem;
use super::lines::{Lines, Peeked};
use super::options::ReadOptions;
use super::row::Row;

/// Streams the objects of a JSON-lines file.
pub(super) struct JsonLines {
    input: String,
    lines: Lines,
    line: String,
    ended: bool,
}

impl JsonLines {
    pub fn new(input: &str, peeked: Peeked, options: &ReadOptions) -> Self {
        let lines = Lines::new(input, peeked, options);
        Self {
            input: input.to_owned(),
            lines,
            line: String::new(),
            ended: false,
        }
    }
}

impl Iterator for JsonLines {
    type Item = Result<Row, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let info = match self.lines.next_into(&mut self.line) {
                Ok(Some(info)) => info,
                Ok(None) => break,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error.into()));
                }
            };
            if info.too_long {
                return Some(Err(self.lines.too_long(info.number)));
            }
            if self.line.trim().is_empty() {
                continue;
            }
            let row = match parse(&self.line) {
                Ok((fields, mut warnings)) => {
                    warnings.extend(repair_warning(info.repaired));
                    let fields = fields.into_iter().collect();
                    Ok(Row {
                        line: info.number,
                        fields,
                        warnings,
                    })
                }
                Err((problem, column)) => {
                    let remedy = "write one object a line, as `{\"id\": …, \"text\": …}`; the other \
                                  lines were read";
                    Err(Problem::new(&self.input, problem, remedy).at(info.number, column))
                }
            };
            return Some(row);
        }
        None
    }
}

/// The object of a line and warnings about it, or what is wrong and the column.
type Parsed = Result<(Map<String, Value>, Vec<String>), (String, Option<u64>)>;

/// Reads a line as an object.
pub(super) fn parse(line: &str) -> Parsed {
    let mut warnings = Vec::new();
    let value = serde_json::from_str(line).or_else(|error| match mend_surrogates(line) {
        Cow::Borrowed(_) => Err(error),
        Cow::Owned(mended) => serde_json::from_str(&mended).inspect(|_: &Value| {
            warnings.push("Half of a surrogate pair was replaced by U+FFFD.".to_owned());
        }),
    });
    match value {
        Ok(Value::Object(fields)) => Ok((fields, warnings)),
        Ok(other) => Err((
            format!("the line holds {}, not an object", kind(&other)),
            Some(1),
        )),
        Err(error) => {
            let bytes = error.column().saturating_sub(1).min(line.len());
            let column = line
                .char_indices()
                .take_while(|(at, _)| *at < bytes)
                .count() as u64
                + 1;
            let text = error.to_string();
            let text = text
                .rsplit_once(" at line")
                .map_or(text.as_str(), |(text, _)| text);
            Err((format!("invalid JSON: {text}"), Some(column)))
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Replaces `\ud83d` and its like by `\ufffd` where the other half of the pair is missing.
fn mend_surrogates(line: &str) -> Cow<'_, str> {
    let unit = |at: usize| -> Option<u16> {
        let digits = line.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = line[at..].find('\\') {
        at += found;
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                out.push_str(&line[copied..at]);
                out.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            Some(_) => at += 6,
            // Another escape: the character after the backslash, which may be of several bytes.
            None => at += 1 + line[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    out.push_str(&line[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_replaced() {
        let (fields, warnings) =
            parse(r#"{"a": "x\ud83dy\\ud83d \ud83d\ude00", "b": "\ude00"}"#).unwrap();
        assert_eq!(fields["a"], "x\u{FFFD}y\\ud83d 😀");
        assert_eq!(fields["b"], "\u{FFFD}");
        assert_eq!(warnings.len(), 1);
        assert!(parse(r#"{"a": "\ud83d\ude00"}"#).unwrap().1.is_empty());
        assert!(parse("{\"a\": \"\\ud83d").is_err());
    }

    #[test]
    fn errors_have_a_column_in_characters() {
        let (problem, column) = parse(r#"{"é": "été", x}"#).unwrap_err();
        assert!(
            problem.starts_with("invalid JSON: key must be a string"),
            "{problem}"
        );
        assert_eq!(column, Some(14));
        assert!(
            parse("[1]")
                .unwrap_err()
                .0
                .contains("a list, not an object")
        );
        assert!(
            parse(&"[".repeat(100_000))
                .unwrap_err()
                .0
                .contains("recursion limit")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_line_parses_or_fails(line in "\\PC{0,40}", escapes in r#"(\\|\\u|d83d|de00|é|"|x){0,12}"#) {
            let _ = parse(&line);
            let _ = parse(&format!("{{\"a\": \"{escapes}\"}}"));
            mend_surrogates(&escapes);
        }
    }
}
