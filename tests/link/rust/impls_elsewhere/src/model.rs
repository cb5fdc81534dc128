pub struct Node {
    pub next: Option<Box<Node>>,
}

pub trait Draw {
    fn draw(&self);
    fn twice(&self) {
        self.draw();
        self.draw();
    }
}

pub trait Mark {
    fn mark(&self) {}
}

pub fn show(node: &Node) {
    node.draw();
    node.twice();
    node.depth();
    node.mark();
    Node::root().depth();
}
