//! Work spread over threads, one libtorch thread each.
//!
//! Several workers with one intra-op thread each need no synchronisation inside a matrix product
//! and use the cores better than one worker with several (`benches/encoder.rs` measures both).

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

/// The number of workers when the user names none: the cores that this process may use.
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Tells libtorch to use one thread inside each operation. Call it once, before any tensor work.
pub fn one_thread_per_operation() {
    tch::set_num_threads(1);
}

/// Calls `work(&mut worker, index)` for each index below `count`, on as many threads as there are
/// workers, without gradients; the results in order of index.
///
/// Indices are handed out one by one, so which worker computes which differs from run to run, and
/// `work` must not depend on it.
pub fn map<W: Send, R: Send>(
    workers: Vec<W>,
    count: usize,
    work: impl Fn(&mut W, usize) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<Option<R>>> = Mutex::new((0..count).map(|_| None).collect());
    let run = |mut worker: W| {
        let _guard = tch::no_grad_guard();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                break;
            }
            let result = work(&mut worker, index);
            if let Ok(mut results) = results.lock() {
                results[index] = Some(result);
            }
        }
    };
    let mut workers = workers.into_iter().take(count.max(1));
    let own = workers.next();
    std::thread::scope(|scope| {
        for worker in workers {
            scope.spawn(|| {
                tch::set_num_threads(1);
                run(worker);
            });
        }
        own.map(run);
    });
    results
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .into_iter()
        .flatten()
        .collect()
}
