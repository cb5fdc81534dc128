// Another type of the same name: nothing of the first is its own.
pub struct Node;

impl Node {
    pub fn depth(&self) -> u8 {
        0
    }
}

pub fn run(node: Node) {
    node.depth();
    node.draw();
}
