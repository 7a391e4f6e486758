//! From bytes to text: UTF-8, UTF-16 and older encodings.
//!
//! What is valid UTF-8 is UTF-8, whatever the file declares. Bytes that are not are read in the
//! encoding that the file declares (HTML) or that its letters speak for, which for French is
//! Windows-1252. A file that mixes both, as joined files do, is read sequence by sequence.

use std::io::{self, Read};

use chardetng::EncodingDetector;
use encoding_rs::{Decoder, Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes that are looked at to tell encodings and kinds of files.
pub(super) const SAMPLE: usize = 1 << 16;

/// A text, and how many bytes in it were not of the encoding of the rest.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    pub text: String,
    pub repaired: usize,
}

impl Decoded {
    /// The warning for a text of mixed encodings.
    pub fn warning(&self) -> Option<String> {
        repair_warning(self.repaired)
    }
}

/// The warning for `bytes` that were not UTF-8 inside a UTF-8 text.
pub(super) fn repair_warning(bytes: usize) -> Option<String> {
    (bytes > 0).then(|| {
        let bytes = if bytes == 1 {
            "1 byte".to_owned()
        } else {
            format!("{bytes} bytes")
        };
        format!("{bytes} of this UTF-8 text were not UTF-8 and were read as Windows-1252.")
    })
}

/// The whole text of a page; `declared` is the encoding that it names itself.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Some(encoding) = utf16(&bytes[..bytes.len().min(SAMPLE)]) {
        let text = encoding.decode_with_bom_removal(bytes).0.into_owned();
        return Decoded { text, repaired: 0 };
    }
    let bytes = without_bom(bytes);
    let legacy = if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        legacy(bytes, declared)
    };
    let mut text = String::with_capacity(bytes.len());
    let repaired = push_decoded(bytes, legacy, &mut text);
    Decoded { text, repaired }
}

/// Without a UTF-8 byte order mark.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// UTF-16 by its byte order mark or, without one, by the zero bytes of Latin letters.
pub(super) fn utf16(sample: &[u8]) -> Option<&'static Encoding> {
    match sample {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let pairs = sample.len() / 2;
    let zeros = |at: usize| {
        sample
            .iter()
            .skip(at)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    if pairs < 4 {
        return None;
    }
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 >= pairs * 8 => Some(UTF_16LE),
        (even, 0) if even * 10 >= pairs * 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding for bytes that are not UTF-8: the declared one if the bytes fit it, the one that
/// the letters speak for if most of them are not Latin, else Windows-1252.
pub(super) fn legacy(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    if let Some(encoding) = declared
        && encoding != UTF_8
        && encoding != REPLACEMENT
        && encoding.is_ascii_compatible()
        && encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some()
    {
        return encoding;
    }
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    let low = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if high * 3 < low * 2 || has_utf8(bytes) {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new();
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    detector.guess(Some(b"fr"), false)
}

/// Whether some sequence of several bytes is valid UTF-8, which no other encoding yields by chance
/// for long.
fn has_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

/// Appends `bytes` to `out`, valid UTF-8 as it is and the rest in `legacy`; returns how many bytes
/// were not UTF-8 in a text that otherwise was.
pub(super) fn push_decoded(bytes: &[u8], legacy: &'static Encoding, out: &mut String) -> usize {
    if let Ok(text) = std::str::from_utf8(bytes) {
        out.push_str(text);
        return 0;
    }
    if legacy != WINDOWS_1252 && legacy != UTF_8 {
        out.push_str(&legacy.decode_without_bom_handling(bytes).0);
        return 0;
    }
    let (mut mixed, mut repaired) = (false, 0);
    for chunk in bytes.utf8_chunks() {
        mixed |= !chunk.valid().is_ascii();
        repaired += chunk.invalid().len();
        out.push_str(chunk.valid());
        out.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    if mixed { repaired } else { 0 }
}

/// The encoding that an HTML file names in its first bytes.
pub(super) fn declared_in_html(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let at = head.windows(8).position(|w| w == b"charset=")? + 8;
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label)
}

/// What kind of binary file this is, if it is no text.
pub(super) fn binary(sample: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 14] = [
        (b"%PDF-", "a PDF document"),
        (b"PK\x03\x04", "a zip archive or an office document"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"\x89PNG", "a PNG image"),
        (b"\xFF\xD8\xFF", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3\0", "a database"),
        (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\xFD7zXZ\0", "an xz archive"),
        (b"\x28\xB5\x2F\xFD", "a zstd archive"),
        (b"{\\rtf", "an RTF document"),
        (b"PAR1", "a Parquet file"),
    ];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| sample.starts_with(magic)) {
        return Some(kind);
    }
    if utf16(sample).is_some() {
        return None;
    }
    let control = |b: &&u8| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127);
    let controls = sample.iter().filter(control).count();
    (controls >= 4 && controls * 20 > sample.len()).then_some("binary data")
}

/// Turns a stream of UTF-16 into UTF-8.
pub(super) struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 1 << 15],
            ready: Vec::new(),
            given: 0,
            ended: false,
        }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            let n = self.inner.read(&mut self.raw)?;
            self.ended = n == 0;
            let room = self.decoder.max_utf8_buffer_length(n).unwrap_or(n * 4 + 16);
            let mut text = String::with_capacity(room);
            let _ = self
                .decoder
                .decode_to_string(&self.raw[..n], &mut text, self.ended);
            self.ready = text.into_bytes();
            self.given = 0;
        }
        let n = buf.len().min(self.ready.len() - self.given);
        buf[..n].copy_from_slice(&self.ready[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> String {
        decode(bytes, None).text
    }

    #[test]
    fn unicode_with_and_without_a_mark() {
        assert_eq!(text("déjà".as_bytes()), "déjà");
        assert_eq!(text("\u{FEFF}déjà".as_bytes()), "déjà");
        for big in [false, true] {
            let units = "\u{FEFF}L’été à Nîmes".encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|u| {
                    if big {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect();
            assert_eq!(text(&bytes), "L’été à Nîmes");
            assert_eq!(text(&bytes[2..]), "L’été à Nîmes");
            assert!(binary(&bytes).is_none());
            let mut out = String::new();
            let encoding = utf16(&bytes).unwrap();
            Transcoder::new(&bytes[..], encoding)
                .read_to_string(&mut out)
                .unwrap();
            assert_eq!(out, "L’été à Nîmes");
        }
    }

    #[test]
    fn windows_1252_is_the_older_encoding_of_french() {
        let bytes = WINDOWS_1252.encode("L’œuvre coûte 3 € – déjà « chère »…").0;
        assert_eq!(
            decode(&bytes, None),
            Decoded {
                text: "L’œuvre coûte 3 € – déjà « chère »…".into(),
                repaired: 0
            }
        );
        for word in ["é", "ça", "Noël", "à", "Très"] {
            assert_eq!(text(&WINDOWS_1252.encode(word).0), word);
        }
    }

    #[test]
    fn a_wrong_declaration_does_no_harm() {
        let latin = Encoding::for_label(b"iso-8859-1");
        assert_eq!(decode("déjà vu".as_bytes(), latin).text, "déjà vu");
        assert_eq!(decode(b"d\xe9j\xe0 vu", Some(UTF_8)).text, "déjà vu");
        let nine = Encoding::for_label(b"iso-8859-15");
        assert_eq!(decode(b"3 \xa4, c\xbdur", nine).text, "3 €, cœur");
        let html = b"<html><META http-equiv=x content='text/html; charset=ISO-8859-15'>";
        assert_eq!(declared_in_html(html), nine);
    }

    #[test]
    fn mixed_encodings_are_read_and_reported() {
        let mut bytes = "déjà ".as_bytes().to_vec();
        bytes.extend(b"r\xe9pondu");
        let decoded = decode(&bytes, None);
        assert_eq!(
            (decoded.text.as_str(), decoded.repaired),
            ("déjà répondu", 1)
        );
        assert!(decoded.warning().unwrap().contains("1 byte"));
    }

    #[test]
    fn other_alphabets_are_guessed() {
        let russian = "Это предложение написано по-русски, и в нём много букв.";
        let bytes = Encoding::for_label(b"windows-1251")
            .unwrap()
            .encode(russian)
            .0;
        assert_eq!(text(&bytes), russian);
    }

    #[test]
    fn binary_is_told_from_text() {
        assert_eq!(binary(b"%PDF-1.7 ..."), Some("a PDF document"));
        assert_eq!(binary(&[0; 64]), Some("binary data"));
        assert_eq!(binary("Un texte avec un z\0éro".as_bytes()), None);
        assert_eq!(binary(b""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_decode(bytes: Vec<u8>) {
            let _ = (decode(&bytes, None), decode(&bytes, Encoding::for_label(b"gbk")));
            let _ = (binary(&bytes), declared_in_html(&bytes));
        }

        #[test]
        fn utf8_is_untouched(text in "[a-zéèêëàùïç€œ’ ]{0,40}") {
            let declared = Encoding::for_label(b"latin1");
            proptest::prop_assert_eq!(decode(text.as_bytes(), declared).text, text);
        }
    }
}
