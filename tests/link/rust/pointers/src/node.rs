#[derive(Clone)]
pub struct Node {
    pub next: Option<Box<Node>>,
}

impl Node {
    pub fn weight(&self) -> u32 {
        1
    }
}

pub trait Measure {
    fn measure(&self) -> u32;
}
