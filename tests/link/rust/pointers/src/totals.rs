use crate::Node;

pub trait Total {
    fn total(self) -> u32;
    fn cmp(&self) -> u32;
}

impl<'a> Total for &'a [Node] {
    fn total(self) -> u32 {
        0
    }
    fn cmp(&self) -> u32 {
        0
    }
}

impl Total for str {
    fn total(self) -> u32 {
        0
    }
    fn cmp(&self) -> u32 {
        0
    }
}
