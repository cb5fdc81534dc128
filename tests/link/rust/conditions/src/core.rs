pub trait Write {
    fn write_all(&mut self);
}

pub trait Read {}
