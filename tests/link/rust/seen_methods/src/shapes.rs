pub trait AsShape {
    fn as_shape(&self) -> u32;
}

impl AsShape for u8 {
    fn as_shape(&self) -> u32 {
        1
    }
}

pub trait Run {
    fn run_all(&self) -> u32 {
        0
    }
    fn either(&self) {}
    fn map(&self, by: u32) -> u32 {
        by
    }
}

impl<F: Fn() -> u32> Run for F {}

pub struct Wheel;

impl Wheel {
    pub fn spin_round(&self, by: u32) -> u32 {
        by
    }
    pub fn either(&self) {}
    pub fn len(&self) -> usize {
        0
    }
}
