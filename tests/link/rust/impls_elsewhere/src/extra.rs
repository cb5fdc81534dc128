use crate::model::{Mark, Node};

impl Node {
    pub fn root() -> Node {
        Node { next: None }
    }
    pub fn depth(&self) -> usize {
        match &self.next {
            Some(inner) => inner.depth() + 1,
            None => self.leaf(),
        }
    }
    fn leaf(&self) -> usize {
        0
    }
}

impl Mark for crate::model::Node {}
