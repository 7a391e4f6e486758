//! Training of task models over the encoder, on the user's own machine.

mod error;
mod optimiser;
pub mod stance;

pub use error::TrainError;
