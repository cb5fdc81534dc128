mod absent;
mod left;
mod right;
mod twice;
mod twice;

pub use left::*;
pub use right::*;

pub type Loop = Loop2;
pub type Loop2 = Loop;

pub trait Chicken: Egg {}
pub trait Egg: Chicken {
    fn hatch(&self);
}

pub fn run(l: Loop, c: &dyn Chicken) {
    l.anything();
    c.hatch();
    absent::gone();
    nowhere();
    only_left();
    twice::once();
    crate::crate::run();
    super::run();
}

pub struct Ring<T>(Option<Ring<Ring<T>>>);

impl<T> Ring<T> {
    pub fn deeper(&self) -> &Ring<Ring<T>> {
        self.0.as_ref().unwrap()
    }
}

pub fn rings(ring: Ring<u8>) {
    ring.deeper().deeper().deeper().deeper().deeper();
}

impl std::ops::Deref for Ring<()> {
    type Target = Self;
    fn deref(&self) -> &Self {
        self.nothing()
    }
}
