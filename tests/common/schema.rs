//! As much of JSON Schema as `docs/run.schema.json` uses.

use std::collections::HashSet;

use serde_json::Value;

/// Asserts that a value has the types, values and members that the schema gives: those of the schema
/// language's words that this schema uses.
pub fn follows(schema: &Value, value: &Value, root: &Value, place: &str) {
    for (word, wanted) in schema.as_object().unwrap() {
        match word.as_str() {
            "$ref" => {
                let path = wanted.as_str().unwrap().trim_start_matches('#');
                follows(root.pointer(path).unwrap(), value, root, place);
            }
            "type" => assert!(has_type(wanted, value), "{place}: {value} is not {wanted}"),
            "enum" => assert!(
                wanted.as_array().unwrap().contains(value),
                "{place}: {value}"
            ),
            "const" => assert_eq!(wanted, value, "{place}"),
            "minimum" => assert!(
                value.as_f64().unwrap() >= wanted.as_f64().unwrap(),
                "{place}"
            ),
            "maximum" => assert!(
                value.as_f64().unwrap() <= wanted.as_f64().unwrap(),
                "{place}"
            ),
            "pattern" => {
                let text = value.as_str().unwrap();
                assert!(matches(wanted.as_str().unwrap(), text), "{place}: {text}");
            }
            "minItems" => {
                let least = wanted.as_u64().unwrap();
                assert!(value.as_array().unwrap().len() as u64 >= least, "{place}");
            }
            "uniqueItems" => {
                let items = value.as_array().unwrap();
                let unique: HashSet<String> = items.iter().map(ToString::to_string).collect();
                assert_eq!(unique.len(), items.len(), "{place}");
            }
            "oneOf" => {
                let of_type = |schema: &&Value| has_type(&schema["type"], value);
                let all: Vec<&Value> = wanted.as_array().unwrap().iter().filter(of_type).collect();
                assert_eq!(all.len(), 1, "{place}");
                follows(all[0], value, root, place);
            }
            "required" => {
                for name in wanted.as_array().unwrap() {
                    assert!(
                        value.get(name.as_str().unwrap()).is_some(),
                        "{place}: no {name}"
                    );
                }
            }
            "items" => {
                for (index, item) in value.as_array().unwrap().iter().enumerate() {
                    follows(wanted, item, root, &format!("{place}/{index}"));
                }
            }
            "properties" => {
                for (name, member) in value.as_object().unwrap() {
                    if let Some(own) = wanted.get(name) {
                        follows(own, member, root, &format!("{place}/{name}"));
                    }
                }
            }
            "additionalProperties" if wanted == false => {
                let known = schema["properties"].as_object().unwrap();
                for name in value.as_object().unwrap().keys() {
                    assert!(
                        known.contains_key(name),
                        "{place}: {name} is not in the schema"
                    );
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (name, member) in value.as_object().unwrap() {
                    if !known.is_some_and(|known| known.contains_key(name)) {
                        follows(wanted, member, root, &format!("{place}/{name}"));
                    }
                }
            }
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            other => panic!("the schema's word `{other}` is not checked"),
        }
    }
}

/// The two patterns that the schema has.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern {
        "^[0-9a-f]{64}$" => {
            text.len() == 64 && text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
        }
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$" => {
            let shape: String = text
                .chars()
                .map(|c| if c.is_ascii_digit() { '0' } else { c })
                .collect();
            shape == "0000-00-00T00:00:00Z"
        }
        other => panic!("the schema's pattern `{other}` is not checked"),
    }
}

fn has_type(wanted: &Value, value: &Value) -> bool {
    if let Some(several) = wanted.as_array() {
        return several.iter().any(|wanted| has_type(wanted, value));
    }
    match wanted.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    }
}
