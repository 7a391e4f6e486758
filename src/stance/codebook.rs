//! The codebook: what is coded, towards which target, with which labels.

use std::{collections::BTreeMap, collections::HashSet, path::Path};

use serde::{Deserialize, Serialize};

use super::StanceError;

/// The codebook that is used when none is given: stance towards enforcement against piracy.
pub const DEFAULT_CODEBOOK: &str = include_str!("../../datasets/codebooks/enforcement.toml");

/// The value of `stance` when no label reaches the threshold.
pub const UNCERTAIN: &str = "uncertain";

/// Which side of the target a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// For the target.
    Favor,
    /// Against the target.
    Against,
    /// No position.
    None,
}

impl Role {
    /// The three roles in the order of the built-in model's outputs.
    pub const ALL: [Self; 3] = [Self::Favor, Self::Against, Self::None];

    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Favor => &["favor", "favour", "for", "pour", "favorable", "supportive"],
            Self::Against => &["against", "contre", "opposé", "opposed"],
            Self::None => &["none", "neutre", "neutral"],
        }
    }
}

/// One label of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Identifier; part of column names.
    pub id: String,
    /// Names to show, by language (`en`, `fr`).
    #[serde(default)]
    pub name: BTreeMap<String, String>,
    /// Instruction for coders.
    #[serde(default)]
    pub description: String,
    /// Its side, if the dimension is a stance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// A sentence that is true of comments with this label, for models of inference; `{target}`
    /// stands for the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hypothesis: Option<String>,
    /// Other spellings in labelled files.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// One question that is asked of each comment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dimension {
    /// Identifier; part of column names.
    pub id: String,
    /// What stance is taken towards, a French sentence.
    pub target: String,
    /// The question to the coder.
    #[serde(default)]
    pub question: String,
    /// A stance below this probability is `uncertain`; 0 to 1. Where a codebook gives none, the
    /// classifier's own serves ([`Codebook::settled`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// The labels.
    #[serde(rename = "label")]
    pub labels: Vec<Label>,
}

impl Dimension {
    /// The threshold of `uncertain`; 0, which leaves nothing uncertain, while there is none.
    pub fn threshold(&self) -> f64 {
        self.threshold.unwrap_or(0.0)
    }

    /// The same dimension with a threshold: its own or, if it has none, the classifier's.
    #[must_use]
    pub fn settled(&self, threshold: f64) -> Self {
        Self {
            threshold: self.threshold.or(Some(threshold)),
            ..self.clone()
        }
    }

    /// The index of the label that `text` names: an identifier, an alias, or an accepted spelling
    /// of its role, in any case.
    ///
    /// # Errors
    /// [`StanceError::UnknownLabel`].
    pub fn label_index(&self, text: &str) -> Result<usize, StanceError> {
        let wanted = text.trim().to_lowercase();
        let named = |label: &Label| {
            label.id.to_lowercase() == wanted
                || label
                    .aliases
                    .iter()
                    .any(|alias| alias.to_lowercase() == wanted)
        };
        let by_role = |label: &Label| {
            label
                .role
                .is_some_and(|role| role.aliases().contains(&wanted.as_str()))
        };
        self.labels
            .iter()
            .position(named)
            .or_else(|| self.labels.iter().position(by_role))
            .ok_or_else(|| StanceError::UnknownLabel {
                label: text.to_owned(),
                dimension: self.id.clone(),
                known: self
                    .labels
                    .iter()
                    .map(|label| format!("`{}`", label.id))
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// No spelling may name two labels.
    fn check_spellings(&self) -> Result<(), String> {
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for label in &self.labels {
            for spelling in std::iter::once(&label.id).chain(&label.aliases) {
                let other = names.insert(spelling.trim().to_lowercase(), &label.id);
                if let Some(other) = other.filter(|other| *other != label.id) {
                    return Err(format!(
                        "the dimension `{}` has the spelling `{spelling}` for `{other}` and for `{}`: leave one out",
                        self.id, label.id
                    ));
                }
            }
        }
        Ok(())
    }

    /// For each label its place in [`Role::ALL`], if the labels have those roles, each once.
    pub fn roles(&self) -> Option<Vec<usize>> {
        let places: Option<Vec<usize>> = self
            .labels
            .iter()
            .map(|label| Role::ALL.iter().position(|role| Some(*role) == label.role))
            .collect();
        places.filter(|places| {
            places.len() == Role::ALL.len()
                && places.iter().collect::<HashSet<_>>().len() == Role::ALL.len()
        })
    }
}

/// A codebook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codebook {
    /// Its name.
    pub name: String,
    /// Its version; results under two versions are not comparable.
    #[serde(default)]
    pub version: String,
    /// Language of the targets and comments.
    #[serde(default)]
    pub language: String,
    /// The dimensions, at least one.
    #[serde(rename = "dimension")]
    pub dimensions: Vec<Dimension>,
}

impl Codebook {
    /// The built-in codebook.
    ///
    /// # Errors
    /// None in a released program: its file is checked by a test.
    pub fn built_in() -> Result<Self, StanceError> {
        Self::parse(DEFAULT_CODEBOOK, "built-in")
    }

    /// Reads a codebook file.
    ///
    /// # Errors
    /// [`StanceError::Io`]; [`StanceError::Codebook`] with line and column, or with the rule broken.
    pub fn read(path: &Path) -> Result<Self, StanceError> {
        let bytes = std::fs::read(path).map_err(|source| StanceError::Io {
            path: path.to_path_buf(),
            source,
        })?;
        let name = path.display().to_string();
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            let line = before.split(|byte| *byte == b'\n').count();
            let problem = format!("line {line} is not UTF-8: save the file in that encoding");
            StanceError::Codebook {
                path: name.clone(),
                problem,
            }
        })?;
        Self::parse(text, &name)
    }

    /// Gives each dimension without a threshold that of the classifier that will serve it.
    #[must_use]
    pub fn settled(mut self, threshold: f64) -> Self {
        for dimension in &mut self.dimensions {
            *dimension = dimension.settled(threshold);
        }
        self
    }

    fn parse(text: &str, path: &str) -> Result<Self, StanceError> {
        let fail = |problem: String| StanceError::Codebook {
            path: path.to_owned(),
            problem,
        };
        let text = text.trim_start_matches('\u{feff}');
        let codebook: Self = toml::from_str(text).map_err(|error| fail(error.to_string()))?;
        codebook.check().map_err(fail)?;
        Ok(codebook)
    }

    fn check(&self) -> Result<(), String> {
        if self.dimensions.is_empty() {
            return Err("it has no `[[dimension]]`: add one".to_owned());
        }
        let mut seen = HashSet::new();
        for dimension in &self.dimensions {
            let id = &dimension.id;
            check_id(id)?;
            if !seen.insert(id) {
                return Err(format!("two dimensions are called `{id}`: rename one"));
            }
            if dimension.target.trim().is_empty() {
                return Err(format!(
                    "the dimension `{id}` has an empty `target`: state what stance is taken towards"
                ));
            }
            if let Some(threshold) = dimension.threshold
                && !(0.0..=1.0).contains(&threshold)
            {
                return Err(format!(
                    "the dimension `{id}` has the threshold {threshold}: give one from 0 to 1"
                ));
            }
            if dimension.labels.len() < 2 {
                return Err(format!("the dimension `{id}` has fewer than two labels"));
            }
            let mut labels = HashSet::new();
            for label in &dimension.labels {
                check_id(&label.id)?;
                if label.id == UNCERTAIN {
                    return Err(format!(
                        "the label id `{UNCERTAIN}` is reserved: rename it in `{id}`"
                    ));
                }
                if !labels.insert(&label.id) {
                    return Err(format!(
                        "the dimension `{id}` has two labels `{}`: rename one",
                        label.id
                    ));
                }
            }
            dimension.check_spellings()?;
        }
        Ok(())
    }
}

fn check_id(id: &str) -> Result<(), String> {
    let valid = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if id.is_empty() || !id.chars().all(valid) {
        return Err(format!(
            "`{id}` cannot be an id: use letters, digits, `_` and `-`, since ids become column names"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_codebook_serves_the_three_roles() {
        let codebook = Codebook::built_in().unwrap();
        let dimension = &codebook.dimensions[0];
        assert_eq!(dimension.id, "enforcement");
        assert_eq!(dimension.roles(), Some(vec![0, 1, 2]));
        for (text, index) in [
            ("favor", 0),
            ("POUR", 0),
            ("Contre", 1),
            ("opposé", 1),
            ("neutre", 2),
            ("opposed", 1),
        ] {
            assert_eq!(dimension.label_index(text).unwrap(), index, "{text}");
        }
        assert!(dimension.label_index("peut-être").is_err());
    }

    #[test]
    fn problems_are_named_with_their_place() {
        let broken = "name = \"x\"\n[[dimension]]\nid = \"a\"\ntarget = 3\n";
        let message = Codebook::parse(broken, "c.toml").unwrap_err().to_string();
        assert!(message.contains("line 4"), "{message}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, b"name = \"x\"\n# cod\xe9\n").unwrap();
        let message = Codebook::read(&path).unwrap_err().to_string();
        assert!(message.contains("line 2 is not UTF-8"), "{message}");
        let reserved = DEFAULT_CODEBOOK.replace("\"neutral\"", "\"uncertain\"");
        assert!(
            Codebook::parse(&reserved, "c.toml")
                .unwrap_err()
                .to_string()
                .contains("reserved")
        );
        let doubled = DEFAULT_CODEBOOK.replace("\"neutral\"", "\"opposed\"");
        assert!(
            Codebook::parse(&doubled, "c.toml")
                .unwrap_err()
                .to_string()
                .contains("two labels")
        );
        let labels =
            "label = [{ id = \"a\", aliases = [\"OUI\"] }, { id = \"b\", aliases = [\"oui\"] }]";
        let clash = format!("name = \"x\"\n[[dimension]]\nid = \"d\"\ntarget = \"t\"\n{labels}\n");
        let message = Codebook::parse(&clash, "c.toml").unwrap_err().to_string();
        assert!(message.contains("`oui` for `a` and for `b`"), "{message}");
    }
}
