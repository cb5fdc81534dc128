mod data;
mod draw;

use data::{self, Color, Color::Red, Point as P, list::{self as all, first}};
use draw::*;

pub fn run(color: Color) {
    data::reset();
    let p = P::new();
    p.shift();
    first();
    all::last();
    line();
    match color {
        Red => fill(),
        Color::Green => {}
        _ => data::list::last(),
    }
}

pub fn local() {
    use data::Color::*;
    use draw::pens::{pick as choose, *};
    let c = Green;
    choose();
    drop_pen();
    paint(c);
}

fn paint(_: Color) {}
