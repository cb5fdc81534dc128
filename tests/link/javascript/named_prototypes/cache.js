function Cache(size) {
    this.size = size;
}
const proto = Cache.prototype;

proto.fill = function () {
    return this.grow();
};
proto.grow = () => 1;
proto.reset = proto.fill;
Object.assign(proto, {
    drop() {
        return this.fill();
    },
});

class Queue {}
(function () {
    var p = Queue.prototype;
    p.push = function () {
        return this.wake();
    };
    p.wake = function () {};
})();

// Another name, elsewhere.
function other(proto) {
    proto.lost = function () {};
}
module.exports = { Cache, Queue, other };
