mod ext;
use ext::{Grow, Name, Node, Pointer};
pub fn measure(start: *const u8, end: *const u8, text: *mut String) -> usize {
    let last = end.wrapping_sub(1);
    text.grow();
    end.distance(start) + last.address() + text.address()
}
pub fn named(node: *const Node) -> String {
    node.name()
}
