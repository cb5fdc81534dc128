pub use crate::m3::*;

pub fn f2() -> u32 {
    getpid()
}
