pub trait Shape: Sized + Named<'static> {
    type Unit: Scale;
    type Other;
    const SIDES: u32;
    const DEFAULT: u32 = 4;

    fn area(&self) -> Self::Unit;

    fn sides(&self) -> u32 {
        self.name();
        self.area();
        Self::make();
        Self::SIDES + Self::DEFAULT
    }

    fn make() -> Self
    where
        Self: Default;
}

unsafe trait Named<'a> {
    fn name(&self) -> &'a str;
}

trait Scale {}

fn show(shape: &dyn Named<'static>, other: impl Shape) {
    shape.name();
    other.sides();
}
