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
