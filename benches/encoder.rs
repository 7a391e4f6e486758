//! Encoder throughput on the built-in model.
//!
//! ```text
//! cargo bench --bench encoder -- [--threads N] [--intra N] [--budget TOKENS] [--passes N] [FILE]
//! cargo bench --bench encoder                             # a worker on each core, one thread each
//! cargo bench --bench encoder -- --threads 1 --intra 2    # one worker with two threads
//! ```
//!
//! FILE holds one sentence a line; without it, 2,000 sentences are taken from the pages in
//! `datasets/samples/` and the comments in `datasets/stance/*.csv`, repeated if these are fewer.
//! Prints one JSON line: the median of several passes (5 unless told, after one that does not count)
//! in sentences and tokens per second, without tokenisation, and the share of the machine's measured
//! peak of f32 matrix products that this is. `scripts/compare_encoder_speed.py` alternates it with
//! Hugging Face transformers and onnxruntime.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use tch::{Device, Kind, Tensor};
use tribune::{
    corpus::{Corpus, ReadOptions},
    model::{DEFAULT_ENCODER, Embedder, Encoder, ModelFolder, Sequence, TOKEN_BUDGET, threads},
    text,
};

/// Sentences of a pass when no file is named.
const SENTENCES: usize = 2000;

struct Options {
    threads: usize,
    intra: i32,
    budget: usize,
    passes: usize,
    file: Option<String>,
}

fn options() -> Options {
    let mut options = Options {
        threads: threads::default_threads(),
        intra: 1,
        budget: TOKEN_BUDGET,
        passes: 5,
        file: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || {
            arguments
                .next()
                .and_then(|v| v.parse().ok())
                .expect("a number")
        };
        match argument.as_str() {
            "--threads" => options.threads = number(),
            "--intra" => options.intra = number() as i32,
            "--budget" => options.budget = number(),
            "--passes" => options.passes = number(),
            "--bench" => {}
            _ => options.file = Some(argument),
        }
    }
    options
}

/// f32 products of 1024 x 1024 matrices on each thread, in floating-point operations per second.
fn peak(threads: usize) -> f64 {
    let size = 1024;
    let run = |seconds: f64| {
        tch::set_num_threads(1);
        let a = Tensor::rand([size, size], (Kind::Float, Device::Cpu));
        let (start, mut products) = (Instant::now(), 0_u32);
        while start.elapsed().as_secs_f64() < seconds {
            let _ = a.matmul(&a);
            products += 1;
        }
        f64::from(products) * 2.0 * (size as f64).powi(3) / start.elapsed().as_secs_f64()
    };
    run(0.2);
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(|| run(1.0))).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().expect("a thread"))
            .sum()
    })
}

fn main() {
    let options = options();
    let sentences = options.file.as_ref().map_or_else(samples, |file| {
        let text = std::fs::read_to_string(file).expect("a readable file");
        text.lines().map(ToOwned::to_owned).collect()
    });
    let cores = options.threads.max(options.intra as usize);
    let peak = peak(cores);
    tch::set_num_threads(options.intra);
    let folder = ModelFolder::find(Path::new(DEFAULT_ENCODER)).expect("the built-in model");
    let embedder = Embedder::load(&folder, options.threads)
        .expect("the built-in model")
        .with_token_budget(options.budget);
    let sequences: Vec<Sequence> = sentences
        .iter()
        .map(|text| {
            Sequence::whole(
                embedder
                    .tokenizer()
                    .single(text, embedder.max_tokens())
                    .expect("tokens")
                    .ids,
            )
        })
        .collect();
    let tokens: usize = sequences.iter().map(|sequence| sequence.ids.len()).sum();
    let config = embedder.transformer().config().clone();
    // Multiply-adds of a token: the matrices of a layer, and attention over its own sequence.
    let operations: f64 = sequences
        .iter()
        .map(|sequence| {
            let length = sequence.ids.len() as f64;
            let hidden = config.hidden as f64;
            config.layers as f64 * length * (2.0 * 12.0 * hidden * hidden + 4.0 * length * hidden)
        })
        .sum();
    let mut seconds: Vec<f64> = (0..=options.passes)
        .map(|_| {
            let start = Instant::now();
            embedder.embed(&sequences).expect("vectors");
            start.elapsed().as_secs_f64()
        })
        .skip(1)
        .collect();
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    println!(
        "{{\"sentences\": {}, \"tokens\": {tokens}, \"seconds\": {median:.3}, \"sentences_per_second\": {:.0}, \
         \"tokens_per_second\": {:.0}, \"gflops\": {:.1}, \"peak_gflops\": {:.1}, \"share_of_peak\": {:.2}}}",
        sentences.len(),
        sentences.len() as f64 / median,
        tokens as f64 / median,
        operations / median / 1e9,
        peak / 1e9,
        operations / median / peak,
    );
}

/// Sentences of the articles and comments of the sample pages, then of the comments in
/// `datasets/stance/*.csv`.
fn samples() -> Vec<String> {
    let datasets = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let mut pages = Corpus::open(&[datasets.join("samples")], &ReadOptions::default())
        .expect("the pages in `datasets/samples/`");
    let mut texts = Vec::new();
    for article in pages.articles() {
        let article = article.expect("a readable page");
        texts.push(article.text);
        texts.extend(article.comments.into_iter().map(|comment| comment.text));
    }
    let tables = tables(&datasets.join("stance"));
    if !tables.is_empty() {
        let mut tables = Corpus::open(&tables, &ReadOptions::for_comments())
            .expect("the tables in `datasets/stance/`");
        texts.extend(
            tables
                .comments()
                .map(|comment| comment.expect("a readable row").text),
        );
    }
    let sentences: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            text::sentences(text)
                .into_iter()
                .map(|s| s.text(text).to_owned())
        })
        .collect();
    sentences.into_iter().cycle().take(SENTENCES).collect()
}

/// The CSV files of a folder by name; none if it does not exist.
fn tables(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    paths.sort();
    paths
}
