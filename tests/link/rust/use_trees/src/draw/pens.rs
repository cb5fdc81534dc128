pub fn pick() {}
pub fn drop_pen() {}
