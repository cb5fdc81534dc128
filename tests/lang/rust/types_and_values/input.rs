use std::sync::atomic::Ordering::{self, *};

struct Acquire {
    permits: u32,
}

struct Unit;
struct Tuple(u32);

enum Choice {
    Unit,
}

type Alias = Tuple;

fn Relaxed() {}

fn run(n: u32) {
    let order: Acquire = load(Acquire);
    let unit = Unit;
    let tuple = Tuple(n);
    let make = Tuple;
    let choice = Choice::Unit;
    let other = Choice;
    println!("{}", list![Unit, N, Choice::Unit]);
    let Unit = unit;
    let Acquire { permits } = order;
    Relaxed();
}

const N: u32 = 1;

fn load<T>(t: T) -> Acquire {
    Acquire { permits: N }
}
