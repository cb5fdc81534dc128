function Queue(size) {
  this.size = size;
  this.items = [];
}

Queue.prototype.push = function (item) {
  this.items.push(item);
  return this.count();
};

Queue.prototype.count = function () {
  return this.items.length;
};

Queue.create = function (size) {
  return new Queue(size);
};

function Stack() {}
Stack.prototype = {
  pop: function () {
    return this.peek();
  },
  peek() {},
};

Array.prototype.last = function () {};
Queue.create(1);
