pub fn in_second() {}
pub fn near() {}
