use std::cmp::Ordering;

pub struct Name;

impl PartialOrd<Name> for str {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        None
    }
}

pub trait Length {
    fn width(&self) -> usize;
    fn as_str(&self) -> &str;
    fn iter(&self);
}

impl Length for str {
    fn width(&self) -> usize {
        self.len()
    }
    fn as_str(&self) -> &str {
        self
    }
    fn iter(&self) {}
}

impl Length for String {
    fn width(&self) -> usize {
        self.as_str().width()
    }
    fn as_str(&self) -> &str {
        self
    }
    fn iter(&self) {}
}

pub trait Compare<T> {
    fn compare(&self, to: T);
}

impl Compare<u8> for [u8] {
    fn compare(&self, to: u8) {}
}

impl Compare<char> for [u8] {
    fn compare(&self, to: char) {}
}
