//! The transformer encoder: BERT and `RoBERTa` type checkpoints, forward pass only.
//!
//! A batch is flat: the tokens of all sequences stand one after the other in a matrix
//! `[tokens, hidden]`, sorted so that sequences of equal length are neighbours. The matrix products,
//! which are nearly all the work, so run without padding; attention runs once per group of
//! equal length, without a mask.

use tch::{Kind, Tensor};

use super::{
    EncoderConfig, ModelError,
    adapter::LowRank,
    batch::{FlatBatch, Group},
    weights::Weights,
};

/// `y = x Wᵀ + b` with `W` `[out, in]`, and while training a low-rank addition to `W`.
pub(crate) struct Linear {
    pub(crate) weight: Tensor,
    pub(crate) bias: Tensor,
    pub(crate) adapter: Option<LowRank>,
}

impl Linear {
    fn load(weights: &Weights, name: &str, out: i64, input: i64) -> Result<Self, ModelError> {
        Ok(Self {
            weight: weights.take(&format!("{name}.weight"), &[out, input])?,
            bias: weights.take(&format!("{name}.bias"), &[out])?,
            adapter: None,
        })
    }

    pub(crate) fn forward(&self, input: &Tensor) -> Tensor {
        let output = input.linear(&self.weight, Some(&self.bias));
        match &self.adapter {
            Some(adapter) => output + adapter.forward(input),
            None => output,
        }
    }

    fn shallow_clone(&self) -> Self {
        Self {
            weight: self.weight.shallow_clone(),
            bias: self.bias.shallow_clone(),
            adapter: self.adapter.as_ref().map(LowRank::shallow_clone),
        }
    }
}

/// Layer normalisation over the last dimension.
pub(crate) struct LayerNorm {
    pub(crate) weight: Tensor,
    pub(crate) bias: Tensor,
    eps: f64,
}

impl LayerNorm {
    fn load(weights: &Weights, name: &str, config: &EncoderConfig) -> Result<Self, ModelError> {
        // TensorFlow's names, which older checkpoints keep.
        let (weight, bias) = if weights.contains(&format!("{name}.gamma")) {
            ("gamma", "beta")
        } else {
            ("weight", "bias")
        };
        Ok(Self {
            weight: weights.take(&format!("{name}.{weight}"), &[config.hidden])?,
            bias: weights.take(&format!("{name}.{bias}"), &[config.hidden])?,
            eps: config.layer_norm_eps,
        })
    }

    pub(crate) fn forward(&self, input: &Tensor) -> Tensor {
        input.layer_norm(
            [self.weight.size1().unwrap_or_default()],
            Some(&self.weight),
            Some(&self.bias),
            self.eps,
            false,
        )
    }

    fn shallow_clone(&self) -> Self {
        Self {
            weight: self.weight.shallow_clone(),
            bias: self.bias.shallow_clone(),
            eps: self.eps,
        }
    }
}

/// One transformer layer, post-norm; `qkv` is the three projections in one matrix `[3 hidden, hidden]`.
pub(crate) struct Layer {
    pub(crate) qkv: Linear,
    pub(crate) attention_output: Linear,
    pub(crate) attention_norm: LayerNorm,
    pub(crate) intermediate: Linear,
    pub(crate) output: Linear,
    pub(crate) output_norm: LayerNorm,
}

impl Layer {
    fn load(weights: &Weights, index: i64, config: &EncoderConfig) -> Result<Self, ModelError> {
        let name = |part: &str| format!("encoder.layer.{index}.{part}");
        let hidden = config.hidden;
        let [query, key, value] = ["query", "key", "value"].map(|part| {
            Linear::load(
                weights,
                &name(&format!("attention.self.{part}")),
                hidden,
                hidden,
            )
        });
        let (query, key, value) = (query?, key?, value?);
        let qkv = Linear {
            weight: Tensor::f_cat(&[query.weight, key.weight, value.weight], 0)?,
            bias: Tensor::f_cat(&[query.bias, key.bias, value.bias], 0)?,
            adapter: None,
        };
        let intermediate = weights
            .take(&name("intermediate.dense.weight"), &[0, hidden])?
            .size()[0];
        Ok(Self {
            qkv,
            attention_output: Linear::load(
                weights,
                &name("attention.output.dense"),
                hidden,
                hidden,
            )?,
            attention_norm: LayerNorm::load(weights, &name("attention.output.LayerNorm"), config)?,
            intermediate: Linear::load(weights, &name("intermediate.dense"), intermediate, hidden)?,
            output: Linear::load(weights, &name("output.dense"), hidden, intermediate)?,
            output_norm: LayerNorm::load(weights, &name("output.LayerNorm"), config)?,
        })
    }

    /// The layer's matrices with the names that adapters are stored under.
    pub(crate) fn matrices(&mut self) -> [(&'static str, &mut Linear); 4] {
        [
            ("qkv", &mut self.qkv),
            ("attention_output", &mut self.attention_output),
            ("intermediate", &mut self.intermediate),
            ("output", &mut self.output),
        ]
    }

    fn shallow_clone(&self) -> Self {
        Self {
            qkv: self.qkv.shallow_clone(),
            attention_output: self.attention_output.shallow_clone(),
            attention_norm: self.attention_norm.shallow_clone(),
            intermediate: self.intermediate.shallow_clone(),
            output: self.output.shallow_clone(),
            output_norm: self.output_norm.shallow_clone(),
        }
    }

    /// `states` `[tokens, hidden]` to the same shape.
    fn forward(&self, states: &Tensor, batch: &FlatBatch, heads: i64) -> Tensor {
        let context = self.attention(states, batch, heads);
        let mut attended = self.attention_output.forward(&context);
        attended += states;
        let attended = self.attention_norm.forward(&attended);
        let mut inner = self.intermediate.forward(&attended);
        inner = if inner.requires_grad() {
            inner.gelu("none")
        } else {
            inner.gelu_("none")
        };
        let mut output = self.output.forward(&inner);
        output += &attended;
        self.output_norm.forward(&output)
    }

    fn attention(&self, states: &Tensor, batch: &FlatBatch, heads: i64) -> Tensor {
        let hidden = states.size()[1];
        let qkv = self.qkv.forward(states);
        let sizes: Vec<i64> = batch
            .groups
            .iter()
            .map(|group| group.sequences * group.length)
            .collect();
        let contexts = qkv.split_with_sizes(sizes, 0);
        let mut contexts: Vec<Tensor> = contexts
            .iter()
            .zip(&batch.groups)
            .map(|(qkv, group)| attend(qkv, *group, heads, hidden))
            .collect();
        if contexts.len() == 1 {
            contexts.swap_remove(0)
        } else {
            Tensor::cat(&contexts, 0)
        }
    }
}

/// Attention within each sequence of a group: `qkv` `[tokens, 3 hidden]` to `[tokens, hidden]`.
fn attend(qkv: &Tensor, group: Group, heads: i64, hidden: i64) -> Tensor {
    let parts = qkv
        .view([group.sequences, group.length, 3, heads, hidden / heads])
        .permute([2, 0, 3, 1, 4])
        .unbind(0);
    // All tokens of a group attend to each other; tch 0.17 cannot pass "no mask".
    let mask = Tensor::zeros([1, 1], (qkv.kind(), qkv.device()))
        .expand([group.length, group.length], false);
    Tensor::scaled_dot_product_attention(
        &parts[0],
        &parts[1],
        &parts[2],
        Some(&mask),
        0.0,
        false,
        None,
    )
    .transpose(1, 2)
    .reshape([group.sequences * group.length, hidden])
}

/// A transformer encoder on the CPU, weights in f32.
pub struct TransformerEncoder {
    config: EncoderConfig,
    words: Tensor,
    positions: Tensor,
    kinds: Tensor,
    norm: LayerNorm,
    pub(crate) layers: Vec<Layer>,
}

impl TransformerEncoder {
    /// Takes the tensors of a Hugging Face checkpoint.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] naming a tensor that is missing or has the wrong shape.
    pub fn load(config: EncoderConfig, weights: &Weights) -> Result<Self, ModelError> {
        let hidden = config.hidden;
        let positions = config.max_tokens as i64 + config.first_position;
        let embedding = |name: &str, rows: i64| {
            weights.take(
                &format!("embeddings.{name}_embeddings.weight"),
                &[rows, hidden],
            )
        };
        Ok(Self {
            words: embedding("word", 0)?,
            positions: embedding("position", positions)?,
            kinds: embedding("token_type", 0)?,
            norm: LayerNorm::load(weights, "embeddings.LayerNorm", &config)?,
            layers: (0..config.layers)
                .map(|index| Layer::load(weights, index, &config))
                .collect::<Result<_, _>>()?,
            config,
        })
    }

    /// The sizes.
    pub fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// A second handle on the same weights, for another thread.
    #[must_use]
    pub fn shallow_clone(&self) -> Self {
        Self {
            config: self.config.clone(),
            words: self.words.shallow_clone(),
            positions: self.positions.shallow_clone(),
            kinds: self.kinds.shallow_clone(),
            norm: self.norm.shallow_clone(),
            layers: self.layers.iter().map(Layer::shallow_clone).collect(),
        }
    }

    /// Casts all weights, for training in a shorter format; results stay in that format.
    #[must_use]
    pub fn to_kind(mut self, kind: Kind) -> Self {
        let cast = |tensor: &mut Tensor| *tensor = tensor.to_kind(kind);
        for tensor in [&mut self.words, &mut self.positions, &mut self.kinds] {
            cast(tensor);
        }
        cast(&mut self.norm.weight);
        cast(&mut self.norm.bias);
        for layer in &mut self.layers {
            for norm in [&mut layer.attention_norm, &mut layer.output_norm] {
                cast(&mut norm.weight);
                cast(&mut norm.bias);
            }
            for (_, matrix) in layer.matrices() {
                cast(&mut matrix.weight);
                cast(&mut matrix.bias);
            }
        }
        self
    }

    /// Hidden states of the last layer, `[tokens, hidden]`, in the batch's order. Token type 0.
    pub fn forward(&self, batch: &FlatBatch) -> Tensor {
        let mut states = self.embed(batch);
        for layer in &self.layers {
            states = layer.forward(&states, batch, self.config.heads);
        }
        states
    }

    /// The input of the first layer, `[tokens, hidden]`.
    pub(crate) fn embed(&self, batch: &FlatBatch) -> Tensor {
        let ids = Tensor::from_slice(&batch.ids);
        let positions =
            Tensor::from_slice(&batch.positions).g_add_scalar_(self.config.first_position);
        let mut sum = self.words.index_select(0, &ids);
        sum += self.positions.index_select(0, &positions);
        sum += self.kinds.get(0);
        self.norm.forward(&sum)
    }

    /// Means of the hidden states over the batch's spans, `[spans, hidden]`, in the batch's order.
    pub fn mean_pool(states: &Tensor, batch: &FlatBatch) -> Tensor {
        let rows: Vec<i64> = batch.spans.iter().flat_map(Clone::clone).collect();
        let owners: Vec<i64> = (0_i64..)
            .zip(&batch.spans)
            .flat_map(|(span, range)| range.clone().map(move |_| span))
            .collect();
        let lengths: Vec<f32> = batch
            .spans
            .iter()
            .map(|range| (range.end - range.start) as f32)
            .collect();
        let sums = Tensor::zeros(
            [batch.spans.len() as i64, states.size()[1]],
            (Kind::Float, states.device()),
        )
        .index_add(
            0,
            &Tensor::from_slice(&owners),
            &states
                .index_select(0, &Tensor::from_slice(&rows))
                .to_kind(Kind::Float),
        );
        sums / Tensor::from_slice(&lengths).clamp_min(1.0).unsqueeze(1)
    }
}
