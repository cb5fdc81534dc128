// The only methods of their names.
pub struct Failure;

impl Failure {
    pub fn code(&self) -> i32 {
        1
    }
    pub fn arg(self, text: &str) -> Failure {
        self
    }
    pub fn as_millis(&self) -> u8 {
        1
    }
    pub fn as_array(&self) -> u8 {
        1
    }
    pub fn matched(&self) -> u8 {
        1
    }
    pub fn stop_now(&self) {}
}

pub trait Shown {
    fn shown(&self) -> u8;
}

impl<T> Shown for T {
    fn shown(&self) -> u8 {
        1
    }
}
