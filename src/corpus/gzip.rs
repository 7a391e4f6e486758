//! Opening a file: plain or gzip, told apart by content, with a limit on what gzip may yield.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::error::Fault;
use super::options::{RATIO_FROM, ReadOptions};

/// A stream of decompressed bytes.
pub(super) type Bytes = Box<dyn Read + Send>;

/// The file's bytes, decompressed if they are gzip whatever the name says.
///
/// A name in `.gz` whose content is not gzip fails with [`Fault::Gzip`], and so does damaged data,
/// at the point where it is reached; more bytes than the options allow fail with
/// [`Fault::TooLarge`].
pub(super) fn open(path: &Path, options: &ReadOptions) -> io::Result<Bytes> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    let mut magic = [0u8; 2];
    let mut filled = 0;
    while filled < magic.len() {
        match file.read(&mut magic[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    file.rewind()?;
    if magic == [0x1f, 0x8b] {
        let taken = Arc::new(AtomicU64::new(0));
        let counted = Counted {
            inner: BufReader::with_capacity(1 << 16, file),
            taken: Arc::clone(&taken),
        };
        return Ok(Box::new(Bounded {
            inner: MultiGzDecoder::new(counted),
            taken,
            given: 0,
            max: options.max_decompressed,
            ratio: options.max_ratio.max(1),
        }));
    }
    if filled > 0
        && path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("gz"))
    {
        return Err(Fault::Gzip("they do not begin as gzip does".into()).into());
    }
    Ok(Box::new(file))
}

/// Counts the compressed bytes.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.taken.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Refuses a stream that grows beyond the limits.
struct Bounded<R> {
    inner: R,
    taken: Arc<AtomicU64>,
    given: u64,
    max: u64,
    ratio: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Fault::Gzip(error.to_string()).into()
            }
            io::ErrorKind::UnexpectedEof => Fault::Gzip("they are cut short".into()).into(),
            _ => error,
        })?;
        self.given += n as u64;
        if self.given > self.max {
            let limit = human(self.max);
            return Err(Fault::TooLarge(format!("decompresses to more than {limit}")).into());
        }
        let taken = self.taken.load(Ordering::Relaxed).max(1);
        if self.given > RATIO_FROM && self.given / taken > self.ratio {
            let ratio = self.ratio;
            return Err(Fault::TooLarge(format!(
                "decompresses to more than {ratio} times its size: it looks like a gzip bomb"
            ))
            .into());
        }
        Ok(n)
    }
}

/// A byte count for people: `256 MiB`.
pub(super) fn human(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    for (size, unit) in UNITS {
        if bytes >= size {
            return format!("{} {unit}", bytes / size);
        }
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gz(write: impl FnOnce(&mut GzEncoder<Vec<u8>>)) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        write(&mut encoder);
        encoder.finish().unwrap()
    }

    fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> io::Result<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut out = Vec::new();
        open(&path, options)?.read_to_end(&mut out)?;
        Ok(out)
    }

    fn fault(result: io::Result<Vec<u8>>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn plain_and_gzip_are_told_apart_by_content() {
        let options = ReadOptions::default();
        assert_eq!(read("a.txt", b"bonjour", &options).unwrap(), b"bonjour");
        let mut packed = gz(|e| e.write_all(b"bonjour ").unwrap());
        packed.extend(gz(|e| e.write_all(b"encore").unwrap()));
        assert_eq!(
            read("a.txt.gz", &packed, &options).unwrap(),
            b"bonjour encore"
        );
        assert_eq!(read("a.txt", &packed, &options).unwrap(), b"bonjour encore");
    }

    #[test]
    fn damaged_gzip_is_named() {
        let options = ReadOptions::default();
        assert!(fault(read("a.gz", b"bonjour", &options)).contains("do not begin"));
        let packed = gz(|e| {
            e.write_all("des mots, des mots".repeat(99).as_bytes())
                .unwrap();
        });
        assert!(fault(read("a.gz", &packed[..packed.len() - 9], &options)).contains("cut short"));
        let mut flipped = packed.clone();
        let at = flipped.len() - 6;
        flipped[at] ^= 0xff;
        assert!(fault(read("a.gz", &flipped, &options)).contains("damaged"));
    }

    #[test]
    fn bombs_are_refused() {
        let block = vec![b'a'; 1 << 20];
        let packed = gz(|e| (0..80).for_each(|_| e.write_all(&block).unwrap()));
        assert!(fault(read("a.gz", &packed, &ReadOptions::default())).contains("bomb"));
        let options = ReadOptions {
            max_ratio: 5000,
            ..ReadOptions::default()
        };
        assert_eq!(read("a.gz", &packed, &options).unwrap().len(), 80 << 20);
        let options = ReadOptions {
            max_decompressed: 1 << 20,
            ..options
        };
        assert!(fault(read("a.gz", &packed, &options)).contains("more than 1 MiB"));
    }
}
