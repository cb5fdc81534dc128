mod a;
mod b;

use a::thing;
use b::*;

pub fn run() {
    thing();
    thing::inside();
    thing!();
    let value: thing::Kind = thing::Kind;
    value.name();
    shared();
    let shared = |n: u32| n;
    shared(1);
}

fn shared() {}

pub fn shadow(thing: b::Other) {
    thing.go();
}
