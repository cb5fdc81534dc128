pub enum Shape {
    Empty,
    Circle(Center, f64),
    Rect { corner: Center, width: f64 },
    Tagged = 7,
    Last = LIMIT,
}

pub struct Center;

const LIMIT: isize = 9;

impl Shape {
    fn make(kind: u8) -> Shape {
        match kind {
            0 => Shape::Empty,
            1 => Self::Circle(Center, 1.0),
            _ => Shape::Rect { corner: Center, width: 2.0 },
        }
    }
}

fn free() {
    let f = Shape::Circle;
    f(Center, 1.0);
}
