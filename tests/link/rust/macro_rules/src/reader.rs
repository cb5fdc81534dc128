pub trait Reader {
    fn copy_rest(&mut self) -> usize;
    fn skip_rest(&mut self) -> usize;
}

pub fn overflow(size: usize) -> ! {
    panic!("{size}")
}

pub fn note(text: &str) {}

pub fn checked(size: usize) -> usize {
    size
}
