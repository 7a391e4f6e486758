//! The encoder as other modules use it: texts in, vectors out.

use super::{
    Encoder, EncoderConfig, FlatBatch, ModelError, ModelFolder, Sequence, Task, Tokenizer,
    TransformerEncoder, Weights, batch, threads,
};

/// An encoder with its tokenizer and a number of worker threads.
pub struct Embedder {
    encoder: TransformerEncoder,
    tokenizer: Tokenizer,
    threads: usize,
    budget: usize,
}

impl Embedder {
    /// Loads `config.json`, `tokenizer.json` and `model.safetensors` of an encoder's folder, each
    /// checked against the manifest.
    ///
    /// # Errors
    /// Those of [`ModelFolder::read`], [`EncoderConfig::from_json`], [`Tokenizer::from_bytes`],
    /// [`Weights::from_bytes`] and [`TransformerEncoder::load`]; [`ModelError::Task`].
    pub fn load(folder: &ModelFolder, threads: usize) -> Result<Self, ModelError> {
        // A model of inference is an encoder with a head of its own in the same file.
        if folder.manifest.task != Task::Inference {
            folder.require(Task::Encoder)?;
        }
        let path = |name: &str| folder.path.join(name);
        let config = EncoderConfig::from_json(&folder.read("config.json")?, &path("config.json"))?;
        let tokenizer =
            Tokenizer::from_bytes(&folder.read("tokenizer.json")?, &path("tokenizer.json"))?;
        let weights = Weights::from_bytes(
            &folder.read("model.safetensors")?,
            &path("model.safetensors"),
        )?;
        Ok(Self {
            encoder: TransformerEncoder::load(config, &weights)?,
            tokenizer,
            threads: threads.max(1),
            budget: batch::TOKEN_BUDGET,
        })
    }

    /// Another token budget for a batch; the default is [`batch::TOKEN_BUDGET`].
    #[must_use]
    pub fn with_token_budget(mut self, budget: usize) -> Self {
        self.budget = budget.max(1);
        self
    }

    /// The same encoder with matrix products in bf16: faster where the processor has instructions for
    /// it, slower elsewhere; vectors differ in the third digit.
    #[must_use]
    pub fn in_bf16(mut self) -> Self {
        self.encoder = self.encoder.to_kind(tch::Kind::BFloat16);
        self
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// The transformer itself.
    pub fn transformer(&self) -> &TransformerEncoder {
        &self.encoder
    }

    /// The transformer, to change its weights.
    pub(crate) fn transformer_mut(&mut self) -> &mut TransformerEncoder {
        &mut self.encoder
    }

    /// A second embedder on the same weights.
    #[must_use]
    pub fn shallow_clone(&self) -> Self {
        Self {
            encoder: self.encoder.shallow_clone(),
            tokenizer: self.tokenizer.clone(),
            threads: self.threads,
            budget: self.budget,
        }
    }
}

impl Encoder for Embedder {
    fn dimension(&self) -> usize {
        self.encoder.config().hidden as usize
    }

    fn max_tokens(&self) -> usize {
        self.encoder.config().max_tokens
    }

    fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    fn embed(&self, sequences: &[Sequence]) -> Result<Vec<Vec<f32>>, ModelError> {
        let plan = batch::plan(sequences, self.budget);
        let workers = (0..self.threads.min(plan.len()))
            .map(|_| self.encoder.shallow_clone())
            .collect();
        let hidden = self.dimension();
        let pooled = threads::map(workers, plan.len(), |encoder, index| {
            let batch = FlatBatch::new(sequences, &plan[index]);
            let means = TransformerEncoder::mean_pool(&encoder.forward(&batch), &batch);
            let mut values = vec![0_f32; means.numel()];
            means.f_copy_data(&mut values, means.numel())?;
            Ok::<_, ModelError>(values)
        });
        let first: Vec<usize> = sequences
            .iter()
            .scan(0, |next, sequence| {
                let start = *next;
                *next += sequence.spans.len();
                Some(start)
            })
            .collect();
        let total = sequences.iter().map(|sequence| sequence.spans.len()).sum();
        let mut vectors = vec![vec![0_f32; hidden]; total];
        for (order, values) in plan.iter().zip(pooled) {
            let values = values?;
            let mut rows = values.chunks_exact(hidden);
            for &index in order {
                for (slot, row) in
                    (first[index]..).zip(rows.by_ref().take(sequences[index].spans.len()))
                {
                    vectors[slot].copy_from_slice(row);
                }
            }
        }
        Ok(vectors)
    }
}
