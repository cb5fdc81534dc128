mod shapes;
mod unseen;

use shapes::{AsShape, Run};

// Nothing is known of the argument. `as_shape` is of the one trait in scope that has it; `hidden_area` is of a trait
// that is not in scope; `spin_round` is inherent to the one type that has it; `len` may be of any type.
macro_rules! made {
    () => {
        loop {}
    };
}

fn unknown() {
    let value = made!();
    value.as_shape();
    value.hidden_area();
    value.spin_round(1);
    value.spin_round();
    value.len();
    value.either();
}

// Its type is another crate's.
fn foreign(value: &other::Thing) {
    value.as_shape();
    value.inner().as_shape();
}

fn item() -> u32 {
    1
}

// Functions have what is implemented for whatever is a function.
fn functions() {
    item.run_all();
    (|| 2).run_all();
}

struct Plain;

// A type that lacks a method has it only by an impl for all types.
fn known(plain: Plain) {
    plain.as_shape();
    plain.run_all();
}

// What a parameter is bound by elsewhere is not known here; functions have no `map` of std.
fn bounds<I: Iterator>(mut items: I) where I::Item: AsShape {
    let each = items.next().unwrap();
    each.as_shape();
    item.map(1);
}
