//! Training of task models over the encoder, on the user's own machine.

mod description;
mod error;
mod optimiser;
pub mod stance;
pub mod summary;

pub use description::{Description, check_output};
pub use error::TrainError;
