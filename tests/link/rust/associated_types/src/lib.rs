mod array;
mod item;
mod traits;
use traits::{Depth, Edge, Poly, Shape, Stat, Visitor};

// What stands for V tells what V::Out is.
fn drive<V: Visitor>(visitor: &mut V) -> V::Out {
    visitor.visit(1)
}
fn driven(depth: &mut Depth) {
    drive(depth).merge();
    depth.visit(1).merge();
    for stat in depth.visit_all() {
        stat.merge();
    }
    Visitor::visit(depth, 2).merge();
}

// Or the bound does.
fn bound<S: Shape<Part = Edge>>(shape: S) {
    shape.first().unwrap().len();
    shape.parts()[0].len();
}
fn listed<S>(shape: S) where S: Shape<Part = Edge> {
    for part in shape.parts() {
        part.len();
    }
}
fn boxed(shapes: Vec<Box<dyn Shape<Part = Edge>>>) {
    for shape in shapes {
        shape.first().unwrap().len();
    }
}
fn known(poly: Poly) {
    poly.first().unwrap().len();
}

// What nothing tells has the members that are announced.
fn open<S: Shape>(shape: S) {
    shape.first().unwrap().name();
}
