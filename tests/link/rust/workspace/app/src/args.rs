pub fn read() {
    crate::main();
}
