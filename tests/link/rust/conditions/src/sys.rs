#[cfg(windows)]
pub fn now() {}

#[cfg(unix)]
pub fn now() {}

#[cfg(target_arch = "aarch64")]
pub fn wide() {}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
pub fn wide() {}

#[cfg(not(any(target_arch = "aarch64", target_arch = "x86_64")))]
pub fn wide() {}
