pub mod second;

pub fn in_first() {}
