pub trait Speak {
    const VOLUME: u8 = 1;
    fn speak(&self);
    fn greet(&self) {
        self.speak();
    }
    fn again(self) -> Self
    where
        Self: Sized,
    {
        self
    }
    fn kind() -> &'static str {
        "animal"
    }
}

pub trait Loud: Speak {
    fn shout(&self) {
        self.speak();
    }
}
