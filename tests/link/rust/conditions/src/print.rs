#[cfg(feature = "full")]
pub fn attributes() {}

#[cfg(not(feature = "full"))]
pub fn attributes() {}
