class Store {
    find() {}
}
exports.Store = Store;
