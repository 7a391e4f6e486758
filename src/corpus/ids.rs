//! Ids that stay distinct.

use std::collections::HashSet;

/// The ids given so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    given: HashSet<String>,
}

impl Ids {
    /// `id` if it is free, else with as many folder names before it as make it so, as in
    /// `2024/page`, else with a number, as in `page-2`. `parents` are the folders, nearest first.
    pub fn distinct(&mut self, id: &str, parents: &[String]) -> String {
        let mut candidate = id.to_owned();
        for parent in parents {
            if !self.given.contains(&candidate) {
                break;
            }
            candidate = format!("{parent}/{candidate}");
        }
        if self.given.contains(&candidate) {
            let numbered = (2u64..).map(|number| format!("{id}-{number}"));
            candidate = numbered
                .into_iter()
                .find(|candidate| !self.given.contains(candidate))
                .unwrap_or(candidate);
        }
        self.given.insert(candidate.clone());
        candidate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_then_numbers_make_ids_distinct() {
        let mut ids = Ids::default();
        let mut distinct = |id: &str, parents: &[&str]| {
            let parents: Vec<String> = parents.iter().map(|&p| p.to_owned()).collect();
            ids.distinct(id, &parents)
        };
        assert_eq!(distinct("page", &["a", "x"]), "page");
        assert_eq!(distinct("page", &["a", "y"]), "a/page");
        assert_eq!(distinct("page", &["a", "z"]), "z/a/page");
        assert_eq!(distinct("page", &["a", "z"]), "page-2");
        assert_eq!(distinct("page", &[]), "page-3");
    }
}
