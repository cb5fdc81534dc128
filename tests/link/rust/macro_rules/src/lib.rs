#[macro_use]
mod macros;
mod reader;
mod uses;
