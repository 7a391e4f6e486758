//! How much the n-grams have to say beside the head.

use std::ops::{Add, Mul};

use crate::model::{MANIFEST, ModelError, ModelFolder};

/// What the logits of a set's parts are multiplied by before they are added to those of the head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NgramWeights {
    /// Of the general model.
    pub general: f64,
    /// Of those of themes.
    pub themes: f64,
}

impl NgramWeights {
    /// Both parts as they are.
    pub const BOTH: Self = Self {
        general: 1.0,
        themes: 1.0,
    };
    /// The general model alone.
    pub const GENERAL: Self = Self {
        general: 1.0,
        themes: 0.0,
    };
    /// The themes alone.
    pub const THEMES: Self = Self {
        general: 0.0,
        themes: 1.0,
    };

    /// The settings `ngram_weights` and `theme_weights`, each an array of one number a set. Without the
    /// latter, themes weigh as much as the general model.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] for arrays of another type or length.
    pub fn read(folder: &ModelFolder, sets: usize) -> Result<Vec<Self>, ModelError> {
        let numbers = |name: &str| -> Result<Option<Vec<f64>>, ModelError> {
            let Some(found) = folder.manifest.settings.get(name) else {
                return Ok(None);
            };
            let numbers: Option<Vec<f64>> = found.clone().try_into().ok();
            let numbers = numbers.filter(|numbers| {
                numbers.len() == sets && numbers.iter().all(|weight| weight.is_finite())
            });
            let problem = || {
                let problem = format!(
                    "`settings.{name}` is not an array of {sets} numbers, one for each set of tensors `ngrams.*`"
                );
                ModelError::invalid(folder.path.join(MANIFEST), problem)
            };
            numbers.ok_or_else(problem).map(Some)
        };
        let general = numbers("ngram_weights")?;
        let themes = numbers("theme_weights")?;
        let Some(general) = general.or_else(|| (sets == 0).then(Vec::new)) else {
            let problem = format!(
                "it has {sets} sets of tensors `ngrams.*`, and no `settings.ngram_weights`"
            );
            return Err(ModelError::invalid(folder.path.join(MANIFEST), problem));
        };
        let themes = themes.unwrap_or_else(|| general.clone());
        let pairs = general.into_iter().zip(themes);
        Ok(pairs
            .map(|(general, themes)| Self { general, themes })
            .collect())
    }

    /// The settings that [`NgramWeights::read`] reads, rounded to four decimals.
    pub fn write(all: &[Self], settings: &mut toml::Table) {
        let mut insert = |name: &str, part: fn(&Self) -> f64| {
            let rounded = |weights| toml::Value::from((part(weights) * 1e4).round() / 1e4);
            let values: Vec<toml::Value> = all.iter().map(rounded).collect();
            settings.insert(name.to_owned(), values.into());
        };
        insert("ngram_weights", |weights| weights.general);
        if all
            .iter()
            .any(|weights| *weights != Self::BOTH * weights.general)
        {
            insert("theme_weights", |weights| weights.themes);
        }
    }
}

impl Mul<f64> for NgramWeights {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self {
            general: factor * self.general,
            themes: factor * self.themes,
        }
    }
}

impl Add for NgramWeights {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            general: self.general + other.general,
            themes: self.themes + other.themes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::Task, stance::ngrams::Parts};

    /// What is read from a manifest with these settings.
    fn read(settings: &str, sets: usize) -> Result<Vec<NgramWeights>, String> {
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "name = \"mine\"\nversion = \"1\"\ntask = \"{}\"\narchitecture = \"bert\"\ndescription = \"\"\nlicence = \"\"\n[settings]\n{settings}",
            Task::Stance
        );
        std::fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        let folder = ModelFolder::open(folder.path()).unwrap();
        NgramWeights::read(&folder, sets).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read() {
        let apart = NgramWeights {
            general: 1.25,
            themes: 2.5,
        };
        for all in [
            vec![apart, NgramWeights::BOTH * 0.5],
            vec![NgramWeights::BOTH],
        ] {
            let mut settings = toml::Table::new();
            NgramWeights::write(&all, &mut settings);
            assert_eq!(read(&settings.to_string(), all.len()).unwrap(), all);
        }
        assert!(read("", 0).unwrap().is_empty());
        // As models were written that have one weight for both.
        let one = read("ngram_weights = [1.5]\n", 1).unwrap();
        assert_eq!(one, [NgramWeights::BOTH * 1.5]);
    }

    #[test]
    fn unusable_weights_are_named() {
        for (settings, says) in [
            ("", "no `settings.ngram_weights`"),
            ("ngram_weights = [1.0, 2.0]\n", "`settings.ngram_weights`"),
            ("ngram_weights = [nan]\n", "`settings.ngram_weights`"),
            (
                "ngram_weights = [1.0]\ntheme_weights = 2.0\n",
                "`settings.theme_weights`",
            ),
        ] {
            let error = read(settings, 1).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn each_part_has_its_weight() {
        let parts = Parts {
            general: vec![1.0, -2.0],
            themes: vec![10.0, 0.0],
            outside: 0.5,
        };
        let weights = NgramWeights {
            general: 3.0,
            themes: 0.5,
        };
        assert_eq!(parts.sum(&weights), [8.0, -6.0]);
        assert_eq!(parts.sum(&NgramWeights::GENERAL), parts.general);
        assert_eq!(parts.sum(&NgramWeights::THEMES), parts.themes);
    }
}
