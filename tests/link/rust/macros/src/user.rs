pub fn run() {
    let twice = 1;
    let n = twice!(crate::square(twice));
    public!(n);
    println!("{}", crate::square(n));
    crate::public!(2);
    missing!(n);
}
