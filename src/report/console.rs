//! What the program says to people: messages and progress on standard error, and nowhere else.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The one place that prints messages.
#[derive(Debug, Clone)]
pub struct Console {
    quiet: bool,
    bars: MultiProgress,
}

impl Console {
    /// A console for commands that write files. Bars move only where standard error is a terminal.
    /// A quiet console shows errors alone.
    pub fn new(quiet: bool) -> Self {
        let target = if quiet || !io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        Self {
            quiet,
            bars: MultiProgress::with_draw_target(target),
        }
    }

    /// A console for commands whose rows go to standard output: where that is a terminal too, there
    /// are no bars, which would run into the rows.
    pub fn beside_rows(quiet: bool) -> Self {
        let console = Self::new(quiet);
        if io::stdout().is_terminal() {
            console.bars.set_draw_target(ProgressDrawTarget::hidden());
        }
        console
    }

    /// `warning: ...`: the result stands, but one should know.
    pub fn warning(&self, message: impl Display) {
        if !self.quiet {
            self.line("warning: ", &message.to_string());
        }
    }

    /// `error: ...`: something was not done.
    pub fn error(&self, message: impl Display) {
        self.line("error: ", &message.to_string());
    }

    /// A line without a prefix: what was done, and where it is.
    pub fn note(&self, message: impl Display) {
        if !self.quiet {
            self.line("", &message.to_string());
        }
    }

    /// As [`Console::note`], for a line that the program itself has coloured: what comes from inputs went
    /// through [`printable`] before.
    pub fn styled(&self, line: &str) {
        if !self.quiet {
            self.bars.suspend(|| {
                let _ = writeln!(io::stderr().lock(), "{line}");
            });
        }
    }

    /// Bars for a run over this many articles, if known. Their comments are added as they are read.
    pub fn progress(&self, articles: Option<u64>) -> Progress {
        let bar = |unit: &'static str, total: Option<u64>| {
            let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
            let bar = self
                .bars
                .add(bar.with_style(style(total.is_some())).with_prefix(unit));
            if !self.bars.is_hidden() {
                bar.enable_steady_tick(Duration::from_millis(250));
            }
            bar
        };
        Progress {
            articles: bar("articles", articles),
            comments: bar("comments", Some(0)),
        }
    }

    fn line(&self, prefix: &str, message: &str) {
        // Nobody is left to be told if standard error is closed.
        self.bars.suspend(|| {
            let _ = writeln!(io::stderr().lock(), "{prefix}{}", printable(message));
        });
    }
}

/// How far a run has come: a bar for articles and one for comments, each with the time left.
#[derive(Debug)]
pub struct Progress {
    articles: ProgressBar,
    comments: ProgressBar,
}

impl Progress {
    /// There are more articles to do than was known.
    pub fn expect_articles(&self, more: u64) {
        self.articles.inc_length(more);
    }

    /// There are more comments to do.
    pub fn expect_comments(&self, more: u64) {
        self.comments.inc_length(more);
    }

    /// An article is done.
    pub fn article(&self) {
        self.articles.inc(1);
    }

    /// So many comments are done.
    pub fn comments(&self, done: u64) {
        self.comments.inc(done);
    }

    /// Takes the bars away; so does dropping them.
    pub fn finish(&self) {
        self.articles.finish_and_clear();
        self.comments.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

fn style(total: bool) -> ProgressStyle {
    let template = if total {
        "{prefix:<9} [{bar:30}] {human_pos}/{human_len}, {eta} left"
    } else {
        "{prefix:<9} {spinner} {human_pos}"
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

/// The text without characters that steer a terminal: an input's name or text must not move the
/// cursor or change colours. Line feeds and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.contains(steers) {
        Cow::Owned(text.replace(steers, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether standard output still takes rows: `false` once its reader has closed the pipe (`head`
/// does), which is a reason to stop but not an error.
///
/// # Errors
/// Any other failure to write.
pub fn pipe_open(written: io::Result<()>) -> io::Result<bool> {
    match written {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(error),
    }
}

/// As [`pipe_open`], where there is nothing more to write.
///
/// # Errors
/// Any failure but a closed pipe.
pub fn ignore_closed_pipe(written: io::Result<()>) -> io::Result<()> {
    pipe_open(written).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_error() {
        let closed = || Err(io::ErrorKind::BrokenPipe.into());
        assert!(pipe_open(Ok(())).unwrap());
        assert!(!pipe_open(closed()).unwrap());
        assert!(ignore_closed_pipe(closed()).is_ok());
        assert!(ignore_closed_pipe(Err(io::ErrorKind::StorageFull.into())).is_err());
    }

    #[test]
    fn terminals_are_not_steered() {
        assert_eq!(printable("été\n\tfin"), "été\n\tfin");
        assert_eq!(
            printable("\u{1b}[31mrouge\u{9b}\r"),
            "\u{FFFD}[31mrouge\u{FFFD}\u{FFFD}"
        );
    }

    #[test]
    fn bars_take_any_count() {
        assert!(style(true).get_tick_str(0).len() + style(false).get_tick_str(0).len() > 0);
        for total in [None, Some(0), Some(2)] {
            let progress = Console::new(true).progress(total);
            progress.expect_articles(1);
            progress.expect_comments(3);
            progress.article();
            progress.comments(5);
            progress.finish();
        }
    }
}
