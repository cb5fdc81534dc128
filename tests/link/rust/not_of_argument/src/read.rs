pub trait Read: Sized {
    fn read(from: Source) -> Self;
    fn size(&self) -> usize;
}

pub struct Source;
pub struct Table;

impl Read for Source {
    fn read(from: Source) -> Self {
        from
    }
    fn size(&self) -> usize {
        0
    }
}

impl Read for Table {
    fn read(_from: Source) -> Self {
        Table
    }
    fn size(&self) -> usize {
        1
    }
}
