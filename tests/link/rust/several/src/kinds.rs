use std::fmt;

pub struct Meters;
pub struct Miles;
pub struct Point;

pub trait Show {
    fn show(&self);
}

impl Point {
    pub fn new() -> Point {
        Point
    }
    pub fn show(&self) {}
}

impl Show for Point {
    fn show(&self) {}
}

impl From<Meters> for Point {
    fn from(_: Meters) -> Point {
        Point
    }
}

impl From<Miles> for Point {
    fn from(_: Miles) -> Point {
        Point
    }
}

impl fmt::Display for Point {
    fn fmt(&self, _: &mut fmt::Formatter) -> fmt::Result {
        Ok(())
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "fast")]
pub fn quick() {}

#[cfg(not(feature = "fast"))]
#[cfg(feature = "slow")]
pub fn quick() {}

#[cfg(test)]
pub fn check() {}

#[cfg(not(test))]
pub fn check() {}

#[cfg(feature = "fast")]
impl Point {
    pub fn origin() -> Point {
        Point::new()
    }
}

#[cfg(not(feature = "fast"))]
impl Point {
    pub fn origin() -> Point {
        Point
    }
}
