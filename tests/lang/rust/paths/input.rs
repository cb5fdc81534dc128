use std::fmt::Display;

trait Make {
    fn make() -> Self;
    fn id(&self) -> u32;
}

struct A;

impl Make for A {
    fn make() -> Self {
        A
    }
    fn id(&self) -> u32 {
        1
    }
}

fn run<T: Make>(t: T) {
    A::make();
    <A as Make>::make().id();
    <A>::make();
    <T as Make>::make();
    T::make();
    Make::id(&t);
    Vec::<A>::new();
    crate::run(t);
    ::std::mem::drop(t);
    let f = A::make;
    let n = u32::MAX + i64::from(1);
    Display::fmt(&n);
    unknown::deep::call::<A>();
}
