//! Encoder throughput: `cargo bench --bench encoder -- [--threads N] [--intra N] [--budget TOKENS] [FILE]`.
//!
//! FILE holds one sentence a line (default: the sentences of `datasets/samples/`). Prints the
//! median of several passes in sentences and tokens per second, and the share of the machine's
//! measured peak of f32 matrix products that this is. `scripts/compare_encoder_speed.py`
//! alternates it with Hugging Face transformers.

use std::{path::Path, time::Instant};

use tch::{Device, Kind, Tensor};
use tribune::model::{
    DEFAULT_ENCODER, Embedder, Encoder, ModelFolder, Sequence, TOKEN_BUDGET, threads,
};

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
        let mut number = || arguments.next().and_then(|v| v.parse().ok()).expect("a number");
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
        handles.into_iter().map(|handle| handle.join().expect("a thread")).sum()
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
        .map(|text| Sequence::whole(embedder.tokenizer().single(text, embedder.max_tokens()).expect("tokens").ids))
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

fn samples() -> Vec<String> {
    panic!("name a file")
}
