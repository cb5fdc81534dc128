// Of methods of one name, those of traits in scope are meant.
use crate::audit::Audit;
use crate::ext::{DisplayExt, IterExt, OptionExt, ResultExt};
use crate::shapes::{Circle, Square};

pub fn only_audit(c: &Circle, s: Square) {
    c.emit();
    s.emit();
    c.level();
    s.level();
    c.describe();
    c.area();
}
pub fn only_render(c: &Circle, s: Square) {
    mod_render::go(c);
    mod_render::both(&s);
}
mod mod_render {
    use crate::prelude::*;
    use crate::shapes::{Circle, Square};
    pub fn go(c: &Circle) {
        c.emit();
        c.twice();
        c.describe();
        "x".shout();
        let s = String::from("q");
        s.shout();
        s.as_str().shout();
    }
    pub fn both(s: &Square) {
        use crate::audit::Audit as _;
        Render::emit(s);
        crate::audit::Audit::emit(s);
        <Square as Render>::emit(s);
        s.level();
        s.describe();
    }
}
pub fn blanket(xs: Vec<u32>, name: String) {
    5.boxed_text();
    name.boxed_text();
    xs.iter().every(3).count();
    let first = xs.iter().every(2).next();
    first.or_panic();
    let n = name.parse::<u32>().log_err("bad");
    n.or_panic();
    let z = std::fs::read_to_string("f").log_err("x").or_panic();
    z.boxed_text();
}
pub fn gen_audit<T: Audit>(t: &T, d: &dyn Audit, i: impl Audit) {
    t.emit();
    d.emit();
    i.level();
}
// Renamed, and in a function alone.
pub fn renamed(c: &Circle) {
    use crate::render::Render as Renders;
    Renders::emit(c);
}
mod as_other {
    use crate::audit::Audit as Watched;
    pub fn watched(c: &crate::shapes::Circle) {
        c.emit();
    }
}
