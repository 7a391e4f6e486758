//! The layers that the head is made of.

use tch::{Kind, Tensor};

use crate::model::ModelError;

/// How a tensor begins when a head is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Normally distributed with the variance 1 / (3 · number of inputs).
    Random,
    /// All zeros.
    Zeros,
    /// All ones.
    Ones,
}

/// Gives the tensor of a name and shape: from a file, or new.
pub type Source<'a> = dyn FnMut(&str, &[i64], Start) -> Result<Tensor, ModelError> + 'a;

pub(super) struct Linear {
    weight: Tensor,
    bias: Option<Tensor>,
}

impl Linear {
    pub(super) fn new(
        source: &mut Source,
        name: &str,
        from: i64,
        to: i64,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            weight: source(&format!("{name}.weight"), &[to, from], Start::Random)?,
            bias: Some(source(&format!("{name}.bias"), &[to], Start::Zeros)?),
        })
    }

    pub(super) fn without_bias(
        source: &mut Source,
        name: &str,
        from: i64,
        to: i64,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            weight: source(&format!("{name}.weight"), &[to, from], Start::Random)?,
            bias: None,
        })
    }

    pub(super) fn forward(&self, input: &Tensor) -> Tensor {
        input.linear(&self.weight, self.bias.as_ref())
    }
}

pub(super) struct Norm {
    weight: Tensor,
    bias: Tensor,
    size: i64,
}

impl Norm {
    pub(super) fn new(source: &mut Source, name: &str, size: i64) -> Result<Self, ModelError> {
        Ok(Self {
            weight: source(&format!("{name}.weight"), &[size], Start::Ones)?,
            bias: source(&format!("{name}.bias"), &[size], Start::Zeros)?,
            size,
        })
    }

    pub(super) fn forward(&self, input: &Tensor) -> Tensor {
        input.layer_norm(
            [self.size],
            Some(&self.weight),
            Some(&self.bias),
            1e-5,
            false,
        )
    }
}

/// A pre-norm transformer layer (Xiong et al. 2020, arXiv:2002.04745).
pub(super) struct Layer {
    attention_norm: Norm,
    query_key_value: Linear,
    attention_output: Linear,
    feed_forward_norm: Norm,
    intermediate: Linear,
    output: Linear,
    heads: i64,
}

impl Layer {
    pub(super) fn new(
        source: &mut Source,
        name: &str,
        size: i64,
        heads: i64,
    ) -> Result<Self, ModelError> {
        Ok(Self {
            attention_norm: Norm::new(source, &format!("{name}.attention.norm"), size)?,
            query_key_value: Linear::new(source, &format!("{name}.attention.qkv"), size, 3 * size)?,
            attention_output: Linear::new(source, &format!("{name}.attention.output"), size, size)?,
            feed_forward_norm: Norm::new(source, &format!("{name}.feed_forward.norm"), size)?,
            intermediate: Linear::new(
                source,
                &format!("{name}.feed_forward.intermediate"),
                size,
                2 * size,
            )?,
            output: Linear::new(
                source,
                &format!("{name}.feed_forward.output"),
                2 * size,
                size,
            )?,
            heads,
        })
    }

    /// `states` `[batch, tokens, size]`; `mask` `[batch, 1, 1, tokens]` is added to the attention logits.
    pub(super) fn forward(&self, states: &Tensor, mask: &Tensor, dropout: f64) -> Tensor {
        let drop = |tensor: Tensor| tensor.dropout(dropout, dropout > 0.0);
        let (batch, tokens, size) = states.size3().unwrap_or_default();
        let parts = self
            .query_key_value
            .forward(&self.attention_norm.forward(states))
            .view([batch, tokens, 3, self.heads, size / self.heads])
            .permute([2, 0, 3, 1, 4])
            .unbind(0);
        let scale = ((size / self.heads) as f64).sqrt();
        let logits = parts[0].matmul(&parts[1].transpose(-1, -2)) / scale + mask;
        let mixed = drop(logits.softmax(-1, Kind::Float)).matmul(&parts[2]);
        let mixed = mixed.transpose(1, 2).reshape([batch, tokens, size]);
        let states = states + drop(self.attention_output.forward(&mixed));
        let inner = self
            .intermediate
            .forward(&self.feed_forward_norm.forward(&states));
        let inner = drop(inner.gelu("none"));
        &states + drop(self.output.forward(&inner))
    }
}
