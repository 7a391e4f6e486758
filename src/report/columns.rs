//! The names in a table's header: the program's own, then those passed through from the inputs.

use std::collections::{HashMap, HashSet};

use super::ReportError;
use super::cell::Cell;
use super::record::Record;
use super::scheme::Scheme;

/// More columns than this are not passed through: beyond it a file does not hold columns but data
/// in the place of names, and a table of them would be as wide as it is long.
pub const MAX_EXTRA_COLUMNS: usize = 2_000;

/// A table's header, which grows as rows with new names are seen.
#[derive(Debug, Clone)]
pub struct Columns {
    scheme: Scheme,
    own: Vec<String>,
    /// The names in the inputs, each with how often it came before in the same row, and the names
    /// in the output.
    extra: Vec<(Key, String)>,
    known: HashSet<Key>,
    taken: HashSet<String>,
    unwritten: Vec<String>,
}

/// A name in the input and its occurrence in the row, from 1: a file may hold a name twice.
type Key = (String, usize);

impl Columns {
    /// The columns of `R`'s table, as yet without any passed through.
    ///
    /// # Errors
    /// [`ReportError::Column`] where dimensions and labels make two equal names.
    pub fn of<R: Record>(scheme: &Scheme) -> Result<Self, ReportError> {
        let own = R::own_columns(scheme);
        Scheme::distinct(&own)?;
        let taken = own.iter().map(|name| name.to_lowercase()).collect();
        Ok(Self {
            scheme: scheme.clone(),
            own,
            extra: Vec::new(),
            known: HashSet::new(),
            taken,
            unwritten: Vec::new(),
        })
    }

    /// Adds a column for each name that was not there before, in order of first appearance; at
    /// most [`MAX_EXTRA_COLUMNS`].
    ///
    /// A name that is the program's own (in any case) gets `_input` at its end, one that occurs
    /// twice in a row `_2`, an empty one is called `column`.
    pub fn see<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        for key in numbered(names) {
            let key = (key.0.to_owned(), key.1);
            if self.known.contains(&key) {
                continue;
            }
            if self.extra.len() == MAX_EXTRA_COLUMNS {
                self.miss(&key.0);
                continue;
            }
            let name = self.free_name(&key);
            self.taken.insert(name.to_lowercase());
            self.known.insert(key.clone());
            self.extra.push((key, name));
        }
    }

    /// [`Columns::see`] for the names of a row; quick where they are those of the row before.
    pub fn see_row<R: Record>(&mut self, row: &R) {
        if !self.fits(row.extra()) {
            self.see(row.extra().iter().map(|(name, _)| name.as_str()));
        }
    }

    /// Remembers the names of a row that have no column, in a table whose header stands already.
    pub fn check_row<R: Record>(&mut self, row: &R) {
        if self.fits(row.extra()) {
            return;
        }
        for (name, nth) in numbered(row.extra().iter().map(|(name, _)| name.as_str())) {
            let key = (name.to_owned(), nth);
            if !self.known.contains(&key) {
                self.miss(name);
            }
        }
    }

    /// All names, in the order of the output.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.own().iter().map(String::as_str).chain(self.extra())
    }

    /// The program's own names.
    pub fn own(&self) -> &[String] {
        &self.own
    }

    /// The names passed through, as the output spells them.
    pub fn extra(&self) -> impl Iterator<Item = &str> {
        self.extra.iter().map(|(_, name)| name.as_str())
    }

    /// Names in the inputs that got no column, in order of first appearance; at most a few of them.
    pub fn unwritten(&self) -> &[String] {
        &self.unwritten
    }

    /// The scheme that the columns follow.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// A row's cells, one for each of [`Columns::names`].
    pub fn cells<'a, R: Record>(&self, row: &'a R) -> Vec<Cell<'a>> {
        let mut cells = row.own_cells(&self.scheme);
        let extra = row.extra();
        if self.fits(extra) {
            cells.extend(extra.iter().map(|(_, value)| Cell::text(value)));
            cells.resize(self.own.len() + self.extra.len(), Cell::Empty);
            return cells;
        }
        let keys = numbered(extra.iter().map(|(name, _)| name.as_str()));
        let values: HashMap<(&str, usize), &str> = keys
            .zip(extra)
            .map(|(key, (_, value))| (key, value.as_str()))
            .collect();
        cells.extend(self.extra.iter().map(|((name, nth), _)| {
            values
                .get(&(name.as_str(), *nth))
                .map_or(Cell::Empty, |value| Cell::text(value))
        }));
        cells
    }

    /// Whether a row's names are the first columns passed through, in the same order.
    fn fits(&self, extra: &[(String, String)]) -> bool {
        extra.len() <= self.extra.len()
            && extra
                .iter()
                .zip(&self.extra)
                .all(|((name, _), ((known, _), _))| name == known)
    }

    fn free_name(&self, (name, nth): &Key) -> String {
        let name = if name.trim().is_empty() {
            "column"
        } else {
            name
        };
        let lower = name.to_lowercase();
        let suffix = if self.own.iter().any(|own| own.to_lowercase() == lower) {
            "_input"
        } else {
            ""
        };
        let wanted = if *nth > 1 {
            format!("{name}{suffix}_{nth}")
        } else {
            format!("{name}{suffix}")
        };
        let mut free = wanted.clone();
        let mut n = 2;
        while self.taken.contains(&free.to_lowercase()) {
            free = format!("{wanted}_{n}");
            n += 1;
        }
        free
    }

    fn miss(&mut self, name: &str) {
        const NAMED: usize = 20;
        if self.unwritten.len() < NAMED && !self.unwritten.iter().any(|other| other == name) {
            self.unwritten.push(name.to_owned());
        }
    }
}

/// Each name with its occurrence, from 1.
fn numbered<'n>(
    names: impl IntoIterator<Item = &'n str>,
) -> impl Iterator<Item = (&'n str, usize)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    names.into_iter().map(move |name| {
        let nth = seen.entry(name).or_default();
        *nth += 1;
        (name, *nth)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{ErrorRow, rows::ArticleRow};

    fn row(extra: &[(&str, &str)]) -> ArticleRow {
        let extra = extra
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        ArticleRow {
            extra: extra.collect(),
            ..ArticleRow::default()
        }
    }

    fn extra<'a>(columns: &Columns, row: &'a ArticleRow) -> Vec<Cell<'a>> {
        columns.cells(row).split_off(columns.own().len())
    }

    #[test]
    fn names_come_in_order_of_first_appearance() {
        let mut columns = Columns::of::<ArticleRow>(&Scheme::default()).unwrap();
        let rows = [
            row(&[("b", "1")]),
            row(&[("a", "2"), ("b", "")]),
            row(&[]),
            row(&[("a", "4")]),
        ];
        for row in &rows {
            columns.see_row(row);
        }
        assert_eq!(columns.extra().collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(columns.names().count(), columns.own().len() + 2);
        assert_eq!(extra(&columns, &rows[0]), [Cell::text("1"), Cell::Empty]);
        assert_eq!(extra(&columns, &rows[1]), [Cell::text(""), Cell::text("2")]);
        assert_eq!(extra(&columns, &rows[2]), [Cell::Empty, Cell::Empty]);
        assert_eq!(extra(&columns, &rows[3]), [Cell::Empty, Cell::text("4")]);
    }

    #[test]
    fn names_are_distinct() {
        let mut columns = Columns::of::<ArticleRow>(&Scheme::default()).unwrap();
        columns.see([
            "summary_input",
            "Summary",
            "",
            "note",
            "note",
            "note_2",
            "Note",
            "summary",
        ]);
        let names: Vec<&str> = columns.extra().collect();
        let expected = [
            "summary_input",
            "Summary_input_2",
            "column",
            "note",
            "note_2",
            "note_2_2",
            "Note_2_3",
            "summary_input_3",
        ];
        assert_eq!(names.len(), expected.len());
        let distinct: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
        assert_eq!(names[..6], expected[..6]);
        let twice = row(&[("note", "1"), ("note", "2"), ("x", "3")]);
        let cells = extra(&columns, &twice);
        assert_eq!((&cells[3], &cells[4]), (&Cell::text("1"), &Cell::text("2")));
        columns.check_row(&twice);
        assert_eq!(columns.unwritten(), ["x"]);
    }

    #[test]
    fn data_in_the_place_of_names_do_not_fill_the_disk() {
        let mut columns = Columns::of::<ErrorRow>(&Scheme::default()).unwrap();
        let names: Vec<String> = (0..MAX_EXTRA_COLUMNS + 50).map(|n| n.to_string()).collect();
        columns.see(names.iter().map(String::as_str));
        assert_eq!(columns.extra().count(), MAX_EXTRA_COLUMNS);
        assert_eq!(
            (columns.unwritten().len(), columns.unwritten()[0].as_str()),
            (20, "2000")
        );
    }
}
