mod parts;
use parts::{Engine, Pair, Tree, Wheel, Wrapper};

fn constructors() {
    let w = Wrapper::new(Engine::new(3));
    w.inner.start();
    w.get().start();
    Wrapper::of(Wheel).inner.spin();
    let p = Pair::of(Engine::new(1), Wheel);
    p.0.start();
    let q = p.swap();
    q.0.spin();
    q.first().spin();
}

fn literals() {
    let named = Wrapper { inner: Wheel, tag: String::new() };
    named.get().spin();
    let inner = Engine::new(2);
    Wrapper { inner, tag: String::new() }.get().start();
    let tuple = Pair(Wheel, Engine::new(2));
    tuple.1.start();
    if let Tree::Leaf(value) = Tree::Leaf(Wheel) {
        value.spin();
    }
    Tree::Leaf(Engine::new(1)).value().start();
}

// By what functions give that are passed.
fn functions() {
    let v = Wrapper::new(Engine::new(3)).map(|_| Wheel);
    v.inner.spin();
    v.with(|_| Engine::new(4)).start();
    Wrapper::all(vec![Wheel]).inner.spin();
    Wrapper::all([Engine::new(1)].into_iter()).inner.start();
}

// Several calls tell what a type is that is made of nothing.
fn empty() {
    let mut stack = Wrapper::empty();
    stack.set(Wheel);
    stack.get().spin();
}
