use crate::model::Node;
use std::collections::HashMap;

trait Size {
    fn size(&self) -> usize;
    fn twice(&self) -> usize {
        self.size() * 2
    }
}

impl Node {
    fn depth(&self) -> usize {
        self.parents()
    }

    fn parents(&self) -> usize {
        0
    }
}

impl Size for Node {
    fn size(&self) -> usize {
        self.depth()
    }
}

impl<K, V> Size for HashMap<K, V> {
    fn size(&self) -> usize {
        self.len()
    }
}

impl Size for u32 {
    fn size(&self) -> usize {
        4
    }
}

impl<T: Size> Size for [T] {
    fn size(&self) -> usize {
        self.iter().map(|t| t.size()).sum()
    }
}

impl<T> Size for (T, T) {
    fn size(&self) -> usize {
        2
    }
}

fn count(node: &Node) -> usize {
    node.depth()
}
