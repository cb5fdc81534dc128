const { Point } = require('./point');

function Box() {
    this.extend(1);
}
// No constructor says what these are.
Box.prototype = {
    extend: function (n) {
        this.min = new Point(n);
        this.handler = function () {};
    },
    size() {
        return this.min.subtract();
    },
};

class Timer {
    constructor(options) {
        Object.assign(this, { tick: Point.now });
    }
}
const tools = {};
Object.assign(tools, {
    start() {},
    stop: function () {},
    now: Point.now,
});
exports.Box = Box;
exports.Timer = Timer;
exports.tools = tools;
