//! The geometry of the drawings, in the units of their view boxes.

use super::super::overview::BINS;
use super::Context;
use crate::stance::Dimension;

/// A part of a stacked bar that is 100 wide.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Name of its colour.
    pub colour: String,
    /// Left end.
    pub x: String,
    /// Width.
    pub width: String,
    /// What it stands for.
    pub title: String,
}

/// A stacked bar.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bar {
    /// Its parts; none where nothing was counted.
    pub segments: Vec<Segment>,
    /// All of it in words.
    pub description: String,
}

/// The bar of an article's or a run's stances: counts by label, then the uncertain ones.
pub fn bar(context: &Context, dimension: &Dimension, counts: &[u64], uncertain: u64) -> Bar {
    let (language, texts) = (context.language, context.language.texts());
    let labels = dimension.labels.iter().map(|label| {
        let place = super::super::palette::place(dimension, label);
        (format!("s{place}"), context.label_name(label))
    });
    let names: Vec<(String, &str)> = labels.chain([("su".to_owned(), texts.uncertain)]).collect();
    let all = (counts.iter().sum::<u64>() + uncertain) as f64;
    let mut x = 0.0;
    let mut bar = Bar::default();
    let mut words = Vec::new();
    for ((colour, name), count) in names.into_iter().zip(counts.iter().chain([&uncertain])) {
        let title = format!("{} {}", name, language.count(*count));
        words.push(title.clone());
        if *count == 0 {
            continue;
        }
        let width = *count as f64 / all * 100.0;
        bar.segments.push(Segment {
            colour,
            x: coordinate(x),
            width: coordinate(width),
            title,
        });
        x += width;
    }
    bar.description = words.join(", ");
    bar
}

/// An interval on an axis from 0 to 100 that begins at 5.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// Its left end.
    pub x: String,
    /// Its width.
    pub width: String,
    /// The share.
    pub dot: String,
}

/// The drawing of a share with its interval.
pub fn interval([share, low, high]: [f64; 3]) -> Interval {
    Interval {
        x: coordinate(5.0 + low * 100.0),
        width: coordinate(((high - low) * 100.0).max(0.5)),
        dot: coordinate(5.0 + share * 100.0),
    }
}

/// A bar of the histogram.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Left end.
    pub x: usize,
    /// Its middle.
    pub middle: usize,
    /// Upper end.
    pub y: String,
    /// Height.
    pub height: String,
    /// Where its number stands.
    pub number_y: String,
    /// Comments.
    pub count: String,
    /// What it stands for.
    pub title: String,
}

/// The bars of the histogram in a box of 340 by 150, whose axis is at 125.
pub fn histogram(context: &Context, counts: &[u64; BINS]) -> Vec<Column> {
    let language = context.language;
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let end = |bin: usize| language.decimal(bin as f64 / 10.0, 1);
    let column = |(bin, count): (usize, &u64)| {
        let height = *count as f64 / most * 100.0;
        Column {
            x: 20 + bin * 30 + 1,
            middle: 20 + bin * 30 + 15,
            y: coordinate(125.0 - height),
            height: coordinate(height),
            number_y: coordinate(120.0 - height),
            count: if *count == 0 {
                String::new()
            } else {
                language.count(*count)
            },
            title: format!("{}–{}: {}", end(bin), end(bin + 1), language.count(*count)),
        }
    };
    counts.iter().enumerate().map(column).collect()
}

/// The place of a confidence on the histogram's axis.
pub fn on_axis(confidence: f64) -> String {
    coordinate(20.0 + confidence * 300.0)
}

/// A coordinate with two decimals.
pub(super) fn coordinate(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!(
            (coordinate(0.0), coordinate(33.333)),
            ("0".into(), "33.33".into())
        );
        let drawn = interval([0.5, 0.25, 0.75]);
        assert_eq!(
            (drawn.x.as_str(), drawn.width.as_str(), drawn.dot.as_str()),
            ("30", "50", "55")
        );
    }
}
