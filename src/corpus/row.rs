//! A row of a table or of JSON lines: named fields, whatever the file.

use serde_json::Value;

use super::article::clean_line;

/// One row, with the line where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub line: u64,
    pub fields: Vec<(String, Value)>,
    pub warnings: Vec<String>,
}

impl Row {
    /// Whether the row has the field, be it null or empty. Names are compared without case.
    pub fn has(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|(field, _)| field.eq_ignore_ascii_case(name))
    }

    /// Takes the first field of these names, in the order of the names, that says something; a
    /// null or empty one is taken away if no other of the names says more.
    pub fn take(&mut self, names: &[&str]) -> Option<Value> {
        let found = |row: &Self, said: bool| {
            names.iter().find_map(|name| {
                row.fields.iter().position(|(field, value)| {
                    field.eq_ignore_ascii_case(name) && (!said || !is_blank(value))
                })
            })
        };
        let at = found(self, true).or_else(|| found(self, false))?;
        Some(self.fields.remove(at).1)
    }

    /// As [`Row::take`], as text; a missing or null field is empty.
    pub fn take_text(&mut self, names: &[&str]) -> String {
        self.take(names).map(into_text).unwrap_or_default()
    }

    /// As [`Row::take_text`], on one line, or `None` where it says nothing.
    pub fn take_line(&mut self, names: &[&str]) -> Option<String> {
        let line = clean_line(&self.take_text(names));
        (!line.is_empty()).then_some(line)
    }

    /// The remaining fields as text, in order.
    pub fn into_extra(self) -> Vec<(String, String)> {
        self.fields
            .into_iter()
            .map(|(name, value)| (name, into_text(value)))
            .collect()
    }

    /// The names of the fields, for messages.
    pub fn names(&self) -> String {
        list(self.fields.iter().map(|(name, _)| name.as_str()))
    }
}

/// Names in backticks, at most twenty of them.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.take(20).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A value as a cell shows it: `12.0` as `12`, null as nothing, a list of strings as lines.
pub(super) fn into_text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 1e15 => {
                format!("{float:.0}")
            }
            _ => number.to_string(),
        },
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => {
            let lines: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            lines.join("\n")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(value: &Value) -> Row {
        let fields = value.as_object().unwrap().clone().into_iter().collect();
        Row {
            line: 1,
            fields,
            warnings: Vec::new(),
        }
    }

    #[test]
    fn values_become_text() {
        let texts = [
            json!(12),
            json!(12.0),
            json!(0.5),
            json!(null),
            json!(true),
            json!(["a", "b"]),
        ]
        .map(into_text);
        assert_eq!(texts, ["12", "12", "0.5", "", "true", "a\nb"]);
        assert_eq!(into_text(json!({"a": 1})), "{\"a\":1}");
    }

    #[test]
    fn fields_are_taken_by_the_first_name_that_says_something() {
        let mut row = row(&json!({"ID": 7, "text": null, "article": "corps", "x": 1}));
        assert!(row.has("id") && !row.has("comment"));
        assert_eq!(row.take_text(&["text", "article"]), "corps");
        assert_eq!(row.take_text(&["text", "article"]), "");
        assert_eq!(row.take_line(&["id"]).as_deref(), Some("7"));
        assert_eq!(row.names(), "`x`");
        assert_eq!(row.into_extra(), [("x".to_owned(), "1".to_owned())]);
    }
}
