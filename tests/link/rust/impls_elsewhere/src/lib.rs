pub mod model;
mod extra;
mod other;
mod render;
