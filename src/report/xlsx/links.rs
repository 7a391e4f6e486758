//! Where an article and its first comment stand in their sheets.

use std::collections::HashMap;

use super::super::{Findings, ReportError};

/// Excel takes no more links on a sheet.
pub const MAX_LINKS: u32 = 65_530;

/// Rows by article id, from 0 with the header in row 0.
#[derive(Debug, Default)]
pub struct Links {
    rows: HashMap<String, Place>,
}

/// The rows of an article.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its own.
    pub article: u32,
    /// That of its first comment.
    pub comment: Option<u32>,
}

impl Links {
    /// Looks through the rows that a sheet takes.
    pub fn find(findings: &Findings, max_rows: u32) -> Result<Self, ReportError> {
        let mut rows: HashMap<String, Place> = HashMap::new();
        for (row, at) in findings.articles().zip(1..max_rows) {
            let place = Place {
                article: at,
                comment: None,
            };
            rows.entry(row?.article_id).or_insert(place);
        }
        for (row, at) in findings.comments().zip(1..max_rows) {
            if let Some(place) = rows.get_mut(&row?.article_id) {
                place.comment.get_or_insert(at);
            }
        }
        Ok(Self { rows })
    }

    /// The place of an article.
    pub fn get(&self, article_id: &str) -> Option<Place> {
        self.rows.get(article_id).copied()
    }
}
