mod error;
mod options;
mod reader;
