pub mod pens;

pub fn line() {}
pub fn fill() {}
