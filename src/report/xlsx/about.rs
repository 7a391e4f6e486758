//! The sheets Codebook and Run: what was coded, and how the results were made.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::context::Context;
use super::super::findings::Findings;
use super::super::warnings::translated;
use super::sheet::{Limits, lines, put_text, set_lines};
use super::style::Styles;
use super::{Failure, moment};
use crate::stance::Role;

/// Errors that are listed; `errors.csv` holds all.
const MAX_ERRORS: usize = 1_000;

/// The widths of the columns of the sheet Run.
const WIDTHS: [f64; 4] = [34.0, 60.0, 16.0, 70.0];

/// The codebook as applied, a row a label.
pub fn codebook(
    sheet: &mut Worksheet,
    context: &Context,
    styles: &Styles,
    limits: &mut Limits,
) -> Result<(), Failure> {
    let texts = context.language.texts();
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    let header = [
        ("dimension", 18.0),
        (texts.target, 36.0),
        (texts.question, 44.0),
        (texts.threshold, 11.0),
        (texts.label, 18.0),
        (texts.name, 28.0),
        (texts.role, 11.0),
        (texts.description, 90.0),
        (texts.aliases, 28.0),
    ];
    let book = &context.codebook;
    let name = format!(
        "{}: {} {} {}",
        texts.codebook, book.name, texts.version, book.version
    );
    put_text(sheet, (0, 0), &name, &styles.heading, limits)?;
    for ((name, width), column) in header.into_iter().zip(0_u16..) {
        sheet.set_column_width(column, width)?;
        put_text(sheet, (2, column), name, &styles.header, limits)?;
    }
    sheet.set_freeze_panes(3, 0)?;
    let mut row = 3;
    for dimension in &book.dimensions {
        for label in &dimension.labels {
            let role = label.role.map_or("", |role| match role {
                Role::Favor => "favor",
                Role::Against => "against",
                Role::None => "none",
            });
            let aliases = label.aliases.join(", ");
            let cells = [
                (0, dimension.id.as_str()),
                (1, &dimension.target),
                (2, &dimension.question),
                (5, context.label_name(label)),
                (6, role),
                (7, &label.description),
                (8, &aliases),
            ];
            for (column, text) in cells {
                put_text(sheet, (row, column), text, &styles.text, limits)?;
            }
            let widths = header.map(|(_, width)| width);
            let high = cells
                .iter()
                .map(|(column, text)| lines(text, widths[usize::from(*column)]));
            set_lines(sheet, row, high.max().unwrap_or(1))?;
            let format = styles.stance(&dimension.id, &label.id);
            put_text(sheet, (row, 4), &label.id, format, limits)?;
            sheet.write_number_with_format(row, 3, dimension.threshold(), &styles.probability)?;
            row += 1;
        }
    }
    Ok(())
}

/// How the results were made.
pub fn run(
    sheet: &mut Worksheet,
    context: &Context,
    findings: &Findings,
    styles: &Styles,
    limits: &mut Limits,
) -> Result<(), Failure> {
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    for (column, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    let mut page = Page {
        sheet,
        styles,
        limits,
        row: 0,
    };
    page.facts(context)?;
    page.models(context)?;
    page.inputs(context)?;
    page.warnings(context)?;
    page.errors(context, findings)
}

struct Page<'s, 'l> {
    sheet: &'s mut Worksheet,
    styles: &'l Styles,
    limits: &'l mut Limits,
    row: u32,
}

impl Page<'_, '_> {
    fn facts(&mut self, context: &Context) -> Result<(), Failure> {
        let texts = context.language.texts();
        let (manifest, styles) = (&context.manifest, self.styles);
        self.heading(texts.run)?;
        let program = format!("{} {}", manifest.program.name, manifest.program.version);
        self.fact(texts.program, &program)?;
        self.text(0, texts.started, &styles.plain)?;
        match moment(&manifest.started) {
            Some(moment) => {
                let format = styles
                    .moment
                    .clone()
                    .set_align(rust_xlsxwriter::FormatAlign::Left);
                self.sheet
                    .write_datetime_with_format(self.row, 1, &moment, &format)?;
                self.text(2, "UTC", &styles.plain)?;
            }
            None => self.text(1, &manifest.started, &styles.plain)?,
        }
        self.row += 1;
        let book = &manifest.codebook;
        self.fact(
            "codebook",
            &format!("{} {} ({})", book.name, book.version, book.source),
        )?;
        self.fact("codebook sha256", &book.sha256)?;
        self.heading(texts.settings)?;
        let settings = serde_json::to_value(&manifest.settings).unwrap_or_default();
        for (name, value) in settings.as_object().into_iter().flatten() {
            self.value(name, value)?;
        }
        self.heading(texts.counts)?;
        let counts = serde_json::to_value(&manifest.counts).unwrap_or_default();
        for (name, value) in counts.as_object().into_iter().flatten() {
            if let Some(dimensions) = value.as_object() {
                for (dimension, labels) in dimensions {
                    for (label, count) in labels.as_object().into_iter().flatten() {
                        self.value(&format!("{dimension}_{label}"), count)?;
                    }
                }
            } else {
                self.value(name, value)?;
            }
        }
        Ok(())
    }

    fn models(&mut self, context: &Context) -> Result<(), Failure> {
        let texts = context.language.texts();
        self.heading(texts.model)?;
        self.header(&["", "", "bytes", "sha256"])?;
        for model in &context.manifest.models {
            let name = format!("{} {} ({})", model.name, model.version, model.licence);
            self.fact(&model.task, &name)?;
            for file in &model.files {
                self.file(&file.path, Some(file.bytes), Some(&file.sha256))?;
            }
            for (set, measured) in model.quality.as_object().into_iter().flatten() {
                for (name, value) in measured.as_object().into_iter().flatten() {
                    self.value(&format!("{}: {set}, {name}", texts.quality), value)?;
                }
            }
        }
        Ok(())
    }

    fn inputs(&mut self, context: &Context) -> Result<(), Failure> {
        self.heading(context.language.texts().input)?;
        self.header(&["", "", "bytes", "sha256"])?;
        for input in &context.manifest.inputs {
            if self.row + 2_000 >= self.limits.rows {
                break;
            }
            self.file(&input.path, input.bytes, input.sha256.as_deref())?;
        }
        Ok(())
    }

    fn warnings(&mut self, context: &Context) -> Result<(), Failure> {
        let texts = context.language.texts();
        self.heading(texts.warnings)?;
        self.header(&[texts.rows, ""])?;
        let limits = self.limits.warnings(context.language);
        let limits = limits.into_iter().map(|warning| (warning, 0));
        let mut none = true;
        for (warning, rows) in limits.chain(context.overview.warnings.iter().cloned()) {
            none = false;
            self.number(0, rows as f64)?;
            let warning = translated(context.language, &warning);
            self.text(1, &warning, &self.styles.text)?;
            set_lines(self.sheet, self.row, lines(&warning, WIDTHS[1]))?;
            self.row += 1;
        }
        if none {
            self.text(1, texts.no_warnings, &self.styles.plain)?;
            self.row += 1;
        }
        Ok(())
    }

    fn errors(&mut self, context: &Context, findings: &Findings) -> Result<(), Failure> {
        if findings.totals().errors == 0 {
            return Ok(());
        }
        self.heading(context.language.texts().errors)?;
        self.header(&["input", "problem", "line", "remedy"])?;
        for error in findings.errors().take(MAX_ERRORS) {
            let error = error?;
            self.text(0, &error.input, &self.styles.text)?;
            self.text(1, &error.problem, &self.styles.text)?;
            if let Some(line) = error.line {
                self.number(2, line as f64)?;
            }
            self.text(3, &error.remedy, &self.styles.text)?;
            let high = lines(&error.problem, WIDTHS[1]).max(lines(&error.remedy, WIDTHS[3]));
            set_lines(self.sheet, self.row, high)?;
            self.row += 1;
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += u32::from(self.row > 0);
        self.text(0, text, &self.styles.heading)?;
        self.row += 1;
        Ok(())
    }

    fn header(&mut self, names: &[&str]) -> Result<(), XlsxError> {
        for (name, column) in names.iter().zip(0..) {
            self.text(column, name, &self.styles.header)?;
        }
        self.row += 1;
        Ok(())
    }

    fn fact(&mut self, name: &str, value: &str) -> Result<(), XlsxError> {
        self.text(0, name, &self.styles.plain)?;
        self.text(1, value, &self.styles.text)?;
        set_lines(self.sheet, self.row, lines(value, WIDTHS[1]))?;
        self.row += 1;
        Ok(())
    }

    /// A setting or count: numbers as numbers, lists with commas.
    fn value(&mut self, name: &str, value: &serde_json::Value) -> Result<(), XlsxError> {
        use serde_json::Value;
        let plain = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let format = match value {
            Value::Number(number) if number.is_u64() => &self.styles.count,
            _ => &self.styles.probability,
        };
        let format = format.clone().set_align(rust_xlsxwriter::FormatAlign::Left);
        match value {
            Value::Number(number) => {
                self.text(0, name, &self.styles.plain)?;
                let number = number.as_f64().unwrap_or_default();
                self.sheet
                    .write_number_with_format(self.row, 1, number, &format)?;
                self.row += 1;
                Ok(())
            }
            Value::Bool(flag) => {
                self.text(0, name, &self.styles.plain)?;
                self.sheet
                    .write_boolean_with_format(self.row, 1, *flag, &format)?;
                self.row += 1;
                Ok(())
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(plain).collect();
                self.fact(name, &items.join(", "))
            }
            other => self.fact(name, &plain(other)),
        }
    }

    fn file(
        &mut self,
        path: &str,
        bytes: Option<u64>,
        sha256: Option<&str>,
    ) -> Result<(), XlsxError> {
        self.text(1, path, &self.styles.text)?;
        if let Some(bytes) = bytes {
            self.number(2, bytes as f64)?;
        }
        self.text(3, sha256.unwrap_or("–"), &self.styles.plain)?;
        self.row += 1;
        Ok(())
    }

    fn number(&mut self, column: u16, number: f64) -> Result<(), XlsxError> {
        let format = &self.styles.count;
        self.sheet
            .write_number_with_format(self.row, column, number, format)?;
        Ok(())
    }

    fn text(&mut self, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        put_text(self.sheet, (self.row, column), text, format, self.limits)
    }
}
