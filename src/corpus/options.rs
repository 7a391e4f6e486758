//! Limits and choices of a reading.

/// Default of [`ReadOptions::max_page_bytes`]: 256 MiB.
pub const MAX_PAGE_BYTES: u64 = 256 << 20;
/// Default of [`ReadOptions::max_row_bytes`]: 256 MiB.
pub const MAX_ROW_BYTES: u64 = 256 << 20;
/// Default of [`ReadOptions::max_decompressed`]: 4 GiB.
pub const MAX_DECOMPRESSED: u64 = 4 << 30;
/// Default of [`ReadOptions::max_ratio`]. Text rarely shrinks to less than a twentieth.
pub const MAX_RATIO: u64 = 200;
/// The ratio is looked at beyond this many decompressed bytes: 64 MiB.
pub const RATIO_FROM: u64 = 64 << 20;

/// What a row with a `text` and nothing that tells a comment from an article is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BareRows {
    /// An article, as `run` and `summarise` want it.
    #[default]
    Articles,
    /// A comment, unless it has a `title`, an `article` or `comments`, as `classify` wants it.
    Comments,
}

/// Limits and choices of a reading; the defaults suit `run`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// What a row with a `text` and no other mark is.
    pub bare_rows: BareRows,
    /// A page or HTML file is held in memory and may have this many bytes, decompressed.
    pub max_page_bytes: u64,
    /// A row of CSV or JSONL is held in memory and may have this many bytes.
    pub max_row_bytes: u64,
    /// A gzip file may yield this many bytes.
    pub max_decompressed: u64,
    /// A gzip file that yields more than 64 MiB may grow by this factor.
    pub max_ratio: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            bare_rows: BareRows::default(),
            max_page_bytes: MAX_PAGE_BYTES,
            max_row_bytes: MAX_ROW_BYTES,
            max_decompressed: MAX_DECOMPRESSED,
            max_ratio: MAX_RATIO,
        }
    }
}

impl ReadOptions {
    /// The choices of `classify`: bare rows are comments.
    pub fn for_comments() -> Self {
        Self {
            bare_rows: BareRows::Comments,
            ..Self::default()
        }
    }
}
