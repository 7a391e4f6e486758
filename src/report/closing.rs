//! What the terminal shows at the end of a run.

use std::path::Path;

use console::Style;

use super::console::printable;
use super::context::Context;
use super::language::Language;
use super::overview::DimensionOverview;
use crate::stance::{Dimension, Role};

/// The width of the longest bar.
const BAR: usize = 30;

/// A small table of counts, the stances with bars, warnings, files and speed, in English as all of
/// the program's messages. Colours only where standard error takes them.
pub fn lines(context: &Context, folder: &Path) -> Vec<String> {
    let (counts, timings) = (&context.manifest.counts, context.manifest.timings);
    let number = |count: u64| Language::English.count(count);
    let mut lines = vec![String::new()];
    let comments = counts.comments + counts.comments_without_article;
    lines.push(format!("{:<10} {}", "articles", number(counts.articles)));
    lines.push(format!("{:<10} {}", "comments", number(comments)));
    for counted in &context.overview.dimensions {
        if let Some(dimension) = context.dimension(&counted.id) {
            lines.push(String::new());
            lines.extend(stances(dimension, counted));
        }
    }
    lines.push(String::new());
    let warned = number(counts.rows_with_warnings);
    lines.push(format!("{:<10} {warned} row(s) with warnings", "warnings"));
    if counts.errors > 0 {
        let errors = format!(
            "{:<10} {} input(s) could not be read",
            "errors",
            number(counts.errors)
        );
        lines.push(Style::new().for_stderr().red().apply_to(errors).to_string());
    }
    let files = context.manifest.files.join(", ");
    let folder = folder.display().to_string();
    lines.push(format!("{:<10} {}: {files}", "files", printable(&folder)));
    lines.push(format!(
        "{:<10} {:.1} s, {:.1} comments per second",
        "time", timings.total_seconds, timings.comments_per_second
    ));
    lines
}

/// A dimension's labels with counts, shares of all comments and bars; the first one's interval.
fn stances(dimension: &Dimension, counted: &DimensionOverview) -> Vec<String> {
    let bold = Style::new().for_stderr().bold();
    let title = format!(
        "{}: {}",
        printable(&dimension.id),
        printable(&dimension.target)
    );
    let mut lines = vec![bold.apply_to(title).to_string()];
    let all = counted.all();
    let rows = counted
        .labels
        .iter()
        .map(|label| (label.id.as_str(), label.count));
    let rows: Vec<(&str, u64)> = rows.chain([("uncertain", counted.uncertain)]).collect();
    let name_width = rows
        .iter()
        .map(|(id, _)| id.chars().count())
        .max()
        .unwrap_or(0);
    let most = rows
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    for (id, count) in rows {
        let share = if all == 0 {
            0.0
        } else {
            count as f64 / all as f64
        };
        let bar = bar(count as f64 / most as f64);
        lines.push(format!(
            "  {id:<name_width$} {:>9} {:>6}  {}",
            Language::English.count(count),
            Language::English.percent(share),
            style(dimension, id).apply_to(bar)
        ));
    }
    if let Some((first, [share, low, high])) = counted
        .labels
        .first()
        .and_then(|first| Some((first, first.share?)))
    {
        let percent = |share: f64| Language::English.percent(share);
        lines.push(format!(
            "  {} of the {} clear comments are {} (95% interval {} to {})",
            percent(share),
            Language::English.count(counted.clear()),
            first.id,
            percent(low),
            percent(high)
        ));
    }
    lines
}

fn style(dimension: &Dimension, id: &str) -> Style {
    let role = dimension
        .labels
        .iter()
        .find(|label| label.id == id)
        .map(|label| label.role);
    let style = Style::new().for_stderr();
    match role {
        Some(Some(Role::Favor)) => style.blue(),
        Some(Some(Role::Against)) => style.yellow(),
        Some(Some(Role::None)) | None => style.dim(),
        Some(None) => style.green(),
    }
}

/// A bar of eighths of a character; a small share still shows.
fn bar(share: f64) -> String {
    const PARTS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
    let eighths = (share.clamp(0.0, 1.0) * (BAR * 8) as f64).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    let mut bar = "█".repeat(eighths / 8);
    if let Some(part) = (eighths % 8).checked_sub(1) {
        bar.push(PARTS[part]);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_shares() {
        assert_eq!(bar(1.0).chars().count(), BAR);
        assert_eq!(bar(0.5), "█".repeat(15));
        assert_eq!((bar(1e-6).as_str(), bar(0.0).as_str()), ("▏", ""));
    }
}
