mod a;
use a::*;
fn g(s: a::S) { f(); s.m(); }
