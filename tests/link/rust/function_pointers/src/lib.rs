mod ops;
use ops::Op::{self, *};
use ops::{Hooks, Span};

fn tables() {
    let table: [(&str, fn(i32) -> Op); 2] = [("a", Op::num), ("b", Op::num)];
    for (_, make) in table {
        make(1).eval();
    }
    let list: Vec<fn(i32) -> Op> = vec![];
    list[0](1).eval();
    list.iter().map(|f| f(2)).for_each(|op| {
        op.eval();
    });
}

fn hooks(hooks: &Hooks, op: &Op) {
    (hooks.before)(op).lo();
    if let Some(done) = hooks.done {
        done(op).lo();
    }
    hooks.each[0](op).lo();
    hooks.set(|op| {
        op.eval();
        Span
    });
}

fn adder(n: u32) -> impl Fn(u32) -> Span {
    move |_| Span
}
fn given() {
    adder(1)(2).lo();
    let by_value = Op::Add(Box::new(Num(1)), Box::new(Num(2)));
    by_value.eval();
    Op::Add(Box::new(Num(1)), Box::new(Num(2))).eval();
}

// Variants and structs by their plain names, and slices.
fn patterns(op: &Op, ops: &[Op]) {
    match op {
        Neg { inner, span: span @ Span } => {
            span.lo();
            inner.eval();
        }
        Add(a, _) | Neg { inner: a, .. } => a.eval(),
        _ => {}
    }
    if let [first, rest @ ..] = ops {
        first.eval();
        rest[0].eval();
    }
    let ops: Vec<Op> = (0..3).map(|n| Op::num(n)).collect();
    ops[0].eval();
}
