use macros::public;

#[test]
fn works() {
    public!(macros::square(2));
    twice!(3);
}
