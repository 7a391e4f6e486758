//! tribune summarises French news articles with a transformer, classifies the reader comments
//! under them by stance towards a stated target, and writes reports. It works offline.

pub mod cli;
pub mod corpus;
pub mod evaluate;
pub mod linear;
pub mod model;
pub mod pipeline;
pub mod report;
pub mod sample;
pub mod stance;
pub mod summary;
pub mod text;
pub mod train;
