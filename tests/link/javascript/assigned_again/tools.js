const fs = require('fs');

if (fs.promises) exports.open = function () { return 1; };
else exports.open = function () { return 2; };

exports.Runner = class {
    constructor(fast) {
        if (fast) this.run = () => 1;
        else this.run = () => 2;
        this.stop = this.stop.bind(this);
    }
    stop = function () {};
};
function Worker(fast) {
    if (fast) this.work = function () { return 1; };
    else this.work = function () { return 2; };
}
exports.Worker = Worker;
