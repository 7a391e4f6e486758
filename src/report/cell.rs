//! What stands in one cell of a table, before any format spells it.

use std::borrow::Cow;

/// A typed cell. Each format writes it its own way: CSV as text, JSON as a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing: not known, or not applicable in this row.
    Empty,
    /// Words that came from an input or are meant for people.
    Text(Cow<'a, str>),
    /// A whole number.
    Count(u64),
    /// A probability or a share; shown with four decimals.
    Number(f64),
    /// True or false.
    Flag(bool),
}

impl<'a> Cell<'a> {
    /// Text that is kept where it is.
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A count, or an empty cell.
    pub fn count(count: Option<u64>) -> Self {
        count.map_or(Self::Empty, Self::Count)
    }

    /// A finite number, or an empty cell: a report never shows NaN.
    pub fn number(number: Option<f64>) -> Self {
        match number {
            Some(number) if number.is_finite() => Self::Number(number),
            _ => Self::Empty,
        }
    }
}

/// A number with exactly four decimals and never `-0.0000`.
pub fn four_decimals(number: f64) -> String {
    let text = format!("{number:.4}");
    if text == "-0.0000" {
        "0.0000".to_owned()
    } else {
        text
    }
}

/// The number that [`four_decimals`] shows.
pub fn rounded(number: f64) -> f64 {
    four_decimals(number).parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_decimals() {
        assert_eq!(four_decimals(1.0), "1.0000");
        assert_eq!(four_decimals(2.0 / 3.0), "0.6667");
        assert_eq!(four_decimals(-1e-9), "0.0000");
        assert_eq!(
            serde_json::to_string(&rounded(2.0 / 3.0)).unwrap(),
            "0.6667"
        );
    }

    #[test]
    fn no_number_is_an_empty_cell() {
        for none in [None, Some(f64::NAN), Some(f64::NEG_INFINITY)] {
            assert_eq!(Cell::number(none), Cell::Empty);
        }
    }
}
