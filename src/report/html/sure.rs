//! How good the stance model was measured to be, from its manifest.

use serde_json::Value;

use super::{Context, visible};

/// A measurement of the stance model.
pub struct Measured {
    /// The model.
    pub model: String,
    /// What it was measured on, as the manifest says it.
    pub what: String,
    /// Macro-F1, with its interval if there is one.
    pub macro_f1: String,
    /// Expected calibration error, or empty.
    pub calibration: String,
}

/// Each set of data with a macro-F1.
pub fn measured(context: &Context) -> Vec<Measured> {
    let models = context
        .manifest
        .models
        .iter()
        .filter(|model| model.task == "stance");
    let mut list = Vec::new();
    for model in models {
        for (set, figures) in model.quality.as_object().into_iter().flatten() {
            let Some(macro_f1) = figures.get("macro_f1").and_then(Value::as_f64) else {
                continue;
            };
            let language = context.language;
            let interval = figures.get("macro_f1_interval").and_then(|value| {
                let low = value.get(0)?.as_f64()?;
                let high = value.get(1)?.as_f64()?;
                Some(format!(
                    " ({}–{})",
                    language.decimal(low, 3),
                    language.decimal(high, 3)
                ))
            });
            let calibration = figures
                .get("expected_calibration_error")
                .and_then(Value::as_f64);
            let what = figures.get("what").and_then(Value::as_str).unwrap_or(set);
            list.push(Measured {
                model: visible(&format!("{} {}", model.name, model.version)).into_owned(),
                what: visible(what).into_owned(),
                macro_f1: language.decimal(macro_f1, 3) + &interval.unwrap_or_default(),
                calibration: calibration
                    .map_or_else(String::new, |error| language.decimal(error, 3)),
            });
        }
    }
    list
}
