pub struct Point<'a, T = f64> {
    pub x: T,
    y: &'a Scale,
    pub(crate) inner: Option<Box<Point<'a, T>>>,
}

struct Pair(pub u32, Scale, Box<Scale>);

struct Marker;

pub struct Scale {
    factor: f64,
}

fn use_them(p: Point, pair: &Pair) -> f64 {
    let m = Marker;
    p.y.factor + pair.1.factor + pair.2.factor
}
