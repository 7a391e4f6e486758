//! The language of the reports, and how it writes numbers.

use crate::stance::Label;

/// The language of headings, labels, sentences and numbers in a report. Sheet names, column names
/// and label ids are the same in both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

/// Narrow no-break space, which French puts between thousands and before `%`.
const THIN: char = '\u{202F}';

impl Language {
    /// Its code, as `lang` attributes and codebooks have it.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// A count with its thousands apart: `12,345` or `12 345`.
    pub fn count(self, count: u64) -> String {
        let digits = count.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(match self {
                    Self::English => ',',
                    Self::French => THIN,
                });
            }
            text.push(digit);
        }
        text
    }

    /// A number with so many decimals: `0.67` or `0,67`.
    pub fn decimal(self, number: f64, decimals: usize) -> String {
        let text = format!("{number:.decimals$}");
        match self {
            Self::English => text,
            Self::French => text.replace('.', ","),
        }
    }

    /// A share from 0 to 1 in per cent, with one decimal: `66.7%` or `66,7 %`. It is rounded from the
    /// four decimals of the tables, halves up, as a spreadsheet shows them.
    pub fn percent(self, share: f64) -> String {
        let tenths = (steps(share) + 5) / 10;
        self.with_percent_sign(&self.decimal(tenths as f64 / 10.0, 1))
    }

    /// A share from 0 to 1 in whole per cent, rounded likewise: `67%` or `67 %`.
    pub fn whole_percent(self, share: f64) -> String {
        let percent = (steps(share) + 50) / 100;
        self.with_percent_sign(&percent.to_string())
    }

    fn with_percent_sign(self, number: &str) -> String {
        match self {
            Self::English => format!("{number}%"),
            Self::French => format!("{number}{THIN}%"),
        }
    }

    /// The name of a label in this language, else in English, else its id.
    pub fn label_name(self, label: &Label) -> &str {
        let named = |code: &str| label.name.get(code).filter(|name| !name.trim().is_empty());
        named(self.code())
            .or_else(|| named(Self::English.code()))
            .map_or(label.id.as_str(), String::as_str)
    }

    /// The singular or the plural: French takes the singular for none.
    pub fn plural<'t>(self, count: u64, one: &'t str, many: &'t str) -> &'t str {
        let singular = match self {
            Self::English => count == 1,
            Self::French => count < 2,
        };
        if singular { one } else { many }
    }
}

/// A share in ten thousandths, as the tables have it.
fn steps(share: f64) -> u64 {
    (share * 1e4).round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use super::Language::{English, French};

    #[test]
    fn numbers_are_written_as_the_language_has_them() {
        assert_eq!(English.count(1_234_567), "1,234,567");
        assert_eq!(French.count(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(
            (English.count(0), French.count(999)),
            ("0".into(), "999".into())
        );
        assert_eq!(English.percent(2.0 / 3.0), "66.7%");
        assert_eq!(French.percent(2.0 / 3.0), "66,7\u{202F}%");
        // 0.90547 stands as 0.9055 in the tables.
        assert_eq!(English.percent(0.905_47), "90.6%");
        assert_eq!(
            (English.percent(0.0), English.percent(1.0)),
            ("0.0%".into(), "100.0%".into())
        );
        assert_eq!(French.whole_percent(0.125_1), "13\u{202F}%");
        assert_eq!(French.decimal(0.5, 2), "0,50");
        assert_eq!(
            (English.plural(0, "a", "b"), French.plural(0, "a", "b")),
            ("b", "a")
        );
    }
}
