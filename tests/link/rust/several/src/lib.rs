mod kinds;

use kinds::{Meters, Miles, Point};
use std::fmt::Display;

pub fn conversions(m: Meters, miles: Miles) {
    Point::from(m);
    Point::from(miles);
    Point::new();
    Point::origin();
}

pub fn inherent(p: &Point) {
    p.show();
    kinds::Show::show(p);
    Display::fmt(p, todo!());
}

pub fn configured() {
    kinds::quick();
    kinds::check();
}

#[cfg(feature = "slow")]
pub fn slowly() {
    kinds::quick();
}
