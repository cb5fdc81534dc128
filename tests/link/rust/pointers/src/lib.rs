mod node;
mod totals;

pub use node::Node;
use node::Measure;
use std::sync::Arc;
use totals::Total;

// What Vec and String lack, slices and str have; what they implement themselves is no trait's of the project.
fn dereferenced(nodes: Vec<Node>, name: String, slice: &[Node]) -> u32 {
    nodes.cmp(&nodes);
    nodes.total() + name.total() + slice.total()
}

// `**self` is what the pointer points to.
impl<T: Measure + ?Sized> Measure for Box<T> {
    fn measure(&self) -> u32 {
        (**self).measure()
    }
}

fn pointed(node: Arc<Node>, call: Box<dyn Fn() -> Node>) {
    node.clone().weight();
    Arc::new(call()).weight();
    node.next.as_ref().unwrap().weight();
}
