//! Statements that are compiled on some platforms, or with some features, only.
mod parts;
use parts::{other, usual};

pub fn run(x: u8) {
    #[cfg(target_arch = "aarch64")]
    {
        other();
    }
    #[cfg(unix)]
    usual();
    #[cfg(not(feature = "std"))]
    let _y = other();
    #[cfg(feature = "extra")]
    usual();
    match x {
        #[cfg(windows)]
        1 => other(),
        _ => usual(),
    }
    #[cfg(all(target_os = "linux", feature = "unknown"))]
    usual();
    if x > 1 {
        #[cfg(target_os = "macos")]
        other();
        usual();
    }
}

#[cfg(windows)]
pub fn there() {
    #[cfg(windows)]
    other();
}
