//! `AdamW` over named tensors, with warm-up, linear decay and a bound on the gradient's norm.

use std::collections::BTreeMap;

use tch::{
    Device, TchError, Tensor,
    nn::{self, OptimizerConfig},
};

/// Share of the steps in which the learning rate rises to its highest value.
const WARM_UP: f64 = 0.06;

/// Greatest norm of a step's gradient.
const CLIP: f64 = 1.0;

/// Tensors under training.
pub(super) struct Parameters {
    store: nn::VarStore,
    names: BTreeMap<String, Tensor>,
}

impl Parameters {
    pub(super) fn new() -> Self {
        Self {
            store: nn::VarStore::new(Device::Cpu),
            names: BTreeMap::new(),
        }
    }

    /// Adds a tensor; returns the handle that is trained.
    pub(super) fn register(&mut self, name: String, value: &Tensor) -> Tensor {
        // The store keeps `.` for its own paths.
        let tensor = self.store.root().var_copy(&name.replace('.', "/"), value);
        self.names.insert(name, tensor.shallow_clone());
        tensor
    }

    /// A copy of all values, by name.
    pub(super) fn snapshot(&self) -> Vec<(String, Tensor)> {
        self.names
            .iter()
            .map(|(name, tensor)| (name.clone(), tensor.detach().copy()))
            .collect()
    }

    /// Number of values under training.
    pub(super) fn count(&self) -> usize {
        self.names.values().map(Tensor::numel).sum()
    }
}

/// The optimiser of one training run.
pub(super) struct Optimiser {
    inner: nn::Optimizer,
    highest: f64,
    steps: f64,
    done: f64,
}

impl Optimiser {
    pub(super) fn new(
        parameters: &Parameters,
        learning_rate: f64,
        weight_decay: f64,
        steps: usize,
    ) -> Result<Self, TchError> {
        let inner = nn::AdamW {
            wd: weight_decay,
            ..nn::AdamW::default()
        }
        .build(&parameters.store, learning_rate)?;
        Ok(Self {
            inner,
            highest: learning_rate,
            steps: steps.max(1) as f64,
            done: 0.0,
        })
    }

    pub(super) fn step(&mut self, loss: &Tensor) {
        let warm_up = (self.steps * WARM_UP).max(1.0);
        let rate = if self.done < warm_up {
            ((self.done + 1.0) / warm_up).min(1.0)
        } else {
            ((self.steps - self.done) / (self.steps - warm_up).max(1.0)).max(0.0)
        };
        self.inner.set_lr(self.highest * rate);
        self.inner.backward_step_clip_norm(loss, CLIP);
        self.done += 1.0;
    }
}
