#[macro_use]
mod rules;
mod user;

#[macro_export]
macro_rules! public {
    ($e:expr) => {
        $crate::helper($e)
    };
}

pub fn helper(_: u32) {}

pub fn square(n: u32) -> u32 {
    n * n
}
