//! The lines of a text of any length, decoded one by one.

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::Path;

use encoding_rs::Encoding;

use super::decode::{self, SAMPLE, Transcoder};
use super::error::{CorpusError, Fault, Problem};
use super::gzip::{self, Bytes, human};
use super::options::ReadOptions;

/// A stream whose beginning has been looked at.
pub(super) struct Peeked {
    /// The first bytes, at most [`SAMPLE`], as they stand in the file.
    pub sample: Vec<u8>,
    /// The whole stream, the sample included.
    pub bytes: Bytes,
}

/// Opens a file and looks at its beginning; refuses an empty or a binary one.
pub(super) fn peek(input: &str, path: &Path, options: &ReadOptions) -> Result<Peeked, CorpusError> {
    let io = |error| CorpusError::from_io(input, error);
    let mut bytes = gzip::open(path, options).map_err(io)?;
    let mut sample = Vec::new();
    bytes
        .by_ref()
        .take(SAMPLE as u64)
        .read_to_end(&mut sample)
        .map_err(io)?;
    if decode::without_bom(&sample)
        .iter()
        .all(u8::is_ascii_whitespace)
        && sample.len() < SAMPLE
    {
        return Err(CorpusError::empty(input));
    }
    if let Some(kind) = decode::binary(&sample) {
        let remedy = "save the text as .txt, .html, .csv or .jsonl";
        let problem = format!("looks binary: {kind}");
        return Err(CorpusError::Unsupported(Problem::new(
            input, problem, remedy,
        )));
    }
    let bytes = Box::new(Cursor::new(sample.clone()).chain(bytes));
    Ok(Peeked { sample, bytes })
}

/// The sample as text, for telling kinds of files apart.
pub(super) fn sample_text(sample: &[u8]) -> String {
    let mut cut = sample.len();
    if cut == SAMPLE {
        // The sample may end inside a character: step back to where one begins.
        while cut > SAMPLE - 4 && sample[cut - 1] & 0xC0 == 0x80 {
            cut -= 1;
        }
        if sample[cut - 1] >= 0xC0 {
            cut -= 1;
        }
    }
    decode::decode(&sample[..cut], None).text
}

/// Decoded lines with their numbers.
///
/// Lines end with `\n` or `\r\n`, or with `\r` in a text that begins with such lines only.
pub(super) struct Lines {
    input: String,
    reader: BufReader<Bytes>,
    terminator: u8,
    legacy: &'static Encoding,
    max: u64,
    raw: Vec<u8>,
    number: u64,
}

/// What is known of a line besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineInfo {
    /// From 1.
    pub number: u64,
    /// Bytes that were not UTF-8 in a line that otherwise was.
    pub repaired: usize,
    /// Longer than the options allow; its text is left out.
    pub too_long: bool,
}

impl Lines {
    pub fn new(input: &str, peeked: Peeked, options: &ReadOptions) -> Self {
        let Peeked { sample, bytes } = peeked;
        let returns_only = !sample.contains(&b'\n') && sample.contains(&b'\r');
        let legacy = decode::legacy(&sample, None);
        let bytes = match decode::utf16(&sample) {
            Some(encoding) => Box::new(Transcoder::new(bytes, encoding)),
            None => bytes,
        };
        Self {
            input: input.to_owned(),
            reader: BufReader::with_capacity(1 << 16, bytes),
            terminator: if returns_only { b'\r' } else { b'\n' },
            legacy,
            max: options.max_row_bytes,
            raw: Vec::new(),
            number: 0,
        }
    }

    /// Puts the next line, without its end, into `line`; `None` at the end of the text.
    pub fn next_into(&mut self, line: &mut String) -> Result<Option<LineInfo>, CorpusError> {
        line.clear();
        self.raw.clear();
        let io = |error| CorpusError::from_io(&self.input, error);
        let read = self
            .reader
            .by_ref()
            .take(self.max.saturating_add(1))
            .read_until(self.terminator, &mut self.raw)
            .map_err(io)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let number = self.number;
        if self.raw.last() == Some(&self.terminator) {
            self.raw.pop();
            if self.terminator == b'\n' && self.raw.last() == Some(&b'\r') {
                self.raw.pop();
            }
        } else if self.raw.len() as u64 > self.max {
            self.reader.skip_until(self.terminator).map_err(io)?;
            self.raw = Vec::new();
            return Ok(Some(LineInfo {
                number,
                repaired: 0,
                too_long: true,
            }));
        }
        let raw = decode::without_bom(&self.raw);
        let repaired = decode::push_decoded(raw, self.legacy, line);
        Ok(Some(LineInfo {
            number,
            repaired,
            too_long: false,
        }))
    }

    /// The problem of a row that is longer than the options allow.
    pub fn too_long(&self, number: u64) -> Problem {
        let problem = format!("the row is longer than {}", human(self.max));
        Problem::new(&self.input, problem, "split the row or take it out").at(number, None)
    }
}

/// The bytes of a whole page, within the limit.
pub(super) fn read_page(
    input: &str,
    peeked: Peeked,
    options: &ReadOptions,
) -> Result<Vec<u8>, CorpusError> {
    let max = options.max_page_bytes;
    let mut bytes = Vec::new();
    let read = peeked
        .bytes
        .take(max.saturating_add(1))
        .read_to_end(&mut bytes);
    read.map_err(|error| CorpusError::from_io(input, error))?;
    if bytes.len() as u64 > max {
        let fault = Fault::TooLarge(format!("the page is larger than {}", human(max)));
        return Err(CorpusError::from_io(input, fault.into()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], options: &ReadOptions) -> Vec<(u64, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.csv");
        std::fs::write(&path, bytes).unwrap();
        let mut lines = Lines::new("x.csv", peek("x.csv", &path, options).unwrap(), options);
        let (mut line, mut all) = (String::new(), Vec::new());
        while let Some(info) = lines.next_into(&mut line).unwrap() {
            all.push((
                info.number,
                if info.too_long {
                    "…".into()
                } else {
                    line.clone()
                },
            ));
        }
        all
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        lines(bytes, &ReadOptions::default())
            .into_iter()
            .map(|(_, line)| line)
            .collect()
    }

    #[test]
    fn every_kind_of_line_end() {
        assert_eq!(texts(b"a\nb\r\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(texts(b"a\rb\r\rc\r"), ["a", "b", "", "c"]);
        assert_eq!(texts(b"\xEF\xBB\xBFa\n\xEF\xBB\xBFb"), ["a", "b"]);
    }

    #[test]
    fn lines_are_decoded_one_by_one() {
        assert_eq!(texts("é\n".repeat(2).as_bytes()), ["é", "é"]);
        assert_eq!(texts(b"d\xe9j\xe0\n\xc3\xa9t\xc3\xa9"), ["déjà", "été"]);
        let utf16: Vec<u8> = "\u{FEFF}été\r\nà"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(texts(&utf16), ["été", "à"]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_left_out() {
        let options = ReadOptions {
            max_row_bytes: 5,
            ..ReadOptions::default()
        };
        let found = lines(b"abc\nabcdefgh\nabcde\nx", &options);
        let found: Vec<_> = found.iter().map(|(n, l)| (*n, l.as_str())).collect();
        assert_eq!(found, [(1, "abc"), (2, "…"), (3, "abcde"), (4, "x")]);
    }

    #[test]
    fn empty_and_binary_files_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.txt");
        let options = ReadOptions::default();
        std::fs::write(&path, " \r\n\t").unwrap();
        assert!(matches!(
            peek("x.txt", &path, &options),
            Err(CorpusError::Empty(_))
        ));
        std::fs::write(&path, [0; 4096]).unwrap();
        assert!(matches!(
            peek("x.txt", &path, &options),
            Err(CorpusError::Unsupported(_))
        ));
    }
}
