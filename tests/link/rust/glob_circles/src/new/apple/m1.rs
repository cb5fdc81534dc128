pub use crate::m2::*;

pub fn f1() -> u32 {
    getpid()
}
