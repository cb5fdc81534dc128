use codec::{de, ser};
use std::result;

pub struct Error {
    text: String,
}

pub type Result<T> = result::Result<T, Error>;

impl de::Error for Error {
    fn custom<T: ToString>(message: T) -> Self {
        Error { text: message.to_string() }
    }
}

impl ser::Error for Error {
    fn custom<T: ToString>(message: T) -> Error {
        Error { text: message.to_string() }
    }
}

pub trait Build {
    fn build(size: usize) -> Self;
    fn count(size: usize) -> usize;
}

impl Build for Error {
    fn build(size: usize) -> Self {
        Error { text: size.to_string() }
    }
    fn count(size: usize) -> usize {
        size
    }
}
