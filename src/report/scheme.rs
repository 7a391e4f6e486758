//! Which columns a report has: the codebook's dimensions and labels, as far as rows need them.

use super::ReportError;

/// The dimensions of a run. `summarise` has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheme {
    /// In the codebook's order.
    pub dimensions: Vec<SchemeDimension>,
    /// Whether shares corrected for the classifier's errors are reported too.
    pub adjusted: bool,
}

/// One dimension of the codebook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemeDimension {
    /// Its id.
    pub id: String,
    /// Ids of its labels, in the codebook's order.
    pub labels: Vec<String>,
}

impl SchemeDimension {
    /// A dimension of these ids.
    pub fn new<L: Into<String>>(
        id: impl Into<String>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self {
            id: id.into(),
            labels: labels.into_iter().map(Into::into).collect(),
        }
    }
}

impl Scheme {
    /// The dimension with this id.
    pub fn dimension(&self, id: &str) -> Option<&SchemeDimension> {
        self.dimensions.iter().find(|dimension| dimension.id == id)
    }

    /// The labels of all dimensions, each once, in order of first appearance.
    pub fn labels(&self) -> Vec<&str> {
        let mut union: Vec<&str> = Vec::new();
        for label in self
            .dimensions
            .iter()
            .flat_map(|dimension| &dimension.labels)
        {
            if !union.contains(&label.as_str()) {
                union.push(label);
            }
        }
        union
    }

    /// Checks that no two of these column names are equal but for case; spreadsheets and data
    /// bases do not tell such columns apart.
    ///
    /// # Errors
    /// [`ReportError::Column`] names the first that occurs twice.
    pub(super) fn distinct(names: &[String]) -> Result<(), ReportError> {
        let mut seen = std::collections::HashSet::new();
        match names.iter().find(|name| !seen.insert(name.to_lowercase())) {
            Some(name) => Err(ReportError::Column { name: name.clone() }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_united_in_order() {
        let scheme = Scheme {
            dimensions: vec![
                SchemeDimension::new("law", ["for", "against", "none"]),
                SchemeDimension::new("tone", ["calm", "none", "angry"]),
            ],
            adjusted: false,
        };
        assert_eq!(scheme.labels(), ["for", "against", "none", "calm", "angry"]);
        assert_eq!(scheme.dimension("tone").unwrap().labels[2], "angry");
        assert!(scheme.dimension("x").is_none());
    }

    #[test]
    fn equal_columns_are_refused() {
        let names = ["a".to_owned(), "b".to_owned(), "A".to_owned()];
        assert!(Scheme::distinct(&names[..2]).is_ok());
        let error = Scheme::distinct(&names).unwrap_err();
        assert!(
            matches!(&error, ReportError::Column { name } if name == "A"),
            "{error}"
        );
    }
}
