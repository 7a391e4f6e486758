//! `report.html`: one page that needs nothing else and asks nobody.
//!
//! Text of inputs reaches the page through the template alone, which escapes it; characters that
//! steer are shown as what they are. The policy in the page's head allows its own style and script,
//! by their checksums, and nothing else.

mod articles;
mod charts;
mod comments;
mod dimensions;
pub(super) mod evaluation;
mod marks;
mod sure;

use std::io::{BufWriter, Write as _};

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::articles::ArticleView;
use self::comments::{CommentView, Shown};
use self::dimensions::DimensionView;
use self::sure::Measured;
use super::cell::four_decimals;
use super::context::Context;
use super::findings::Findings;
use super::language::Language;
use super::output::Outputs;
use super::rows::ErrorRow;
use super::texts::{Texts, fill};
use super::visible::visible;
use super::warnings::Warning;
use super::{Exporter, ReportError};
use crate::stance::Dimension;

/// The file's name.
pub const FILE: &str = "report.html";

/// Comments on the page at most: more make a page slow, and nobody reads them there.
pub const MAX_COMMENTS: usize = 2_000;

/// Articles on the page at most.
pub const MAX_ARTICLES: usize = 1_000;

/// Errors and inputs that are listed at most.
const MAX_LISTED: usize = 200;

const STYLE: &str = include_str!("../../../templates/report.css");
const SCRIPT: &str = include_str!("../../../templates/report.js");

/// Writes the page.
#[derive(Debug, Clone, Copy)]
pub struct HtmlExporter<'a> {
    /// What is told besides the rows.
    pub context: &'a Context,
}

impl Exporter for HtmlExporter<'_> {
    fn write(&self, findings: &Findings, outputs: &mut Outputs) -> Result<(), ReportError> {
        let page = Page::new(self.context, findings, outputs.warnings())?;
        save(&page, FILE, outputs)
    }
}

/// Writes a page under its name.
fn save(page: &impl Template, name: &str, outputs: &mut Outputs) -> Result<(), ReportError> {
    let mut file = outputs.create(name)?;
    let mut out = BufWriter::with_capacity(1 << 16, &mut file);
    let written = Template::write_into(page, &mut out).and_then(|()| out.flush());
    drop(out);
    written.map_err(|error| file.failed(error))?;
    outputs.keep(file)
}

/// What stands round the content of every page.
struct Frame {
    lang: &'static str,
    title: &'static str,
    version: String,
    policy: String,
    style: &'static str,
    skip: &'static str,
    offline: String,
}

impl Frame {
    fn new(
        language: Language,
        title: &'static str,
        version: &str,
        style: &'static str,
        script: Option<&str>,
    ) -> Self {
        let t = language.texts();
        Self {
            lang: language.code(),
            title,
            version: version.to_owned(),
            policy: policy(style, script),
            style,
            skip: t.skip,
            offline: fill(t.offline, &[version]),
        }
    }
}

/// What the template shows; all words in it are plain text.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    context: &'a Context,
    frame: Frame,
    t: &'static Texts,
    script: &'static str,
    lead: String,
    notes: Vec<String>,
    dimensions: Vec<DimensionView>,
    measured: Vec<Measured>,
    articles: Vec<ArticleView>,
    orphans: Vec<CommentView>,
    /// Pattern of how many comments a filter shows, for the script.
    shown: String,
    errors: Vec<ErrorRow>,
    warnings: Vec<(Warning, String)>,
    inputs: Vec<(String, String)>,
}

impl<'a> Page<'a> {
    fn new(
        context: &'a Context,
        findings: &Findings,
        warnings: &[String],
    ) -> Result<Self, ReportError> {
        let (language, t) = (context.language, context.language.texts());
        let counts = &context.manifest.counts;
        let all = counts.comments + counts.comments_without_article;
        let shown = Shown::collect(context, findings)?;
        let mut notes = Vec::new();
        let number = |count: usize| language.count(count as u64);
        if (shown.count as u64) < all {
            notes.push(fill(t.limit, &[&number(shown.count), &language.count(all)]));
        }
        if counts.articles > MAX_ARTICLES as u64 {
            let values = [number(MAX_ARTICLES), language.count(counts.articles)];
            notes.push(fill(
                t.article_limit,
                &values.each_ref().map(String::as_str),
            ));
        }
        let (articles, orphans) = articles::collect(context, findings, shown)?;
        let listed = context.overview.warnings.iter();
        let listed = listed.map(|(text, rows)| (text, language.count(*rows)));
        let reports = warnings.iter().map(|text| (text, language.count(0)));
        let inputs = context
            .manifest
            .inputs
            .iter()
            .take(MAX_LISTED)
            .map(|input| {
                let sha256 = input.sha256.clone().unwrap_or_else(|| "–".to_owned());
                (visible(&input.path).into_owned(), sha256)
            });
        Ok(Self {
            context,
            frame: Frame::new(
                language,
                t.title,
                context.manifest.program.version,
                STYLE,
                Some(SCRIPT),
            ),
            t,
            script: SCRIPT,
            lead: context.lead(),
            notes,
            dimensions: dimensions::views(context, findings)?,
            measured: sure::measured(context),
            articles,
            orphans,
            shown: fill(t.shown, &["{shown}", "{all}"]),
            errors: errors(findings)?,
            warnings: listed
                .chain(reports)
                .map(|(text, rows)| (Warning::new(language, &visible(text)), rows))
                .collect(),
            inputs: inputs.collect(),
        })
    }
}

impl Page<'_> {
    /// A text with a value in its place.
    #[allow(clippy::unused_self, reason = "templates call methods only")]
    fn with(&self, text: &str, value: &str) -> String {
        fill(text, &[value])
    }
}

/// The content-security policy: this style, this script if there is one, the empty icon, and nothing else.
fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        script.map_or_else(|| "'none'".to_owned(), hash),
    )
}

fn errors(findings: &Findings) -> Result<Vec<ErrorRow>, ReportError> {
    let shown = |row: ErrorRow| ErrorRow {
        input: visible(&row.input).into_owned(),
        problem: visible(&row.problem).into_owned(),
        remedy: visible(&row.remedy).into_owned(),
        ..row
    };
    findings
        .errors()
        .take(MAX_LISTED)
        .map(|row| row.map(shown))
        .collect()
}

/// A number between 0 and 1: as the tables have it, and as people read it.
#[derive(Debug, Clone, PartialEq)]
struct Figure {
    value: String,
    shown: String,
}

impl Figure {
    fn share(language: Language, share: f64) -> Self {
        Self {
            value: four_decimals(share),
            shown: language.percent(share),
        }
    }

    fn whole(language: Language, share: f64) -> Self {
        Self {
            value: four_decimals(share),
            shown: language.whole_percent(share),
        }
    }

    fn decimal(language: Language, number: f64) -> Self {
        Self {
            value: four_decimals(number),
            shown: language.decimal(number, 3).replace('-', "\u{2212}"),
        }
    }

    /// The probability of a test's result.
    fn p_value(language: Language, number: f64) -> Self {
        let mut figure = Self::decimal(language, number);
        if number < 0.001 {
            figure.shown = format!("<\u{202F}{}", language.decimal(0.001, 3));
        }
        figure
    }

    fn count(language: Language, count: u64) -> Self {
        Self {
            value: count.to_string(),
            shown: language.count(count),
        }
    }
}

/// The class of a label's colour.
fn palette_class(dimension: &Dimension, at: usize) -> String {
    let label = dimension.labels.get(at);
    label.map_or_else(String::new, |label| {
        format!("s{}", super::palette::place(dimension, label))
    })
}
