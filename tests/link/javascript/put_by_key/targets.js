export function hit() {}
export function Old() { this.begin(); }
Old.prototype.begin = function () {};
