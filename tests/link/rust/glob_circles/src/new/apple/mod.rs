pub(crate) mod m1;
pub(crate) mod m2;
pub(crate) mod m3;
