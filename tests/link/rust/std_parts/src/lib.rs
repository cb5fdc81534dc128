mod node;
use node::{Node, Order, OrderId};
use std::cmp::Reverse;
use std::collections::btree_map::{BTreeMap, Entry};
use std::collections::{BinaryHeap, VecDeque};

fn heaps() {
    let mut heap = BinaryHeap::new();
    heap.push(Reverse(Node::new()));
    heap.peek().unwrap().0.edges();
    while let Some(Reverse(node)) = heap.pop() {
        node.edges();
    }
    let mut queue = VecDeque::from([Node::new()]);
    while let Some(node) = queue.pop_front() {
        node.edges();
    }
}

fn entries(map: &mut BTreeMap<OrderId, Node>) {
    match map.entry(OrderId) {
        Entry::Occupied(entry) => {
            entry.key().raw();
            entry.get().edges()
        }
        Entry::Vacant(entry) => entry.insert(Node::new()).edges(),
    }
}

// A field that has the name of a method, and a type that is stated in the path.
fn fields(order: &Order) {
    let Order { id, .. } = order;
    id.raw();
    match order {
        Order { id: inner } => inner.raw(),
    }
    let holder = node::Holder::<OrderId>::empty();
    holder.item.raw();
}

fn labels(nodes: &[Node]) {
    let node = 'found: {
        for node in nodes {
            break 'found node;
        }
        return;
    };
    node.edges();
    let other = 'outer: loop {
        loop {
            break 'outer Node::new();
        }
    };
    other.edges();
}

// What is passed to a method tells what it gives, too.
fn passed(holder: node::Holder<u8>, order: Order) {
    holder.with(order).order.id().raw();
    holder.same(&Node::new()).edges();
}

// What a field of that name is given is of its type.
fn defaults() {
    let mut order = Order { id: Default::default() };
    order.id = Default::default();
}
