pub enum Option<T> {
    None,
    Some(T),
}

impl<T> Option<T> {
    pub fn unwrap(self) -> T {
        match self {
            Some(value) => value,
            None => panic(),
        }
    }
    pub fn is_some(&self) -> bool {
        matches!(*self, Some(_))
    }
}

fn panic() -> ! {
    loop {}
}
