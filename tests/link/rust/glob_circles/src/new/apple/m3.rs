pub use crate::unistd::*;

pub fn f3() -> u32 {
    getpid()
}
