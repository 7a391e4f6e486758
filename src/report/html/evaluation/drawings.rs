//! The curves: reliability, and accuracy over coverage.

use super::super::super::evaluation::Evaluation;
use super::super::charts::coordinate;
use super::Figure;

/// The side of the square that both axes, from 0 to 1, span; it begins at 40 from the left and 10 from
/// above.
const SIDE: f64 = 250.0;

/// A point with its numbers.
pub struct Point {
    pub x: String,
    pub y: String,
    pub title: String,
    /// The row of the table that holds the same.
    pub cells: Vec<Figure>,
}

/// A curve in a box of 300 by 310.
pub struct Drawing {
    /// The line through the points.
    pub path: String,
    pub points: Vec<Point>,
    /// All of it in words.
    pub description: String,
    /// A dotted line that stands at this place, or nothing.
    pub upright: Option<String>,
}

/// Accuracy over mean confidence, a point a bin.
pub fn reliability(evaluation: &Evaluation) -> Drawing {
    let language = evaluation.language;
    let bins = &evaluation.report.figures.reliability;
    let points = bins.iter().map(|bin| {
        let share = |share: f64| Figure::share(language, share);
        let cells = vec![
            share(bin.low),
            share(bin.high),
            Figure::count(language, bin.count as u64),
            share(bin.confidence),
            share(bin.accuracy),
        ];
        point((bin.confidence, bin.accuracy), cells, [3, 4])
    });
    drawing(points.collect(), None)
}

/// Accuracy over coverage, with the coverage at the threshold.
pub fn risk_coverage(evaluation: &Evaluation) -> Drawing {
    let language = evaluation.language;
    let figures = &evaluation.report.figures;
    let points = figures.risk_coverage.iter().map(|found| {
        let ends = [found.coverage, found.accuracy];
        let cells = ends.map(|share| Figure::share(language, share)).into();
        point((found.coverage, found.accuracy), cells, [0, 1])
    });
    drawing(points.collect(), Some(across(1.0 - figures.uncertain)))
}

fn point((x, y): (f64, f64), cells: Vec<Figure>, named: [usize; 2]) -> Point {
    Point {
        x: across(x),
        y: coordinate(10.0 + (1.0 - y) * SIDE),
        title: named.map(|at| cells[at].shown.as_str()).join(" → "),
        cells,
    }
}

fn across(share: f64) -> String {
    coordinate(40.0 + share * SIDE)
}

fn drawing(points: Vec<Point>, upright: Option<String>) -> Drawing {
    let line: Vec<String> = points.iter().map(|p| format!("{} {}", p.x, p.y)).collect();
    let words: Vec<&str> = points.iter().map(|point| point.title.as_str()).collect();
    Drawing {
        path: format!("M{}", line.join("L")),
        description: words.join("; "),
        points,
        upright,
    }
}
