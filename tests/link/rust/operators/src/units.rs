use std::ops::{Add, Index, Mul, Neg, Not, Shl, Sub};

pub struct Moment;
pub struct Span;
pub struct Scale;

impl Moment {
    pub fn secs(&self) -> u8 {
        1
    }
}

impl Span {
    pub fn secs(&self) -> u8 {
        2
    }
    pub fn factor(&self) -> u8 {
        1
    }
}

impl Scale {
    pub fn factor(&self) -> u8 {
        2
    }
    pub fn mul(&self, by: u8) -> &Scale {
        self
    }
}

impl Sub for Moment {
    type Output = Span;
    fn sub(self, _: Self) -> Self::Output {
        Span
    }
}

impl Sub for &Moment {
    type Output = Span;
    fn sub(self, _: Self) -> Span {
        Span
    }
}

impl Sub<Span> for Moment {
    type Output = Moment;
    fn sub(self, _: Span) -> Self::Output {
        self
    }
}

impl Add<Span> for Moment {
    type Output = Moment;
    fn add(self, _: Span) -> Moment {
        self
    }
}

impl Sub for Span {
    type Output = Scale;
    fn sub(self, _: Span) -> Scale {
        Scale
    }
}

impl Neg for Span {
    type Output = Scale;
    fn neg(self) -> Scale {
        Scale
    }
}

impl Not for Scale {
    type Output = Moment;
    fn not(self) -> Moment {
        Moment
    }
}

impl Mul<Span> for Scale {
    type Output = Span;
    fn mul(self, by: Span) -> Span {
        by
    }
}

impl Mul<Moment> for Scale {
    type Output = Moment;
    fn mul(self, by: Moment) -> Moment {
        by
    }
}

impl Mul<Span> for f64 {
    type Output = Span;
    fn mul(self, by: Span) -> Span {
        by
    }
}

impl Shl<u8> for Span {
    type Output = Moment;
    fn shl(self, _: u8) -> Moment {
        Moment
    }
}

impl Index<usize> for Scale {
    type Output = Span;
    fn index(&self, _: usize) -> &Span {
        &Span
    }
}
